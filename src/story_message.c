/* SPDX-License-Identifier: Apache-2.0 */
#include "src/story_private.h"

static int compare_ids(gconstpointer a, gconstpointer b)
{
    MessageId left = *(const MessageId *)a;
    MessageId right = *(const MessageId *)b;

    return left < right ? -1 : left > right;
}

static void show_message(const Story *story, MessageId wanted)
{
    for (unsigned i = 0; i < story->index->len; i++) {
        g_autoptr(Call) call = NULL;

        if (!story->index->entries[i].is_selected)
            continue;
        call = story_make_call(story, i);
        for (unsigned j = 0; j < call->messages_len; j++)
            if (call->messages[j].id == wanted)
                message_view_print(&story->context, call, &call->messages[j]);
    }
}

/* The messages that --message counts: of one call as its ladder numbers them, of several in the
 * order in which they were captured. */
static GArray *numbered_messages(const Story *story)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(MessageId));

    for (unsigned i = 0; i < story->index->len; i++) {
        g_autoptr(Call) call = NULL;

        if (!story->index->entries[i].is_selected)
            continue;
        call = story_make_call(story, i);
        for (unsigned j = 0; j < call->messages_len; j++)
            g_array_append_val(all, call->messages[j].id);
    }
    /* the pool gives slots in the order of the messages */
    if (story->index->selected > 1)
        g_array_sort(all, compare_ids);
    return all;
}

static bool refuse_number(const Story *story, unsigned messages, GError **error)
{
    unsigned calls = story->index->selected;

    if (calls == 0)
        g_set_error(error, OPTIONS_ERROR, 0, "--message=%d: no call is selected",
                    story->options->message);
    else
        g_set_error(error, OPTIONS_ERROR, 0, "--message=%d: the selected call%s %u message%s",
                    story->options->message, calls == 1 ? " has" : "s have", messages,
                    messages == 1 ? "" : "s");
    return false;
}

bool story_tell_message(Story *story, GError **error)
{
    g_autoptr(GArray) all = numbered_messages(story);
    MessageId wanted;

    if ((unsigned)story->options->message > all->len)
        return refuse_number(story, all->len, error);
    wanted = g_array_index(all, MessageId, story->options->message - 1);
    message_texts_want(story->texts, dialogs_message(story->dialogs, wanted));
    if (!story_collect_texts(story, error))
        return false;
    story->context.out = stdout;
    show_message(story, wanted);
    return true;
}
