/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"
#include "reports/terminal.h"

/* What stands above a call's ladder, whatever draws it: who called whom, how long it took,
 * which flow it follows and where it left it, its Call-IDs. Lines as data; fit for a terminal,
 * and for any place that can show UTF-8. */
typedef struct CallHeadLine {
    unsigned indent; /* blanks before it; what is broken goes on two further in */
    TerminalTone tone;
    char *text;
} CallHeadLine;

typedef struct CallHead {
    GArray *lines; /* CallHeadLine, at least one */
} CallHead;

/* Makes the head of @call. The caller owns it. */
CallHead *call_head_new(const ReportContext *context, const Call *call);

void call_head_free(CallHead *head);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CallHead, call_head_free)

/* An empty head, to be filled. */
CallHead *call_head_new_empty(void);

/* Adds what @line holds, and empties that; nothing if it holds nothing. */
void call_head_add(CallHead *head, unsigned indent, TerminalTone tone, GString *line);

/* Prints the lines to context->out, broken where the terminal ends. */
void call_head_print(const CallHead *head, const ReportContext *context);
