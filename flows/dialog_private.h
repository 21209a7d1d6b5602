/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/table.h"
#include "flows/dialog.h"
#include "flows/intake.h"
#include "flows/pool.h"

/* What those share who add to dialogs and who end them. */

/* Bytes, about, of a Call-ID in Dialogs.closed. */
#define CLOSED_COST 64

struct Dialogs {
    uint64_t seed;
    Texts *texts;
    Endpoints *endpoints;
    Intake intake;
    LinkStore links;
    Pool messages, dialogs;
    MessageId newest;
    DialogId *buckets;
    uint32_t buckets_len, dialogs_live;
    size_t fork_bytes;    /* of all Dialog.more_forks */
    DialogsJoined joined; /* NULL: nobody watches */
    void *joined_user;
    Table *closed; /* of dialogs that were removed: Dialog.hash -> their caller's number */
};

static inline Dialog *dialog_at(const Dialogs *dialogs, DialogId id)
{
    return pool_get(&dialogs->dialogs, id);
}

static inline Message *message_at(const Dialogs *dialogs, MessageId id)
{
    return pool_get(&dialogs->messages, id);
}

/* Where the youngest dialog of a Call-ID with this hash is found. */
static inline DialogId *dialog_bucket(const Dialogs *dialogs, uint64_t hash)
{
    return &dialogs->buckets[hash & (dialogs->buckets_len - 1)];
}

static inline void dialog_enter_bucket(Dialogs *dialogs, DialogId id)
{
    Dialog *dialog = dialog_at(dialogs, id);

    dialog->next_in_bucket = *dialog_bucket(dialogs, dialog->hash);
    *dialog_bucket(dialogs, dialog->hash) = id;
}

static inline void dialog_leave_bucket(Dialogs *dialogs, DialogId id)
{
    DialogId *link = dialog_bucket(dialogs, dialog_at(dialogs, id)->hash);

    while (*link && *link != id)
        link = &dialog_at(dialogs, *link)->next_in_bucket;
    if (*link)
        *link = dialog_at(dialogs, id)->next_in_bucket;
}
