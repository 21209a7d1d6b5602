/* SPDX-License-Identifier: Apache-2.0 */
#include "src/story_private.h"

#include <unistd.h>

#include "flows/dialog_end.h"
#include "src/progress.h"

static bool begin(Story *story, int64_t now)
{
    if (isatty(STDOUT_FILENO)) {
        g_atomic_int_set(&story->wish, INPUTS_GO_ON_QUIETLY);
        progress_wipe();
    }
    story->context.early = &story->early;
    story_describe(story);
    story_prepare_judging(story, now);
    return outputs_begin(story->outputs, &story->context, NULL, &story->wrong);
}

void story_learn(Story *story)
{
    for (unsigned at = 0; at < story->index->len; at++) {
        DialogId ids[LINK_CALL_MAX];
        unsigned len = call_index_dialogs(story->index, at, ids);

        for (unsigned i = 0; i < len; i++)
            judging_learn(story->judging, dialogs_get(story->dialogs, ids[i]));
    }
}

static void forget(Story *story)
{
    for (unsigned at = 0; at < story->index->len; at++) {
        DialogId ids[LINK_CALL_MAX];
        unsigned len = call_index_dialogs(story->index, at, ids);
        uint64_t number = call_index_number(story->index, at);

        for (unsigned i = 0; i < len; i++) {
            open_calls_drop(story->open, ids[i]);
            dialogs_remove(story->dialogs, ids[i], (uint32_t)number);
        }
        judging_forget(story->judging, number);
        story->early.evicted += story->index->entries[at].is_evicted;
    }
    story->early.calls += story->index->len;
}

/* Tells a part of the calls, and forgets them. */
static void tell_batch(Story *story, int64_t now)
{
    g_autoptr(GByteArray) fates = open_calls_choose(story->open);

    story_make_index(story, fates->data);
    story_learn(story);
    judging_go_on(story->judging, now);
    story->call_options.capture_end = now;
    story_select(story);
    (void)story_tell_index(story, NULL); /* it wants no texts, so that nothing is read again */
    outputs_flush(story->outputs);
    forget(story);
    open_calls_forget(story->open, story->memory / OPEN_REMEMBERED_PART);
    g_clear_pointer(&story->index, call_index_free);
}

void story_tell_early(Story *story, int64_t now)
{
    if (story->wrong)
        return;
    if (story->context.early || begin(story, now))
        tell_batch(story, now);
    else
        g_atomic_int_set(&story->wish, INPUTS_STOP);
}
