/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* Equal findings told together: a rule that is broken in every message of a call, or in every
 * call of thousands, is told where it first shows, and from then on counted. Each rule is told
 * in its first LINT_FOLD_CALLS calls, and in each of them in LINT_FOLD_MESSAGES messages. */
#define LINT_FOLD_CALLS 5
#define LINT_FOLD_MESSAGES 3

typedef struct LintFold LintFold;

LintFold *lint_fold_new(void);
void lint_fold_free(LintFold *fold);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LintFold, lint_fold_free)

/* From here on the findings are those of @call. */
void lint_fold_begin(LintFold *fold, const Call *call);

/* True if @finding, the next one of the call, is told in full; else it is counted. */
bool lint_fold_tells(LintFold *fold, const LintFinding *finding);

/* Prints below what is told of a call what else was counted there, with the first few messages.
 */
void lint_fold_print_call(const LintFold *fold, const ReportContext *context);

/* True if anything was counted in calls of which it was not told. */
bool lint_fold_has_further(const LintFold *fold);

/* Prints that below all calls, with the first few of them. */
void lint_fold_print_further(const LintFold *fold, const ReportContext *context);
