/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/net/packet.h"
#include "reports/named_address.h"

/* The blocks of a pcapng file (draft-ietf-opsawg-pcapng), little endian, each a function of its
 * values that appends to @out. Options that are handed in are as pcapng_write_option() writes
 * them. */

enum {
    PCAPNG_COMMENT = 1,
    PCAPNG_SECTION_HARDWARE = 2,
    PCAPNG_SECTION_SYSTEM = 3,
    PCAPNG_SECTION_PROGRAM = 4,
};

/* An option, padded; a value of more than 65,535 bytes is cut there. */
void pcapng_write_option(GByteArray *out, uint16_t code, Slice value);

/* A section of unknown length: what a file begins with. */
void pcapng_write_section(GByteArray *out, Slice options);

/* An interface whose times have @digits digits of a second, at most 9. */
void pcapng_write_interface(GByteArray *out, const PacketInterface *interface, unsigned digits);

/* Names, in as many blocks as they need; none for none. */
void pcapng_write_names(GByteArray *out, const NamedAddress *names, size_t len);

/* That the capture on interface number @interface ended at @end, whether packets came or not.
 */
void pcapng_write_end(GByteArray *out, uint32_t interface, unsigned digits, int64_t end);

/* Packets of an interface since capturing began: what came in, and what was dropped of that. */
typedef struct PcapngCounts {
    uint64_t received, dropped;
} PcapngCounts;

/* As pcapng_write_end(), with @counts. */
void pcapng_write_counts(GByteArray *out, uint32_t interface, unsigned digits, int64_t end,
                         const PcapngCounts *counts);

/* A packet of interface number @interface, whose times have @digits digits. A time before 1970,
 * which pcapng cannot say, becomes 0, and so does none. */
void pcapng_write_packet(GByteArray *out, uint32_t interface, unsigned digits,
                         const Packet *packet, Slice options);
