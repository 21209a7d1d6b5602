/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/call.h"
#include "reports/terminal.h"

/* How it is said what became of a call when it was held against the flows: the same words in
 * the list, above a ladder and in a test report. All of it is fit for a terminal. */

/* True if a flow comes close enough to be named. @judgement may be NULL. */
bool flow_words_has_flow(const Judgement *judgement);

/* Appends as little as says it: "forward-busy ok", "no-answer-caller: step 11 missing",
 * "forward-busy: 486 for step 10", "unknown". Nothing for a call that was not judged. Where
 * that is longer than @width (0: no bound) the flow's name is cut before what became of it. */
void flow_words_append_short(GString *out, const Call *call, unsigned width, bool unicode);

/* The role of participant number @index: as the match has it, for verdicts speak of that; else
 * the call's own. 0: none. */
char flow_words_role(const Call *call, unsigned index);

/* Appends flow and verdict: "forward-busy conforms", "unknown". @judgement may be NULL. */
void flow_words_append_verdict(GString *out, const Judgement *judgement);

/* The tone of a verdict; @judgement may be NULL. */
TerminalTone flow_words_tone(const Judgement *judgement);

/* Why, as "the capture ends before the call does"; NULL for REASON_NONE. Static. */
const char *flow_words_reason(FlowReason reason);

/* Appends the hops that the verdict rests on: "A-P, P-B; 4 steps on P-C not seen". */
void flow_words_append_observed(GString *out, const Judgement *judgement);

/* Appends an arrow of the flow: "487 INVITE from B to P (step 11)". */
void flow_words_append_step(GString *out, const Template *flow, const Step *step);
