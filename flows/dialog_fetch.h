/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/dialog.h"

/* Brings the first @most messages of @len dialogs into the cache, all dialogs' at a time: a
 * walk along one chain waits for each message, in memory that is far larger than any cache,
 * before it knows the next. At most DIALOGS_FETCH_MAX dialogs. */
void dialogs_fetch(const Dialogs *dialogs, const DialogId *ids, unsigned len, unsigned most);
#define DIALOGS_FETCH_MAX 64

/* The message that was added last; in its dialog it may stand before others. */
MessageId dialogs_newest(const Dialogs *dialogs);
