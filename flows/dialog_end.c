/* SPDX-License-Identifier: Apache-2.0
 *
 * A dialog that is closed keeps its place in the bucket until its Call-ID comes again, so that
 * the one that begins then knows it.
 */
#include "flows/dialog_end.h"

#include "flows/dialog_private.h"

static void free_messages(Dialogs *dialogs, MessageId first)
{
    while (first) {
        Message *message = message_at(dialogs, first);
        MessageId next = message->next;

        endpoints_unref(dialogs->endpoints, message->src);
        endpoints_unref(dialogs->endpoints, message->dst);
        pool_give(&dialogs->messages, first);
        first = next;
    }
}

/* The episodes before and after @id become neighbours; the youngest is in the bucket. */
static void leave_episodes(Dialogs *dialogs, DialogId id)
{
    DialogId older = dialog_at(dialogs, id)->previous;
    DialogId younger = dialog_at(dialogs, id)->next_episode;

    if (younger)
        dialog_at(dialogs, younger)->previous = older;
    else
        dialog_leave_bucket(dialogs, id);
    if (older)
        dialog_at(dialogs, older)->next_episode = younger;
    if (older && !younger)
        dialog_enter_bucket(dialogs, older);
}

void dialogs_close(Dialogs *dialogs, DialogId id)
{
    Dialog *dialog = dialog_at(dialogs, id);

    if (dialog->is_closed)
        return;
    if (!dialog->is_invite)
        leave_episodes(dialogs, id);
    dialog->previous = dialog->next_episode = 0;
    dialog->is_closed = true;
}

uint32_t dialog_removed_number(const Dialogs *dialogs, uint64_t hash)
{
    const uint32_t *number =
        table_size(dialogs->closed) > 0 ? table_find(dialogs->closed, &hash) : NULL;

    return number ? *number : 0;
}

void dialogs_remove(Dialogs *dialogs, DialogId id, uint32_t number)
{
    Dialog *dialog = dialog_at(dialogs, id);
    TextId shares[] = { dialog->call_id,  dialog->from,       dialog->to,
                        dialog->from_tag, dialog->user_agent, dialog->first_fork };

    for (unsigned i = 0; i < G_N_ELEMENTS(shares); i++)
        texts_unref(dialogs->texts, shares[i]);
    for (unsigned i = 0; i < dialog->more_forks_len; i++)
        texts_unref(dialogs->texts, dialog->more_forks[i]);
    g_free(dialog->more_forks);
    dialogs->fork_bytes -= dialog->more_forks_len * sizeof(TextId);
    link_keys_drop(&dialogs->links, &dialog->keys);
    free_messages(dialogs, dialog->first);
    if (!dialog->is_closed)
        leave_episodes(dialogs, id);
    else if (dialog->is_invite)
        dialog_leave_bucket(dialogs, id);
    if (number && dialog->is_invite)
        *(uint32_t *)table_put(dialogs->closed, &dialog->hash) = number;
    dialogs->dialogs_live--;
    memset(dialog, 0, sizeof *dialog);
    pool_give(&dialogs->dialogs, id);
}

void dialogs_forget_removed(Dialogs *dialogs, size_t bytes)
{
    while (table_size(dialogs->closed) > bytes / CLOSED_COST)
        table_drop_oldest(dialogs->closed);
}
