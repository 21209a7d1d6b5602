/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/endpoints.h"
#include "flows/template.h"

/* What became of one call when it was held against the flows (flows.md, 2): the flow it
 * follows, the verdict, and where it left the script. */

typedef enum FlowVerdict {
    FLOW_CONFORMS,
    FLOW_INCOMPLETE, /* it began before the capture or is not over: what was seen conforms */
    FLOW_DEVIATES,
    FLOW_UNKNOWN,
    FLOW_VERDICTS
} FlowVerdict;

typedef enum FlowReason {
    REASON_NONE,
    REASON_BEGINS_BEFORE_CAPTURE,
    REASON_ENDS_AFTER_CAPTURE,
    REASON_EVICTED,
    REASON_WORK_BOUND,
    REASON_NOTHING_CLOSE,
    REASONS
} FlowReason;

typedef enum DeviationKind {
    DEVIATION_MISSING,
    DEVIATION_UNEXPECTED,
    DEVIATION_OUT_OF_ORDER,
    DEVIATION_KINDS
} DeviationKind;

#define JUDGEMENT_NO_MESSAGE G_MAXUINT

typedef struct Deviation {
    DeviationKind kind;
    const Step *step; /* what is missing, what stands at the wrong place, or instead of which
                       * the message came; NULL: nothing of the kind is in the flow. Borrowed
                       * from the template */
    char from, to;    /* roles of the hop it is named on; 0: an endpoint without a role */
    unsigned message; /* index into Call.messages: the message itself; NO_MESSAGE: missing, or
                       * a message of another call of the group */
    unsigned before;  /* missing: index of the message before which its arrow belongs;
                       * Call.messages_len: at the end */
    char *text;       /* one sentence: "step 11: B never answered the INVITE with 487" */
} Deviation;

typedef enum MessageMark {
    MARK_ASIDE,        /* not matched, no fault: a repeat, relaying, an aside */
    MARK_MATCHED,      /* @step says what with */
    MARK_UNEXPECTED,   /* costs, or belongs to what costs */
    MARK_OUT_OF_ORDER, /* @step says what with */
} MessageMark;

/* What the match says of one message. */
typedef struct JudgedMessage {
    MessageMark mark;
    const Step *step;    /* NULL: none */
    uint16_t conditions; /* the Condition bits that hold for it; 0: it was not looked at, being
                          * a repeat, or of a leg that was left out */
    bool is_aside;       /* no flow can want it: a session refresh, an UPDATE before the answer
                          */
} JudgedMessage;

/* The role of an endpoint; where no flow comes close, P of a server, and 0 of any other. */
typedef struct JudgedEndpoint {
    EndpointId endpoint;
    char role;
} JudgedEndpoint;

typedef struct Judgement {
    const Template *flow; /* NULL: nothing comes close. Borrowed from the library */
    FlowVerdict verdict;
    FlowReason reason;
    const char **phases; /* names of the templates that were entered, in order; borrowed texts,
                          * NULL at the end */
    char observed[8][4]; /* the hops it rests on, as "A-P" */
    unsigned observed_len;
    unsigned steps_matched, steps_expected, steps_unobserved;
    const Step *open; /* the first step that is open, for `incomplete`; NULL: none */
    Deviation *deviations;
    unsigned deviations_len;
    JudgedMessage *messages; /* as many as Call.messages */
    unsigned messages_len;
    JudgedEndpoint *endpoints; /* ascending by `endpoint` */
    unsigned endpoints_len;
    uint64_t related; /* number of another call that it was judged together with; 0: none */
} Judgement;

void judgement_free(Judgement *judgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Judgement, judgement_free)

/* What is known of @endpoint; NULL if it is none of the call's. Borrowed. */
const JudgedEndpoint *judgement_endpoint(const Judgement *judgement, EndpointId endpoint);

/* Makes it `incomplete` for @reason, whatever was found; its deviations are forgotten. */
void judgement_withdraw(Judgement *judgement, FlowReason reason);

/* The names, as "conforms", "ends-after-capture" ("" for REASON_NONE), "out-of-order"; static.
 */
const char *flow_verdict_name(FlowVerdict verdict);
const char *flow_reason_name(FlowReason reason);
const char *deviation_kind_name(DeviationKind kind);

/* The template that @step, one of @flow's, came with, where a step of the flow itself or an
 * earlier one from elsewhere has the same number, so that the number alone would not do:
 * "release"; NULL: it is enough. Borrowed. */
const char *step_phase(const Template *flow, const Step *step);

/* What a step is called: "step 11", "release step 4" where that is needed, or "challenge: 401
 * REGISTER" where it has no number. The caller frees it. */
char *step_name(const Template *flow, const Step *step);
