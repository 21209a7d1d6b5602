/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stddef.h>

#include "flows/message.h"

/* Why a message is there again (design.md, "Same message again"). */
typedef enum Repeat {
    REPEAT_NONE,
    REPEAT_RETRANSMISSION, /* its sender sent it again: RFC 3261, 17 */
    REPEAT_DUPLICATE,      /* the capture holds the same packet again, or its translated twin */
} Repeat;

/* Finds the repeats among @messages (one call's, in order): kinds[i] says what message i is,
 * originals[i] which index it repeats: a retransmission the first of them, a duplicate the
 * message that it is the same packet as, which may be a retransmission; i itself if it repeats
 * none. A duplicate is within @window nanoseconds of its original. */
void repeats_find(const Message *const *messages, size_t len, int64_t window, Repeat *kinds,
                  size_t *originals);
