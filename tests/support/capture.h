/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "dissect/base/slice.h"

/* A capture file in the making: bytes in either byte order, and the pieces of pcap and pcapng.
 * Numbers are written as given, so that broken files can be made. */
typedef struct Capture {
    GByteArray *bytes;
    bool is_big_endian;
} Capture;

/* Makes an empty capture. The caller owns it. */
Capture *capture_new(bool is_big_endian);
void capture_free(Capture *capture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Capture, capture_free)

/* Appends a number of @size bytes, or bytes. */
void capture_number(Capture *capture, uint64_t number, unsigned size);
void capture_bytes(Capture *capture, Slice bytes);

/* pcap: the file's header, and a packet, whole where @len is that of @bytes. */
void capture_pcap(Capture *capture, uint32_t magic, uint32_t snap_len, uint32_t link_type);
void capture_record(Capture *capture, uint32_t seconds, uint32_t fraction, Slice bytes);

/* pcapng: everything between begin and end is the block's body; begin's result is for end. */
unsigned capture_begin(Capture *capture, uint32_t type);
void capture_end(Capture *capture, unsigned begun);
void capture_option(Capture *capture, uint16_t code, Slice value);

/* Appends what fills @capture up to a multiple of four bytes. */
void capture_pad(Capture *capture);

/* Writes the capture to a file @name in a directory that is removed at the program's end. The
 * path is the caller's. */
char *capture_write(const Capture *capture, const char *name);
