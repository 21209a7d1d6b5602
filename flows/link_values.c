/* SPDX-License-Identifier: Apache-2.0
 *
 * Dialogs that have a value in common: all of one kind and hash, side by side after sorting.
 * Most dialogs have no value at all, or a From tag that nobody else has; sets of bits keep
 * these out of what is sorted.
 */
#include "flows/link_private.h"

#include "dissect/base/hash.h"
#include "dissect/base/table.h"

/* After the kinds of LinkValue. */
#define KIND_FROM_TAG (LINK_REFER + 1)

typedef struct Posting {
    uint64_t hash;
    DialogId dialog;
    uint8_t kind;
    uint8_t evidence; /* LINK_BY_NOTHING for the dialog whose Call-ID is named */
} Posting;

typedef struct Finder {
    Links *links;
    GArray *postings;
    LinkBits named, replaced; /* Call-IDs */
} Finder;

/* The dialog @id if its values count. A Call-ID that comes again has those that it had before,
 * and links by itself alone. */
static const Dialog *dialog_with_values(const Links *links, DialogId id)
{
    const Dialog *dialog = link_dialog(links, id);

    return dialog && !dialog->late ? dialog : NULL;
}

static void post(Finder *finder, uint64_t hash, DialogId dialog, unsigned kind,
                 LinkEvidence evidence)
{
    Posting posting = { hash, dialog, (uint8_t)kind, (uint8_t)evidence };

    g_array_append_val(finder->postings, posting);
}

static void post_values(Finder *finder, DialogId id, const Dialog *dialog)
{
    const LinkStore *store = finder->links->store;
    const LinkValue *value;

    for (uint32_t at = dialog->keys.values; at; at = value->next) {
        value = pool_get(&store->values, at);
        switch ((LinkKind)value->kind) {
        case LINK_NAMES:
            if (value->hash == dialog->hash)
                break; /* its own: that of the other leg has another header */
            link_bits_put(&finder->named, value->hash);
            post(finder, value->hash, id, LINK_NAMES, LINK_BY_HEADER + value->header);
            break;
        case LINK_SESSION:
        case LINK_SESSION_PAIR:
            post(finder, value->hash, id, value->kind, LINK_BY_SESSION_ID);
            break;
        case LINK_CHARGING:
            post(finder, value->hash, id, LINK_CHARGING, LINK_BY_CHARGING_VECTOR);
            break;
        case LINK_REPLACES:
            link_bits_put(&finder->replaced, value->hash);
            post(finder, value->hash, id, LINK_REPLACES, LINK_BY_HEADER);
            break;
        case LINK_REFER: break;
        }
    }
}

static uint64_t tag_hash(const Dialog *dialog)
{
    return hash_mix(dialog->from_tag, 0);
}

/* From tags by their number, so that equal ones are equal texts. */
static void post_tags(Finder *finder)
{
    unsigned len = finder->links->ids_len;
    LinkBits once, twice;

    link_bits_init(&once, len);
    link_bits_init(&twice, len);
    for (unsigned i = 0; i < len; i++) {
        DialogId id = finder->links->ids[i];
        const Dialog *dialog = dialog_with_values(finder->links, id);

        if (dialog && dialog->from_tag && link_bits_put(&once, tag_hash(dialog)))
            link_bits_put(&twice, tag_hash(dialog));
    }
    for (unsigned i = 0; i < len; i++) {
        DialogId id = finder->links->ids[i];
        const Dialog *dialog = dialog_with_values(finder->links, id);

        if (dialog && dialog->from_tag && link_bits_has(&twice, tag_hash(dialog)))
            post(finder, dialog->from_tag, id, KIND_FROM_TAG, LINK_BY_FROM_TAG);
    }
    link_bits_clear(&once);
    link_bits_clear(&twice);
}

/* The dialogs whose Call-ID others name, or want replaced. */
static void post_call_ids(Finder *finder)
{
    unsigned len = finder->links->ids_len;

    for (unsigned i = 0; i < len; i++) {
        DialogId id = finder->links->ids[i];
        const Dialog *dialog = dialog_with_values(finder->links, id);

        if (dialog && link_bits_has(&finder->named, dialog->hash))
            post(finder, dialog->hash, id, LINK_NAMES, LINK_BY_NOTHING);
        if (dialog && link_bits_has(&finder->replaced, dialog->hash))
            post(finder, dialog->hash, id, LINK_REPLACES, LINK_BY_NOTHING);
    }
}

static int compare_postings(gconstpointer a, gconstpointer b, gpointer user)
{
    const Posting *left = a;
    const Posting *right = b;

    if (left->kind != right->kind)
        return left->kind - right->kind;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    if (left->dialog != right->dialog)
        return link_is_before(user, left->dialog, right->dialog) ? -1 : 1;
    return left->evidence - right->evidence;
}

/* Who began the first leg with a From tag begins no other one, unless a leg came back to him:
 * a caller with one tag for all of his calls says nothing by it. */
