/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/plan.h"

/* The states of a search: those that were met, by what they are, and those that wait, the
 * cheapest first and of these the newest, so that a call that conforms is walked straight. */

/* Threads at a time: a template that forks deeper is not searched further. */
#define SEARCH_THREADS_MAX 6

typedef enum TrackMode {
    MODE_LEADING, /* the call began before the capture: nothing was matched here yet */
    MODE_NORMAL,
    MODE_GAP,         /* a step is missing since the last match */
    MODE_TO_BYE,      /* what a BYE passes over was paid for; only a BYE can be next */
    MODE_CLOSED,      /* a step is open, so that no later one is matched */
    MODE_NOT_REACHED, /* nothing further is due */
} TrackMode;

/* Where a way through the template stands. What comes after `trail` is what a state is. */
typedef struct SearchState {
    uint64_t key;   /* AlignmentKey so far */
    uint32_t trail; /* how it came there */
    uint32_t faults;
    uint16_t cursors[PLAN_TRACKS_MAX];    /* place of the next message on each track */
    uint8_t modes[PLAN_TRACKS_MAX];       /* TrackMode */
    uint16_t threads[SEARCH_THREADS_MAX]; /* ops, ascending */
    uint8_t threads_len;
    uint8_t is_end; /* every message is accounted for */
    uint16_t zero;
} SearchState;

typedef struct SearchStates SearchStates;

SearchStates *search_states_new(void);
void search_states_free(SearchStates *states);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SearchStates, search_states_free)

/* Forgets all. */
void search_states_reset(SearchStates *states);

/* Adds a copy of @state to those that wait, unless it was met at that price or a lower one.
 * What waits is taken in the order of price and @ahead. */
void search_states_push(SearchStates *states, const SearchState *state, uint64_t ahead);

/* Takes the cheapest of those that wait into @state; false if none does. */
bool search_states_pop(SearchStates *states, SearchState *state);

/* Moves a thread to another op, adds one, ends one. Threads are kept ascending, so that one
 * marking is one state. */
void search_state_set_thread(SearchState *state, unsigned thread, unsigned op);
void search_state_add_thread(SearchState *state, unsigned op);
void search_state_drop_thread(SearchState *state, unsigned thread);
