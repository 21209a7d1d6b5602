/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/search_states.h"

#include <stddef.h>
#include <string.h>

#include "dissect/base/hash.h"

#define FIRST_SLOTS 256
#define KEPT_SLOTS (1 << 12)

/* What tells two states apart. */
#define IDENTITY offsetof(SearchState, faults)
#define IDENTITY_LEN (sizeof(SearchState) - IDENTITY)

typedef struct Waiting {
    uint64_t order;
    uint64_t key; /* of the state when it was added */
    uint32_t state;
} Waiting;

struct SearchStates {
    GArray *all;     /* SearchState */
    uint32_t *slots; /* index of a state and one; 0: free */
    uint32_t mask;
    GArray *heap; /* Waiting */
};

static uint32_t *new_slots(SearchStates *states, uint32_t len)
{
    g_free(states->slots);
    states->slots = g_new0(uint32_t, len);
    states->mask = len - 1;
    return states->slots;
}

SearchStates *search_states_new(void)
{
    SearchStates *states = g_new0(SearchStates, 1);

    states->all = g_array_new(FALSE, FALSE, sizeof(SearchState));
    states->heap = g_array_new(FALSE, FALSE, sizeof(Waiting));
    new_slots(states, FIRST_SLOTS);
    return states;
}

void search_states_free(SearchStates *states)
{
    if (!states)
        return;
    g_array_unref(states->all);
    g_array_unref(states->heap);
    g_free(states->slots);
    g_free(states);
}

void search_states_reset(SearchStates *states)
{
    if (states->mask >= KEPT_SLOTS)
        new_slots(states, FIRST_SLOTS);
    else
        memset(states->slots, 0, (states->mask + 1) * sizeof *states->slots);
    g_array_set_size(states->all, 0);
    g_array_set_size(states->heap, 0);
}

static SearchState *state_at(const SearchStates *states, uint32_t index)
{
    return &g_array_index(states->all, SearchState, index);
}

static bool is_same(const SearchState *a, const SearchState *b)
{
    return memcmp((const char *)a + IDENTITY, (const char *)b + IDENTITY, IDENTITY_LEN) == 0;
}

static uint32_t *slot_of(const SearchStates *states, const SearchState *state)
{
    Slice identity = slice_of((const char *)state + IDENTITY, IDENTITY_LEN);
    uint32_t at = (uint32_t)hash_bytes(identity, 1) & states->mask;

    while (states->slots[at] != 0 && !is_same(state_at(states, states->slots[at] - 1), state))
        at = (at + 1) & states->mask;
    return &states->slots[at];
}

static void grow(SearchStates *states)
{
    new_slots(states, (states->mask + 1) * 4);
    for (uint32_t i = 0; i < states->all->len; i++)
        *slot_of(states, state_at(states, i)) = i + 1;
}

static bool is_sooner(const Waiting *a, const Waiting *b)
{
    return a->order != b->order ? a->order < b->order : a->state > b->state;
}

static void heap_add(SearchStates *states, Waiting waiting)
{
    Waiting *heap;
    guint at = states->heap->len;

    g_array_append_val(states->heap, waiting);
    heap = (Waiting *)(void *)states->heap->data;
    for (; at > 0 && is_sooner(&waiting, &heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = waiting;
}

static Waiting heap_take(SearchStates *states)
{
    Waiting *heap = (Waiting *)(void *)states->heap->data;
    Waiting first = heap[0], last = heap[states->heap->len - 1];
    guint at = 0, len = states->heap->len - 1;

    while (2 * at + 1 < len) {
        guint child = 2 * at + 1;

        if (child + 1 < len && is_sooner(&heap[child + 1], &heap[child]))
            child++;
        if (!is_sooner(&heap[child], &last))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    g_array_set_size(states->heap, len);
    return first;
}

/* A state that is met again at a lower price takes the place of what it was; its old place in
 * the heap has another key then, and is passed over. */
void search_states_push(SearchStates *states, const SearchState *state, uint64_t ahead)
{
    uint32_t *slot = slot_of(states, state);
    uint32_t index = *slot ? *slot - 1 : states->all->len;

    if (*slot && state_at(states, index)->key <= state->key)
        return;
    if (*slot) {
        *state_at(states, index) = *state;
    } else {
        *slot = index + 1;
        g_array_append_val(states->all, *state);
        if (states->all->len * 2 > states->mask)
            grow(states);
    }
    heap_add(states, (Waiting){ state->key + ahead, state->key, index });
}

bool search_states_pop(SearchStates *states, SearchState *state)
{
    while (states->heap->len > 0) {
        Waiting next = heap_take(states);

        if (state_at(states, next.state)->key != next.key)
            continue;
        *state = *state_at(states, next.state);
        return true;
    }
    return false;
}

void search_state_set_thread(SearchState *state, unsigned thread, unsigned op)
{
    state->threads[thread] = (uint16_t)op;
    for (; thread > 0 && state->threads[thread - 1] > state->threads[thread]; thread--) {
        uint16_t swap = state->threads[thread];

        state->threads[thread] = state->threads[thread - 1];
        state->threads[thread - 1] = swap;
    }
    for (;
         thread + 1 < state->threads_len && state->threads[thread] > state->threads[thread + 1];
         thread++) {
        uint16_t swap = state->threads[thread];

        state->threads[thread] = state->threads[thread + 1];
        state->threads[thread + 1] = swap;
    }
}

void search_state_add_thread(SearchState *state, unsigned op)
{
    state->threads[state->threads_len++] = UINT16_MAX;
    search_state_set_thread(state, state->threads_len - 1u, op);
}

void search_state_drop_thread(SearchState *state, unsigned thread)
{
    state->threads_len--;
    memmove(&state->threads[thread], &state->threads[thread + 1],
            (state->threads_len - thread) * sizeof *state->threads);
    state->threads[state->threads_len] = 0;
}