static bool is_callers_only_tag(const Links *links, const Posting *group, unsigned len)
{
    const Endpoints *endpoints = dialogs_endpoints(links->dialogs);
    const Dialog *first = dialogs_get(links->dialogs, group[0].dialog);
    const Endpoint *caller = endpoints_get(endpoints, first->caller);
    bool begins_again = false, is_called = false;

    for (unsigned i = 1; i < len; i++) {
        const Dialog *dialog = dialogs_get(links->dialogs, group[i].dialog);

        begins_again |= dialog->caller == first->caller;
        is_called |= endpoint_same_address(endpoints_get(endpoints, dialog->next_hop), caller);
    }
    return begins_again && !is_called;
}

/* What dialogs that left had in common with those at hand. */
typedef struct Retired {
    int64_t first; /* when the first of them began */
    uint64_t dialogs;
} Retired;

/* A From tag is known by its number among those at hand, and by its hash later. */
static uint64_t retired_key(const Dialog *dialog, unsigned kind, uint64_t hash)
{
    return hash_mix(kind == KIND_FROM_TAG ? dialog->from_hash : hash, kind);
}

static void retire(Links *links, const Dialog *dialog, unsigned kind, uint64_t hash)
{
    uint64_t key = retired_key(dialog, kind, hash);
    Retired *retired = table_put(links->retired, &key);

    retired->first = retired->dialogs ? MIN(retired->first, dialog->start) : dialog->start;
    retired->dialogs++;
}

void link_values_retire(Links *links, DialogId id)
{
    const Dialog *dialog = link_dialog(links, id);
    const LinkValue *value;

    if (!dialog)
        return;
    if (!links->retired)
        links->retired =
            table_new(sizeof(uint64_t), sizeof(Retired), LINK_RETIRED_MAX, NULL, NULL);
    if (dialog->from_tag)
        retire(links, dialog, KIND_FROM_TAG, 0);
    for (uint32_t at = dialog->keys.values; at; at = value->next) {
        value = pool_get(&links->store->values, at);
        if (value->kind != LINK_REFER && value->kind != LINK_REPLACES)
            retire(links, dialog, value->kind, value->hash);
    }
}

static Retired retired_of(Links *links, const Posting *posting)
{
    const Dialog *dialog = dialogs_get(links->dialogs, posting->dialog);
    uint64_t key = retired_key(dialog, posting->kind, posting->hash);
    const Retired *retired = links->retired ? table_find(links->retired, &key) : NULL;

    return retired ? *retired : (Retired){ INT64_MAX, 0 };
}

static bool is_too_common(Links *links, const Posting *group, unsigned len)
{
    Retired retired = retired_of(links, &group[0]);
    int64_t first = dialogs_get(links->dialogs, group[0].dialog)->start;
    int64_t last = dialogs_get(links->dialogs, group[len - 1].dialog)->start;
    uint64_t dialogs = retired.dialogs + 1;

    first = MIN(first, retired.first);
    for (unsigned i = 1; i < len; i++)
        dialogs += group[i].dialog != group[i - 1].dialog;
    return dialogs > LINK_VALUE_DIALOGS_MAX || last - first > LINK_VALUE_SPAN ||
           (group[0].kind == KIND_FROM_TAG && is_callers_only_tag(links, group, len));
}

static bool has_new(const Links *links, const Posting *group, unsigned len)
{
    for (unsigned i = 0; i < len; i++)
        if (link_is_new(links, group[i].dialog))
            return true;
    return false;
}

/* The dialogs of @group have one value in common. */
static void join_group(Links *links, const Posting *group, unsigned len)
{
    bool is_related = group[0].kind == LINK_REPLACES;

    links->counts.looked_at += len;
    if (len < 2 || group[0].dialog == group[len - 1].dialog)
        return;
    if (!is_related && is_too_common(links, group, len)) {
        links->counts.common_values += has_new(links, group, len);
        return;
    }
    for (unsigned i = 1; i < len; i++)
        if (group[i].dialog != group[0].dialog)
            link_add(is_related ? links->related : links->legs, group[0].dialog,
                     group[i].dialog,
                     group[i].evidence ? group[i].evidence : group[0].evidence);
}

void link_values_find(Links *links)
{
    unsigned len = links->ids_len;
    Finder finder = { .links = links };
    const Posting *postings;
    unsigned first = 0;

    finder.postings = g_array_new(FALSE, FALSE, sizeof(Posting));
    link_bits_init(&finder.named, len);
    link_bits_init(&finder.replaced, len);
    for (unsigned i = 0; i < len; i++) {
        DialogId id = links->ids[i];
        const Dialog *dialog = dialog_with_values(links, id);

        if (dialog && dialog->keys.values)
            post_values(&finder, id, dialog);
    }
    if (finder.postings->len)
        post_call_ids(&finder);
    post_tags(&finder);
    g_array_sort_with_data(finder.postings, compare_postings, links);
    postings = (const Posting *)(void *)finder.postings->data;
    for (unsigned i = 1; i <= finder.postings->len; i++) {
        if (i < finder.postings->len && postings[i].kind == postings[first].kind &&
            postings[i].hash == postings[first].hash)
            continue;
        join_group(links, postings + first, i - first);
        first = i;
    }
    g_array_unref(finder.postings);
    link_bits_clear(&finder.named);
    link_bits_clear(&finder.replaced);
}
