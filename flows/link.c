/* SPDX-License-Identifier: Apache-2.0
 *
 * Edges between dialogs are found first, then sorted by the times of their dialogs, then joined
 * one by one. So the bounds (a call has at most LINK_CALL_MAX dialogs) stop at the same edge in
 * each run, whichever hash an edge was found by.
 */
#include "flows/link_private.h"

#include "flows/patience.h"

#define SECOND INT64_C(1000000000)

/* Bytes, about, of a value in Links.retired. */
#define RETIRED_COST 64

static const char *const NAMES[LINK_BY_HEADER] = {
    [LINK_BY_CALL_ID] = "call-id",
    [LINK_BY_SESSION_ID] = "session-id",
    [LINK_BY_CHARGING_VECTOR] = "p-charging-vector",
    [LINK_BY_FROM_TAG] = "from-tag",
    [LINK_BY_SDP] = "sdp",
    [LINK_BY_CALLED_NUMBER] = "called-number",
    [LINK_BY_CALLING_NUMBER] = "calling-number",
    [LINK_BY_TIMES] = "times",
};

void link_bits_init(LinkBits *bits, uint32_t most)
{
    uint32_t words = 64;

    while (words < most / 4 && words < 1u << 28) /* sixteen bits a number */
        words *= 2;
    bits->words = g_new0(uint64_t, words);
    bits->mask = words - 1;
}

void link_bits_clear(LinkBits *bits)
{
    g_clear_pointer(&bits->words, g_free);
}

const Dialog *link_dialog(const Links *links, DialogId id)
{
    const Dialog *dialog = dialogs_get(links->dialogs, id);

    return dialog && dialog->is_invite ? dialog : NULL;
}

bool link_is_before(const Links *links, DialogId a, DialogId b)
{
    int64_t start = dialogs_get(links->dialogs, a)->start;
    int64_t other = dialogs_get(links->dialogs, b)->start;

    return start != other ? start < other : a < b;
}

static DialogId root_of(const DialogId *parents, DialogId id)
{
    while (parents[id] != id)
        id = parents[id];
    return id;
}

/* Joins what @one and @other stand for under the earlier one; false if that is too many. The
 * smaller tree is not always the lower one, but no tree has more than LINK_CALL_MAX members. */
static bool join(Links *links, DialogId *parents, uint8_t *lens, const LinkEdge *edge)
{
    DialogId first = root_of(parents, edge->one);
    DialogId second = root_of(parents, edge->other);

    if (first == second)
        return true;
    if (lens[first] + lens[second] + 2 > LINK_CALL_MAX) {
        links->counts.full_calls += link_is_new(links, edge->other);
        return false;
    }
    if (link_is_before(links, second, first)) {
        DialogId swapped = first;

        first = second;
        second = swapped;
    }
    parents[second] = first;
    lens[first] += lens[second] + 1;
    return true;
}

/* By the later dialog, then the strength of the evidence, then the earlier one. */
static int compare_edges(gconstpointer a, gconstpointer b, gpointer user)
{
    const Links *links = user;
    const LinkEdge *left = a;
    const LinkEdge *right = b;
    unsigned strength = left->evidence >= LINK_BY_HEADER ? 0 : left->evidence;
    unsigned other_strength = right->evidence >= LINK_BY_HEADER ? 0 : right->evidence;

    if (left->other != right->other)
        return link_is_before(links, left->other, right->other) ? -1 : 1;
    if (strength != other_strength)
        return strength < other_strength ? -1 : 1;
    if (left->one != right->one)
        return link_is_before(links, left->one, right->one) ? -1 : 1;
    return left->evidence - right->evidence;
}

/* Each edge from the earlier dialog to the later one. */
static void sort_edges(Links *links, GArray *edges)
{
    for (unsigned i = 0; i < edges->len; i++) {
        LinkEdge *edge = &g_array_index(edges, LinkEdge, i);

        if (link_is_before(links, edge->other, edge->one))
            *edge = (LinkEdge){ edge->other, edge->one, edge->evidence };
    }
    g_array_sort_with_data(edges, compare_edges, links);
}

