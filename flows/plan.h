/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/shape.h"
#include "flows/template.h"

/* A template as the search walks it: on which track each arrow is, which arrow it relays, what
 * it answers. Made once for each template. */

/* A track is the order of one hop of one call: all that a terminal and the network say to each
 * other in it, or two terminals past the network where a flow draws that. */
#define PLAN_TRACKS_MAX 12
#define PLAN_TERMINALS 3 /* A, B, C */
#define PLAN_NONE G_MAXUINT16

typedef struct PlanTrack {
    char terminal;
    char other; /* 'P', or the other terminal */
    uint8_t call;
} PlanTrack;

typedef struct PlanStep {
    const Step *step;
    uint8_t track;
    bool is_back;            /* towards PlanTrack.terminal */
    bool is_final;           /* wants a final answer that is no challenge */
    bool is_refusal;         /* wants one of 300 or more */
    bool is_optional;        /* in the body of an opt or a loop */
    bool is_late;            /* after the answer, on its track: a proxy may not see it */
    uint8_t specific;        /* how much it asks (flows.md, 2.5) */
    uint16_t original;       /* the step that it relays; NONE */
    uint16_t last_dependent; /* the last step that has this one as original or cause; NONE */
    uint16_t cause; /* what makes it possible: the request of an answer, the final answer of
                     * an ACK, on the same track; NONE */
} PlanStep;

/* What stands in an opt or a loop. */
typedef struct PlanBody {
    uint16_t tracks;      /* bits of the tracks that it has steps on */
    uint16_t first, last; /* its steps */
} PlanBody;

typedef struct Plan {
    const Template *flow;
    PlanStep *steps;
    PlanBody *bodies; /* of each op that an opt or a loop begins with; else all zero */
    uint16_t *wants;  /* steps, of those on one track that ask for the same the first alone; */
    uint16_t
        wants_ends[2 * PLAN_TRACKS_MAX]; /* track by track, is_back last: where each ends */
    unsigned steps_len;                  /* those of the template */
    PlanTrack tracks[PLAN_TRACKS_MAX];
    unsigned tracks_len;
    uint32_t methods;      /* bits by Method of all steps: others are asides */
    unsigned terminals;    /* those it declares; bits: A 1, B 2, C 4 */
    bool has_direct_steps; /* a track between two terminals */
} Plan;

/* Makes the plan of @flow inside something else; false if it has too many tracks, which only a
 * template of many calls has. */
bool plan_init(Plan *plan, const Template *flow);

void plan_clear(Plan *plan);

/* True if @message is what @step wants. */
static inline bool plan_step_fits(const PlanStep *plan_step, const ShapeMessage *message)
{
    const Step *step = plan_step->step;
    bool has_code = step->codes_len == 0;

    if (!(step->methods >> message->method & 1) ||
        (step->codes_len == 0) != (message->status == 0) ||
        (step->conditions & ~(uint32_t)message->facts))
        return false;
    for (unsigned i = 0; i < step->codes_len && !has_code; i++)
        has_code =
            message->status >= step->codes[i].low && message->status <= step->codes[i].high;
    return has_code;
}

/* True if a step of @track that goes the same way wants @message. */
bool plan_wants(const Plan *plan, unsigned track, bool is_back, const ShapeMessage *message);

/* The bit of a terminal in Plan.terminals. */
static inline unsigned plan_terminal_bit(char role)
{
    return role >= 'A' && role <= 'C' ? 1u << (role - 'A') : 0;
}
