/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "reports/report.h"

/* A capture for each call, in a directory: "000003-forward-busy-deviates.pcapng" is call 3. As
 * many calls may be open as there are: a call is kept in memory until its last packet came, and
 * where that gets too much, the largest ones go on in files beside their places. No file bears
 * its name before it is whole. */
typedef struct Split Split;

/* A split into the directory @path (borrowed), nothing made yet. The caller owns it. */
Split *split_new(const char *path);

/* Frees @split; files that are not whole are removed. */
void split_free(Split *split);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Split, split_free)

/* Looks early whether split_begin() is bound to fail: false and @error if there is no place for
 * the directory. Makes nothing. */
bool split_can_begin(const Split *split, GError **error);

/* Makes the directory if it is not there. @context is borrowed. False and @error if it cannot
 * be. */
bool split_begin(Split *split, const ReportContext *context, GError **error);

/* All calls first, then all packets, as a report is given them. False once something could not
 * be written. */
bool split_call(Split *split, const Call *call);
bool split_packet(Split *split, const ReportPacket *packet);

/* Says how many files there are now. False and @error if something could not be written. */
bool split_finish(Split *split, GError **error);
