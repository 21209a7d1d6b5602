/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/sip/arrival.h"
#include "reports/report.h"
#include "src/pipeline.h"

/* What the program makes of messages, without its command line: dialogs, links, calls, their
 * judgements, reports. The library of flows is read once for the process, so that thousands of
 * small tales cost little. */
typedef struct Tale Tale;

/* Makes one without messages. The caller owns it. */
Tale *tale_new(void);
void tale_free(Tale *tale);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tale, tale_free)

/* Adds a message. */
void tale_hear(Tale *tale, const Arrival *arrival, const SipView *view);

/* What a pipeline calls for @tale: messages are added, ICMP's quotes marked. */
PipelineHooks tale_hooks(Tale *tale);

/* Where a pipeline counts for @tale what is odd. Borrowed. */
Anomalies *tale_anomalies(Tale *tale);

/* Nothing more is heard: makes and judges the calls. How many there are. */
unsigned tale_judge(Tale *tale);

/* What @format makes of them; @is_long: with all that can be asked for, else 80 columns of
 * ASCII. Its length in *@len, and a NUL behind. The caller frees it by free(). */
char *tale_write(Tale *tale, const ReportFormat *format, bool is_long, size_t *len);

/* The formats that can be written so: all but those that a module paints and those that want
 * packets, and what --validate tells. @number counts round. */
const ReportFormat *tale_format(unsigned number);
