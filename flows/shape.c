/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/shape.h"

#include "dissect/base/hash.h"
#include "flows/number_map.h"
#include "flows/shape_facts.h"
#include "flows/template.h"

/* While the messages of several calls are put into one order. */
typedef struct Merge {
    Call *const *calls;
    unsigned calls_len;
    bool first_leg_only;
    unsigned next[SHAPE_CALLS_MAX];
} Merge;

static bool shares_endpoint(const Participant *a, const Participant *b)
{
    for (unsigned i = 0; i < a->addresses_len; i++)
        for (unsigned j = 0; j < b->addresses_len; j++)
            if (a->addresses[i] == b->addresses[j])
                return true;
    return false;
}

/* Participants of the first call are numbered as they are; those of later ones are the earlier
 * ones they share an endpoint with, or new. */
unsigned shape_party(Call *const *calls, unsigned call, unsigned participant)
{
    unsigned first = 0;

    for (unsigned i = 0; i < call; i++)
        first += calls[i]->participants_len;
    for (unsigned i = 0, before = 0; i < call; before += calls[i++]->participants_len)
        for (unsigned j = 0; j < calls[i]->participants_len; j++)
            if (shares_endpoint(&calls[i]->participants[j],
                                &calls[call]->participants[participant]))
                return MIN(i == 0 ? j : shape_party(calls, i, j), SHAPE_PARTIES_MAX - 1);
    return MIN(first + participant, SHAPE_PARTIES_MAX - 1);
}

static bool is_passed_over(const Merge *merge, const CallMessage *message)
{
    return message->repeat != REPEAT_NONE || (merge->first_leg_only && message->dialog > 0);
}

static const CallMessage *take_next(Merge *merge, unsigned *call)
{
    const CallMessage *next = NULL;

    for (unsigned i = 0; i < merge->calls_len; i++) {
        const Call *each = merge->calls[i];

        while (merge->next[i] < each->messages_len &&
               is_passed_over(merge, &each->messages[merge->next[i]]))
            merge->next[i]++;
        if (merge->next[i] < each->messages_len &&
            (!next ||
             message_is_before(each->messages[merge->next[i]].message, next->message))) {
            next = &each->messages[merge->next[i]];
            *call = i;
        }
    }
    if (next)
        merge->next[*call]++;
    return next;
}

static unsigned count_messages(Call *const *calls, unsigned calls_len)
{
    unsigned count = 0;

    for (unsigned i = 0; i < calls_len; i++)
        count += calls[i]->messages_len - calls[i]->retransmissions - calls[i]->duplicates;
    return count;
}

static void find_parties(Shape *shape, Call *const *calls, ShapeFacts *facts)
{
    for (unsigned i = 0; i < shape->calls_len; i++)
        for (unsigned j = 0; j < calls[i]->participants_len; j++) {
            unsigned party = i == 0 ? MIN(j, SHAPE_PARTIES_MAX - 1) : shape_party(calls, i, j);

            shape->parties_len = MAX(shape->parties_len, party + 1);
            if (calls[i]->participants[j].passes_on)
                shape->parties[party] |= PARTY_SERVER;
            if (j < SHAPE_PARTIES_MAX)
                facts->party_of[i][j] = (uint8_t)party;
        }
}

static uint64_t hash_of(const Shape *shape)
{
    uint64_t hash = hash_mix(shape->calls_len, shape->parties_len);

    hash = hash_mix(hash, hash_bytes(slice_of(shape->begins_before, shape->calls_len), 1));
    hash = hash_mix(hash, hash_bytes(slice_of(shape->parties, shape->parties_len), 2));
    return hash_mix(
        hash,
        hash_bytes(slice_of(shape->messages, shape->messages_len * sizeof(ShapeMessage)), 3));
}

void shape_init(Shape *shape, Call *const *calls, unsigned calls_len, const Dialogs *dialogs,
                const ShapeOptions *options)
{
    Merge merge = { calls, calls_len, options->first_leg_only, { 0 } };
    unsigned len = count_messages(calls, calls_len);
    unsigned call = 0;
    ShapeFacts facts;

    g_assert(calls_len > 0 && calls_len <= SHAPE_CALLS_MAX);
    *shape = (Shape){ .calls_len = calls_len,
                      .is_too_long = len > SHAPE_MESSAGES_MAX,
                      .has_legs = calls_len == 1 && calls[0]->dialogs_len > 1 &&
                                  !options->first_leg_only };
    if (shape->is_too_long)
        return;
    shape->messages = g_malloc(len * (sizeof *shape->messages + sizeof *shape->places));
    shape->places = (ShapePlace *)(shape->messages + len);
    shape_facts_init(&facts, shape, calls, dialogs, options);
    find_parties(shape, calls, &facts);
    for (const CallMessage *message; (message = take_next(&merge, &call));) {
        shape->places[shape->messages_len] = (ShapePlace){ call, merge.next[call] - 1 };
        shape_facts_add(&facts, message, call);
    }
    shape_facts_finish(&facts);
    shape->hash = hash_of(shape);
}

void shape_clear(Shape *shape)
{
    g_free(shape->messages);
    shape->messages = NULL;
}

bool shape_comes_back(const Shape *shape)
{
    uint64_t began = 0, received = 0;

    if (!shape->has_legs)
        return false;
    for (unsigned i = 0; i < shape->messages_len; i++) {
        const ShapeMessage *message = &shape->messages[i];

        if (message->method != METHOD_INVITE || !shape_is_request(message) ||
            !(message->facts & CONDITION_INITIAL))
            continue;
        began |= UINT64_C(1) << message->from;
        received |= UINT64_C(1) << message->to;
    }
    for (unsigned party = 0; party < shape->parties_len; party++)
        if (!(shape->parties[party] & PARTY_SERVER) && (began & received) >> party & 1)
            return true;
    return false;
}

bool shape_equals(const Shape *a, const Shape *b)
{
    return a->hash == b->hash && a->messages_len == b->messages_len &&
           a->calls_len == b->calls_len && a->parties_len == b->parties_len &&
           memcmp(a->parties, b->parties, a->parties_len) == 0 &&
           memcmp(a->begins_before, b->begins_before, a->calls_len) == 0 &&
           memcmp(a->messages, b->messages, a->messages_len * sizeof *a->messages) == 0;
}
