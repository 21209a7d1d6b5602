/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/sip/lint_findings.h"
#include "flows/call.h"
#include "flows/message_texts.h"

/* What calls break of the protocol, call by call. */
typedef struct Lint {
    LintFindings *findings;           /* of the call looked at last, by its messages; of it, */
    unsigned looked_at, unreadable;   /* how many were looked at, repeats left out, and how many
                                       * the capture cut in their headers */
    uint64_t counts[LINT_SEVERITIES]; /* findings in all calls */
    uint64_t messages;                /* looked at in all calls */
} Lint;

/* Makes one that ignores no rule; findings->ignored is the caller's to set. The caller owns
 * it. */
Lint *lint_new(void);
void lint_free(Lint *lint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lint, lint_free)

/* Holds @call, whose texts are in @texts, against all rules. What the capture cut short, or
 * what came before it, is never a breach. One thread only, as full_parse(). */
void lint_look(Lint *lint, const Call *call, const MessageTexts *texts);
