/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/table.h"
#include "flows/link.h"

/* What the parts of the linker share. Each finds edges between dialogs; link.c joins them. */

/* Evidence, the strongest first. Headers that name another Call-ID are numbered from the last
 * on, as link_keys_header() numbers them. */
typedef enum LinkEvidence {
    LINK_BY_NOTHING,
    LINK_BY_CALL_ID,
    LINK_BY_SESSION_ID,
    LINK_BY_CHARGING_VECTOR,
    LINK_BY_FROM_TAG,
    LINK_BY_SDP,
    LINK_BY_CALLED_NUMBER,
    LINK_BY_CALLING_NUMBER,
    LINK_BY_TIMES,
    LINK_BY_HEADER,
} LinkEvidence;

typedef struct LinkEdge {
    DialogId one, other;
    uint8_t evidence; /* LinkEvidence; between related calls nobody asks */
} LinkEdge;

struct Links {
    Dialogs *dialogs;
    const LinkStore *store;
    int64_t max_call;    /* seconds; as patience_with() wants it */
    const DialogId *ids; /* the dialogs at hand, ascending; */
    unsigned ids_len;
    GArray *legs, *related; /* LinkEdge, of these */
    GArray *possibly;       /* LinkEdge */
    DialogId known;         /* what follows has room for so many dialogs */
    DialogId *possible;     /* of each call: another that it may be the same as; 0: none */
    DialogId *call;         /* of each dialog: one that began earlier in its call, or itself */
    DialogId *group;        /* the same for related calls */
    uint8_t *calls_len, *groups_len; /* of those who stand for the others */
    uint8_t *evidence;
    bool *is_seen;  /* the dialog was at hand before */
    Table *retired; /* values of dialogs that left; NULL: none did */
    int64_t *over;  /* of those who stand for a call: when it is over; NULL: nobody asks */
    LinkCounts counts;
};

/* True if @id is at hand for the first time: what is not linked is counted once. */
static inline bool link_is_new(const Links *links, DialogId id)
{
    return !links->is_seen[id];
}

/* The dialog @id if an INVITE holds it together, or NULL. */
const Dialog *link_dialog(const Links *links, DialogId id);

/* True if @a began before @b. */
bool link_is_before(const Links *links, DialogId a, DialogId b);

static inline void link_add(GArray *edges, DialogId one, DialogId other, LinkEvidence evidence)
{
    LinkEdge edge = { one, other, (uint8_t)evidence };

    g_array_append_val(edges, edge);
}

/* Headers and tags: certain legs, and calls that one replaces. */
void link_values_find(Links *links);

/* As links_retire(); remembers LINK_RETIRED_MAX values. */
void link_values_retire(Links *links, DialogId id);
#define LINK_RETIRED_MAX 65536

/* Servers that receive one INVITE and originate another: likely legs. */
void link_servers_find(Links *links);

/* Transfers, calls that wait and calls of consultation. */
void link_related_find(Links *links);

/* Remembers numbers so far as to say that one was not put in: most dialogs have nothing in
 * common with any other, and that is found without looking at any other. */
typedef struct LinkBits {
    uint64_t *words;
    uint32_t mask;
} LinkBits;

/* Makes an empty one for about @most numbers. */
void link_bits_init(LinkBits *bits, uint32_t most);
void link_bits_clear(LinkBits *bits);

/* Puts @hash in; true if it may have been in before. */
static inline bool link_bits_put(LinkBits *bits, uint64_t hash)
{
    uint64_t *word = &bits->words[(hash >> 6) & bits->mask];
    uint64_t bit = UINT64_C(1) << (hash & 63);
    bool was_in = *word & bit;

    *word |= bit;
    return was_in;
}

static inline bool link_bits_has(const LinkBits *bits, uint64_t hash)
{
    return bits->words[(hash >> 6) & bits->mask] >> (hash & 63) & 1;
}
