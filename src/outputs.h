/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "reports/report.h"
#include "src/options.h"
#include "src/ranks.h"

/* The reports of a run: one to standard output, and one for each -o. A file is written beside
 * its place and moved there when it is whole, so that no half-written file bears its name; a
 * signal that ends the program leaves none at all. */
typedef struct Outputs Outputs;

/* Chooses formats by --format, --ladder and the endings of -o. NULL and @error (OPTIONS_ERROR)
 * if one is not known. @options outlives the result, which the caller owns. */
Outputs *outputs_new(const Options *options, GError **error);

/* Frees @outputs; files that were not finished are removed. */
void outputs_free(Outputs *outputs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outputs, outputs_free)

/* Looks early, before much is read, whether outputs_begin() is bound to fail: false and @error
 * if a file's directory is not there. Makes nothing. */
bool outputs_can_begin(const Outputs *outputs, GError **error);

/* True if a report needs the messages' texts of the call at @at of the index;
 * OUTPUTS_ANY_CALL: of any call. */
bool outputs_want_texts(const Outputs *outputs, unsigned at);
#define OUTPUTS_ANY_CALL G_MAXUINT

/* What reports need besides. */
typedef struct OutputsNeeds {
    unsigned
        limit; /* the least number of calls that one is bound to; 0: none is bound to any */
    bool packets;
} OutputsNeeds;
OutputsNeeds outputs_needs(const Outputs *outputs);

/* The option that cannot be served before the inputs are read to their end, as "-o calls.html";
 * NULL: calls may be told while they are read. The caller frees it. */
char *outputs_waiting(const Outputs *outputs);

/* Looks whether each report has room for @stories calls, related ones counted as one: false and
 * @error (OPTIONS_ERROR) if one tells a single one. */
bool outputs_have_room(const Outputs *outputs, unsigned stories, GError **error);

/* Opens all reports; @context (without `out`) and @ranks are borrowed until outputs_finish(),
 * when what @context says of inputs and of all calls is taken from it again.
 * Reports that are bound to a number of calls hold the first in the order of @ranks; NULL: they
 * hold all. False and @error if a file cannot be made. */
bool outputs_begin(Outputs *outputs, const ReportContext *context, const Ranks *ranks,
                   GError **error);

/* Hands @call, the one at @at of the index, to the reports that hold it; @is_folded_away: not
 * to those that fold. False once nobody reads any more (a closed pipe, a full disk). */
bool outputs_call(Outputs *outputs, const Call *call, unsigned at, bool is_folded_away);

/* After all calls: hands @packet to the reports that want packets. False once nobody reads any
 * more. */
bool outputs_packet(Outputs *outputs, const ReportPacket *packet);

/* Shows on standard output all that was written to it. */
void outputs_flush(Outputs *outputs);

/* Ends all reports and moves the files to their places. False and @error if something could
 * not be written; a closed pipe is no error. */
bool outputs_finish(Outputs *outputs, GError **error);
