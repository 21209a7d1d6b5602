/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/live_event.h"

const char *live_event_name(LiveEventKind kind)
{
    static const char *const NAMES[] = {
        [LIVE_BEGIN] = "begin",
        [LIVE_UPDATE] = "update",
        [LIVE_END] = "end",
        [LIVE_JOINED] = "joined",
    };

    return NAMES[kind];
}
