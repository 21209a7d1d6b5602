/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/message_texts.h"
#include "flows/open_calls.h"
#include "src/asked.h"
#include "src/call_index.h"
#include "src/inputs.h"
#include "src/judging.h"
#include "src/outputs.h"
#include "src/story.h"

/* What those share who read a story, and who tell it. */
typedef struct Story {
    const Options *options;
    Inputs *inputs;
    Asked *asked;
    Judging *judging;
    FlowTally *tally;
    Dialogs *dialogs;
    OpenCalls *open;
    CallIndex *index;
    MessageTexts *texts;
    Ranks *ranks; /* NULL: no report is bound to fewer calls than there are */
    Outputs *outputs;
    CallOptions call_options;
    ReportContext context;
    uint64_t memory;
    uint64_t messages; /* kept so far */
    int is_full;       /* --memory was reached; the reading thread asks */
    bool file_changed; /* between the passes */
    bool is_unread;    /* nobody reads any output any more */
} Story;

/* Bytes in use of what is kept of calls. */
size_t story_memory(const Story *story);

/* Collects the texts that were asked for, by a further pass. False and @error if an input
 * cannot be read again. */
bool story_collect_texts(Story *story, GError **error);

/* The call at @at of the index. The caller owns it. */
Call *story_make_call(const Story *story, unsigned at);

/* Leaves out the calls that --flow and --verdict do not select, and finds out which are told
 * where a report does not hold all. */
void story_select(Story *story);

/* Tells the selected calls. False and @error if an output cannot be written, or an input not
 * be read again. */
bool story_tell_calls(Story *story, GError **error);

/* Prints the message that --message asks for. False and @error as above, or if there is none
 * (OPTIONS_ERROR). */
bool story_tell_message(Story *story, GError **error);
