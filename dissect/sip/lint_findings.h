/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"
#include "dissect/sip/lint_rules.h"

/* One breach of a rule. */
typedef struct LintFinding {
    LintRule rule;
    unsigned message; /* which message of the call, from 0 */
    char *text;       /* what is wrong, with the values at fault: bytes from the wire, not
                       * escaped, not always UTF-8 */
} LintFinding;

/* Findings of one call that are kept; what is beyond is counted alone. */
#define LINT_FINDINGS_MAX 65536

/* What was found in one call, in the order of its messages. */
typedef struct LintFindings {
    GArray *list;                     /* LintFinding, at most LINT_FINDINGS_MAX */
    uint64_t counts[LINT_SEVERITIES]; /* all findings */
    uint64_t left_out;                /* those that are not in the list */
    bool ignored[LINT_COUNT];         /* rules that nothing is added for */
    unsigned message;                 /* which one is looked at */
} LintFindings;

LintFindings *lint_findings_new(void);
void lint_findings_free(LintFindings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LintFindings, lint_findings_free)

/* Empties the list and its counts. */
void lint_findings_clear(LintFindings *findings);

/* Those of one message, *@len of them; borrowed until something is added. */
const LintFinding *lint_findings_of(const LintFindings *findings, unsigned message,
                                    unsigned *len);

/* Adds a breach of @rule by the message that is looked at; @format and what follows say it. */
void lint_add(LintFindings *findings, LintRule rule, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* The same in the words of the table. */
void lint_add_plain(LintFindings *findings, LintRule rule);

/* A slice as an argument of "%.*s": a value that is longer is cut. */
#define LINT_VALUE_MAX 80
#define LINT_VALUE(slice)                                                                      \
    (int)((slice).len < LINT_VALUE_MAX ? (slice).len : LINT_VALUE_MAX),                        \
        (slice).len ? (const char *)(slice).data : ""
