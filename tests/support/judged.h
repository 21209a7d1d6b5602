/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/call.h"

/* A judgement told by hand, for tests of what is made of it:
 *
 *     Judged j;
 *     const Step *step;
 *
 *     judged_init(&j, "busy", FLOW_DEVIATES);
 *     step = judged_step(&j, 7, "A-P", "ACK");
 *     judged_deviate(&j, (Deviation){ DEVIATION_MISSING, step, 'A', 'P', ... });
 *
 * Everything is inside of it, so that it must not move. */
typedef struct Judged {
    Template flow;
    Phase phase;
    Step steps[32];
    CodeRange code;
    const char *phases[2];
    Deviation deviations[32];
    JudgedMessage messages[64];
    JudgedEndpoint endpoints[8];
    Judgement judgement;
} Judged;

/* Seen on A-P and P-B, title "Title of NAME"; nothing deviates yet. */
void judged_init(Judged *judged, const char *name, FlowVerdict verdict);
void judged_clear(Judged *judged);

/* A step of the flow; @hop as "A-P"; an answer if @label begins with a digit. Borrowed. */
const Step *judged_step(Judged *judged, unsigned number, const char *hop, const char *label);

/* Adds a deviation. */
void judged_deviate(Judged *judged, Deviation deviation);

/* Message @index is that. */
void judged_mark(Judged *judged, unsigned index, MessageMark mark, const Step *step);