/* Call-IDs that come again once their dialog was closed; false if there are none. */
static bool find_late(Links *links)
{
    unsigned len = links->legs->len;

    for (unsigned i = 0; i < links->ids_len; i++) {
        const Dialog *dialog = link_dialog(links, links->ids[i]);
        const Dialog *before =
            dialog && !dialog->is_late_removed ? link_dialog(links, dialog->late) : NULL;

        if (before && before->hash == dialog->hash && before->is_closed)
            link_add(links->legs, dialog->late, links->ids[i], LINK_BY_CALL_ID);
    }
    return links->legs->len > len;
}

/* When the dialog is over, if nothing more is heard of it. */
static int64_t over_of(const Links *links, DialogId id)
{
    const Dialog *dialog = dialogs_get(links->dialogs, id);

    return dialog->end + patience_with(dialog, links->max_call) * SECOND;
}

/* Of each call when it is over; asked for only where a Call-ID comes again. */
static void begin_overs(Links *links)
{
    g_clear_pointer(&links->over, g_free);
    if (!find_late(links))
        return;
    links->over = g_new(int64_t, links->known);
    for (unsigned i = 0; i < links->ids_len; i++)
        links->over[links->ids[i]] = over_of(links, links->ids[i]);
}

/* True if the earlier dialog was over before the later one began; of a Call-ID that comes
 * again, if its whole call was. */
static bool is_too_late(const Links *links, const LinkEdge *edge)
{
    int64_t over = edge->evidence == LINK_BY_CALL_ID
                       ? links->over[root_of(links->call, edge->one)]
                       : over_of(links, edge->one);

    return dialogs_get(links->dialogs, edge->other)->start > over;
}

static bool join_call(Links *links, const LinkEdge *edge)
{
    DialogId first = root_of(links->call, edge->one);
    DialogId second = root_of(links->call, edge->other);

    if (!join(links, links->call, links->calls_len, edge))
        return false;
    if (links->over)
        links->over[root_of(links->call, first)] = MAX(links->over[first], links->over[second]);
    return true;
}

static void join_legs(Links *links)
{
    begin_overs(links);
    sort_edges(links, links->legs);
    for (unsigned i = 0; i < links->legs->len; i++) {
        const LinkEdge *edge = &g_array_index(links->legs, LinkEdge, i);

        if (!is_too_late(links, edge) && join_call(links, edge) &&
            !links->evidence[edge->other])
            links->evidence[edge->other] = edge->evidence;
    }
    /* who is the earlier one of all its edges, and not the first of the call */
    for (unsigned i = 0; i < links->legs->len; i++) {
        const LinkEdge *edge = &g_array_index(links->legs, LinkEdge, i);

        if (!links->evidence[edge->one] && links->call[edge->one] != edge->one)
            links->evidence[edge->one] = edge->evidence;
    }
}

static void join_related(Links *links)
{
    for (unsigned i = 0; i < links->related->len; i++) {
        LinkEdge *edge = &g_array_index(links->related, LinkEdge, i);

        edge->one = root_of(links->call, edge->one);
        edge->other = root_of(links->call, edge->other);
    }
    sort_edges(links, links->related);
    for (unsigned i = 0; i < links->related->len; i++)
        join(links, links->group, links->groups_len,
             &g_array_index(links->related, LinkEdge, i));
}

static void note_possible(Links *links)
{
    sort_edges(links, links->possibly);
    for (unsigned i = 0; i < links->possibly->len; i++) {
        const LinkEdge *edge = &g_array_index(links->possibly, LinkEdge, i);
        DialogId one = root_of(links->call, edge->one);
        DialogId other = root_of(links->call, edge->other);

        if (one != other && !links->possible[one])
            links->possible[one] = other;
        if (one != other && !links->possible[other])
            links->possible[other] = one;
    }
}

