/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* What a ladder says of one message, whatever draws it. */
typedef enum LadderTone {
    LADDER_REQUEST,
    LADDER_PROVISIONAL,
    LADDER_SUCCESS,
    LADDER_REDIRECTION,
    LADDER_REFUSAL,
    LADDER_COPY, /* a repeat that could not be folded into its original */
} LadderTone;

/* What labels depend on that the whole call decides. */
typedef struct LadderWords {
    const ReportContext *context;
    const Call *call;
    bool with_methods;   /* answers name their method: more than one is answered */
    bool with_transport; /* transports differ within the call */
} LadderWords;

/* Looks through the messages of @call, borrowing both. */
LadderWords ladder_words_of(const ReportContext *context, const Call *call);

/* How often a message was sent and captured beyond the first time. */
typedef struct LadderRepeats {
    unsigned retransmissions, duplicates;
    int64_t over; /* nanoseconds from the first to the last retransmission */
} LadderRepeats;

/* Appends the label of @message, as "INVITE sdp x3 in 1.5 s" or "200 OK (INVITE)", and to
 * @detail its session description in short. Both fit for a terminal; the reason phrase comes
 * from the text where there is one. */
void ladder_words_print(const LadderWords *words, const CallMessage *message,
                        const LadderRepeats *repeats, GString *label, GString *detail);

LadderTone ladder_words_tone(const CallMessage *message);
