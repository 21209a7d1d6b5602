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
    uint64_t memory;    /* of --memory, or what goes without it, */
    uint64_t bound;     /* and what is acted upon, */
    uint64_t look_mask; /* looked at with each message whose number has none of these bits */
    uint64_t messages;  /* kept so far */
    int wish;      /* InputsWish; INPUTS_STOP: --memory was reached. The reading thread asks */
    char *waiting; /* why no call is told before all is read; NULL: they are, for --memory */
    ReportEarly early; /* what was told so; the context has it once that began */
    GError *wrong;     /* why that cannot go on; NULL: it can */
    bool file_changed; /* between the passes */
    bool is_unread;    /* nobody reads any output any more */
} Story;

/* Bytes in use of what is kept of calls. */
size_t story_memory(const Story *story);

/* What reports are given and how calls are made, as far as it is known by now. */
void story_describe(Story *story);

/* Makes what judges and counts calls, of a capture that ends at @capture_end, as is known by
 * now. */
void story_prepare_judging(Story *story, int64_t capture_end);

/* Makes the index of what there is; @fates as in CallIndexOptions. */
void story_make_index(Story *story, const uint8_t *fates);

/* Learns what the calls of the index show of the servers, before one of them is judged. */
void story_learn(Story *story);

/* Tells a part of the calls, and removes their dialogs; @now is the time of the last message.
 * One part each time that memory is looked at is enough, and leaves those their time that go on
 * where --memory is hardly more than what is remembered of calls that went. Where that cannot
 * be, sets `wrong`, and ends the reading. */
void story_tell_early(Story *story, int64_t now);

/* Tells the calls of the index; the outputs are begun. False once no more are wanted, or @error
 * if an input cannot be read again. */
bool story_tell_index(Story *story, GError **error);

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
