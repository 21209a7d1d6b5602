/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "reports/live_figures.h"
#include "src/options.h"

/* The status line of a running capture, at the bottom of the terminal that standard error is;
 * where it is none, nothing is ever shown. */
typedef struct Status Status;

/* Makes one that shows nothing yet. Before a sandbox is entered. The caller owns it. */
Status *status_new(const Options *options);

/* Frees @status; the line is gone. NULL is fine. */
void status_free(Status *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Status, status_free)

/* Shows @figures, with rates since the call before. */
void status_show(Status *status, const LiveFigures *figures);

/* Takes the line away until it is shown again: somebody else is about to write. */
void status_hide(Status *status);

/* Bytes of this process in memory; 0: not known. */
uint64_t status_resident(const Status *status);
