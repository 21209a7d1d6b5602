/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "reports/report.h"
#include "src/options.h"
#include "src/pipeline.h"
#include "src/source.h"

/* All inputs of a run, read together in the order of time, as often as needed. */
typedef struct Inputs Inputs;

/* Opens the inputs of @options, at least one, which outlives the result. One that cannot be
 * opened is said on standard error and left out (inputs_are_whole() is then false). NULL and
 * @error if the filter is wrong (domain OPTIONS_ERROR), or if none could be opened: then the
 * last one's reason. The caller owns it. */
Inputs *inputs_open(const Options *options, GError **error);

void inputs_free(Inputs *inputs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Inputs, inputs_free)

/* Asked now and then while the first pass reads, on the thread that reads. */
typedef enum InputsWish {
    INPUTS_STOP,
    INPUTS_GO_ON,
    INPUTS_GO_ON_QUIETLY, /* without a line of progress: there is other work on the terminal */
} InputsWish;
typedef InputsWish (*InputsGoOn)(void *user);

/* The first pass: sends every packet that the filter lets through the pipeline into @hooks.
 * What breaks is said on standard error. @go_on is called with hooks->user. With @ahead the
 * reading runs on a thread of its own; the hooks are called on the caller's all the same. */
void inputs_read(Inputs *inputs, const PipelineHooks *hooks, InputsGoOn go_on, bool ahead);

/* A further pass over the same packets; nothing is counted or said again. False and @error if
 * an input cannot be read again. */
bool inputs_read_again(Inputs *inputs, const PipelineHooks *hooks, GError **error);

/* Called for each packet, whose bytes and options are borrowed until it returns; false ends the
 * pass. */
typedef bool (*InputsPacket)(const ReportPacket *packet, void *user);

/* A further pass over the same packets, which are handed to @each as they are. False and @error
 * if an input cannot be read again. */
bool inputs_each_packet(Inputs *inputs, InputsPacket each, void *user, GError **error);

/* False if an input, or the rest of one, could not be read. */
bool inputs_are_whole(const Inputs *inputs);

/* Why each of these was not read, as it was said on standard error, NULL at the end; once the
 * first pass is over. Borrowed. */
const char *const *inputs_unread(const Inputs *inputs);

/* What is to be told of each input, as the first pass found it; @len of them. Before it ended:
 * the path, the format, and the digits of a second met so far. Borrowed until inputs_free(). */
const ReportCapture *inputs_captures(const Inputs *inputs, unsigned *len);

/* Counts a SIP message of input number @input, odd in these ways. */
void inputs_count_message(Inputs *inputs, const Arrival *arrival, AnomalySet anomalies);

/* Counts what is odd about @packet itself. */
void inputs_note(Inputs *inputs, const Packet *packet, AnomalySet anomalies);

/* When the last input ended: by its last packet, or later where it says so itself; TIME_NONE if
 * there was no packet. */
int64_t inputs_end(const Inputs *inputs);

/* Calls @each for every name that an input itself gives to an address. */
void inputs_each_name(const Inputs *inputs, SourceName each, void *user);
