/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* Where packets were captured, as their capture describes it: what has to be kept when they are
 * written again. One of a capture is told from another by its address. */
typedef struct PacketInterface {
    unsigned link_type; /* LINKTYPE_ value */
    uint32_t snap_len;  /* bytes after which packets were cut; 0: no limit */
    unsigned digits;    /* of a second that its times have, at most 9 */
    Slice options;      /* name, description, filter, ...: options of a pcapng interface block,
                         * little endian, padded, without their end; empty: none */
} PacketInterface;
