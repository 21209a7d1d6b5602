/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/linked.h"

#include "flows/open_calls.h"

Links *linked(Dialogs *dialogs)
{
    Links *links = links_new(dialogs, OPEN_MAX_CALL);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(DialogId));

    for (DialogId id = 1; id <= dialogs_len(dialogs); id++)
        if (dialogs_get(dialogs, id))
            g_array_append_val(ids, id);
    links_find(links, (const DialogId *)(void *)ids->data, ids->len);
    return links;
}