Links *links_new(Dialogs *dialogs, int64_t max_call)
{
    Links *links = g_new0(Links, 1);

    links->dialogs = dialogs;
    links->store = link_store_of(dialogs);
    links->max_call = max_call;
    links->legs = g_array_new(FALSE, FALSE, sizeof(LinkEdge));
    links->related = g_array_new(FALSE, FALSE, sizeof(LinkEdge));
    links->possibly = g_array_new(FALSE, FALSE, sizeof(LinkEdge));
    return links;
}

/* Makes the dialog stand alone. */
static void forget(Links *links, DialogId id)
{
    links->call[id] = links->group[id] = id;
    links->possible[id] = 0;
    links->calls_len[id] = links->groups_len[id] = links->evidence[id] = 0;
}

static void make_room(Links *links, DialogId len)
{
    DialogId old = links->known;

    if (len <= old)
        return;
    len = MAX(len, old + old / 2);
    links->known = len;
    links->call = g_renew(DialogId, links->call, len);
    links->group = g_renew(DialogId, links->group, len);
    links->possible = g_renew(DialogId, links->possible, len);
    links->calls_len = g_renew(uint8_t, links->calls_len, len);
    links->groups_len = g_renew(uint8_t, links->groups_len, len);
    links->evidence = g_renew(uint8_t, links->evidence, len);
    links->is_seen = g_renew(bool, links->is_seen, len);
    for (DialogId id = old; id < len; id++) {
        forget(links, id);
        links->is_seen[id] = false;
    }
}

void links_find(Links *links, const DialogId *ids, unsigned len)
{
    make_room(links, dialogs_len(links->dialogs) + 1);
    links->ids = ids;
    links->ids_len = len;
    g_array_set_size(links->legs, 0);
    g_array_set_size(links->related, 0);
    g_array_set_size(links->possibly, 0);
    for (unsigned i = 0; i < len; i++)
        forget(links, ids[i]);
    link_values_find(links);
    link_servers_find(links);
    join_legs(links);
    note_possible(links);
    link_related_find(links);
    join_related(links);
    for (unsigned i = 0; i < len; i++)
        links->is_seen[ids[i]] = true;
}

void links_retire(Links *links, DialogId id)
{
    link_values_retire(links, id);
}

void links_forget(Links *links, DialogId id)
{
    if (id >= links->known)
        return;
    forget(links, id);
    links->is_seen[id] = false;
}

void links_free(Links *links)
{
    if (!links)
        return;
    g_array_unref(links->legs);
    g_array_unref(links->related);
    g_array_unref(links->possibly);
    g_free(links->call);
    g_free(links->group);
    g_free(links->calls_len);
    g_free(links->groups_len);
    g_free(links->evidence);
    g_free(links->possible);
    g_free(links->is_seen);
    g_free(links->over);
    table_free(links->retired);
    g_free(links);
}

DialogId links_call(const Links *links, DialogId id)
{
    return id >= links->known ? id : root_of(links->call, id);
}

const char *links_evidence(const Links *links, DialogId id)
{
    unsigned evidence =
        id >= links->known || links->call[id] == id ? LINK_BY_NOTHING : links->evidence[id];

    return evidence < LINK_BY_HEADER
               ? NAMES[evidence]
               : link_keys_header(links->store, evidence - LINK_BY_HEADER);
}

DialogId links_group(const Links *links, DialogId id)
{
    return id >= links->known ? id : root_of(links->group, root_of(links->call, id));
}

DialogId links_possibly(const Links *links, DialogId id)
{
    return id >= links->known ? 0 : links->possible[root_of(links->call, id)];
}

LinkCounts links_counts(const Links *links)
{
    return links->counts;
}

size_t links_memory(const Links *links)
{
    size_t edges = links->legs->len + links->related->len + links->possibly->len;

    size_t retired = links->retired ? table_size(links->retired) : 0;

    return links->known * (3 * sizeof(DialogId) + 3 + sizeof(bool)) + edges * sizeof(LinkEdge) +
           retired * RETIRED_COST;
}

void links_forget_retired(Links *links, size_t bytes)
{
    while (links->retired && table_size(links->retired) > bytes / RETIRED_COST)
        table_drop_oldest(links->retired);
}
