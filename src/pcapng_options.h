/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "src/pcapng_blocks.h"

/* The options of a pcapng block that are kept when its packets are written again. What only its
 * writer could know to be true of the new file (counters, resolution) is not among them. */
typedef enum PcapngOptions {
    PCAPNG_SECTION_OPTIONS,   /* comments, hardware, system */
    PCAPNG_INTERFACE_OPTIONS, /* comments, names, addresses, filter, speeds, hardware */
    PCAPNG_PACKET_OPTIONS,    /* comments, flags, hashes, drops, identification */
} PcapngOptions;

/* Appends the options of @options that are kept to @out: little endian, padded, without their
 * end. Those behind one that overruns the block are lost with it. */
void pcapng_options_keep(Wire options, PcapngOptions block, GByteArray *out);
