/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/plan.h"

/* A shape as one template sees it, once each party has a role: the messages in order on the
 * template's tracks, without asides and without what servers say to each other. */

/* Who is who: for each party its role, 'P' for the network, 0 for who is in no flow. */
typedef struct Binding {
    char roles[SHAPE_PARTIES_MAX];
} Binding;

typedef struct ViewEntry {
    uint16_t message; /* index into Shape.messages */
    bool is_back;     /* towards the track's terminal */
    bool is_double;   /* the message passed the network by: it is on two tracks, */
    bool is_second;   /* and this is the second of them */
    bool is_wanted;   /* a step of the track, if not here, wants such a message */
} ViewEntry;

typedef struct ViewTrack {
    ViewEntry *entries;
    unsigned len;
    unsigned unwanted_end; /* behind the last message that no step of the track wants */
    bool is_observed;      /* something of it was captured, or would have been */
    bool is_dead_end; /* the server before it went no further, as the tap sees: its first step
                       * is due, the others are not reached */
    bool is_bypassed; /* what comes after the answer may have passed the network by */
} ViewTrack;

typedef struct View {
    const Shape *shape;
    const Plan *plan;
    ViewTrack tracks[PLAN_TRACKS_MAX];
    ViewTrack strays;           /* messages that are on no track */
    unsigned asides;            /* messages that are not matched at no cost */
    unsigned messages;          /* all others */
    unsigned missing_terminals; /* roles of the template that nobody has */
} View;

/* Makes the view of @shape inside something else; borrows both. @room holds the entries, at
 * least 2 * Shape.messages_len of them, and is borrowed too. */
void view_init(View *view, const Shape *shape, const Plan *plan, const Binding *binding,
               ViewEntry *room);

/* True if each message of @shape is set aside or wanted by some step of its track: any other
 * match costs. Asks much less than a view does. */
bool view_wants_all(const Shape *shape, const Plan *plan, const Binding *binding);

/* The least that a match can cost: that of a message that no step of its track wants. */
unsigned view_least_cost(const View *view);

/* True if messages of this method may be set aside. */
bool view_is_aside_method(unsigned method);
