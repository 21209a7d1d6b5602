/* SPDX-License-Identifier: Apache-2.0
 *
 * Edges between dialogs are found first, then sorted by the times of their dialogs, then joined
 * one by one. So the bounds (a call has at most LINK_CALL_MAX dialogs) stop at the same edge in
 * each run, whichever hash an edge was found by.
 */
#include "flows/link_private.h"

static const char *const NAMES[LINK_BY_HEADER] = {
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
        links->counts.full_calls++;
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

static void join_legs(Links *links)
{
    sort_edges(links, links->legs);
    for (unsigned i = 0; i < links->legs->len; i++) {
        const LinkEdge *edge = &g_array_index(links->legs, LinkEdge, i);

        if (join(links, links->call, links->calls_len, edge) && !links->evidence[edge->other])
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

Links *links_find(Dialogs *dialogs)
{
    Links *links = g_new0(Links, 1);
    DialogId len = dialogs_len(dialogs) + 1;

    links->dialogs = dialogs;
    links->store = link_store_of(dialogs);
    links->legs = g_array_new(FALSE, FALSE, sizeof(LinkEdge));
    links->related = g_array_new(FALSE, FALSE, sizeof(LinkEdge));
    links->possibly = g_array_new(FALSE, FALSE, sizeof(LinkEdge));
    link_values_find(links);
    link_servers_find(links);
    links->call = g_new(DialogId, len);
    links->group = g_new(DialogId, len);
    links->calls_len = g_new0(uint8_t, len);
    links->groups_len = g_new0(uint8_t, len);
    links->evidence = g_new0(uint8_t, len);
    links->possible = g_new0(DialogId, len);
    for (DialogId id = 0; id < len; id++)
        links->call[id] = links->group[id] = id;
    join_legs(links);
    note_possible(links);
    link_related_find(links);
    join_related(links);
    return links;
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
    g_free(links);
}

DialogId links_call(const Links *links, DialogId id)
{
    return root_of(links->call, id);
}

const char *links_evidence(const Links *links, DialogId id)
{
    unsigned evidence = links->call[id] == id ? LINK_BY_NOTHING : links->evidence[id];

    return evidence < LINK_BY_HEADER
               ? NAMES[evidence]
               : link_keys_header(links->store, evidence - LINK_BY_HEADER);
}

DialogId links_group(const Links *links, DialogId id)
{
    return root_of(links->group, root_of(links->call, id));
}

DialogId links_possibly(const Links *links, DialogId id)
{
    return links->possible[root_of(links->call, id)];
}

LinkCounts links_counts(const Links *links)
{
    return links->counts;
}
