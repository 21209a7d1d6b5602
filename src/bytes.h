/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/slice.h"

/* An input as a capture's bytes: out of a file or a pipe, unpacked if it is gzip, through a
 * window in which the next bytes lie in one piece. */
typedef struct Bytes Bytes;

/* The most that bytes_peek() gives. */
#define BYTES_PEEK_MAX (17u << 20)

/* Opens @path; "-" is standard input. NULL and @error, which names @path, if it cannot be
 * opened. The caller owns it. */
Bytes *bytes_open(const char *path, GError **error);

/* Closes the input and frees @bytes; NULL is fine. */
void bytes_free(Bytes *bytes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bytes, bytes_free)

/* The next bytes, @len at least unless the input ends before, waiting for them if need be.
 * Borrowed until the next call on @bytes. */
Slice bytes_peek(Bytes *bytes, size_t len);

/* Passes over @len bytes. False if the input ends before. */
bool bytes_skip(Bytes *bytes, uint64_t len);

/* How many bytes were passed over. */
uint64_t bytes_offset(const Bytes *bytes);

/* Why the bytes ended early, as in "its gzip data is cut short"; NULL if they did not.
 * Borrowed until the next call on @bytes. */
const char *bytes_error(const Bytes *bytes);

/* How a sentence about the input begins: its path, or "standard input". Borrowed. */
const char *bytes_name(const Bytes *bytes);

/* Goes back to the first byte. False and @error if a pipe's copy could not be made. */
bool bytes_rewind(Bytes *bytes, GError **error);
