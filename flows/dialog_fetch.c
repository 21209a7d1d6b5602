/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/dialog_fetch.h"

#include "flows/dialog_private.h"

void dialogs_fetch(const Dialogs *dialogs, const DialogId *ids, unsigned len, unsigned most)
{
    MessageId at[DIALOGS_FETCH_MAX];
    bool goes_on = true;

    g_assert(len <= DIALOGS_FETCH_MAX);
    for (unsigned i = 0; i < len; i++)
        __builtin_prefetch(&dialog_at(dialogs, ids[i])->first);
    for (unsigned i = 0; i < len; i++) {
        at[i] = dialog_at(dialogs, ids[i])->first;
        __builtin_prefetch(message_at(dialogs, at[i]));
    }
    for (unsigned round = 1; goes_on && round < most; round++) {
        goes_on = false;
        for (unsigned i = 0; i < len; i++) {
            at[i] = at[i] ? message_at(dialogs, at[i])->next : 0;
            __builtin_prefetch(message_at(dialogs, at[i]));
            goes_on |= at[i] != 0;
        }
    }
}

MessageId dialogs_newest(const Dialogs *dialogs)
{
    return dialogs->newest;
}
