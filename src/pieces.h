/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Pieces (lines, blocks) on their way into a file: they wait in memory and are written many at
 * a time, and what was written ends with a whole piece whatever happens. Of a write that
 * failed, what goes beyond the last whole piece is taken back, and the rest waits on.
 *
 * A pipe or a device takes nothing back: a piece that is there in part waits for its rest. It
 * is written to no faster than its reader reads, and waited for no longer than PIECES_PATIENCE,
 * so that a reader that stands still cannot hold up a capture. */
typedef struct Pieces Pieces;

#define PIECES_MAX                                                                             \
    (64u << 10) /* bytes that wait for a file, unless one piece alone is larger, */
#define PIECES_STREAM_MAX (8u << 20) /* and for a reader, who may be busy for a while */
#define PIECES_PATIENCE 50           /* milliseconds */

Pieces *pieces_new(void);
void pieces_free(Pieces *pieces);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pieces, pieces_free)

/* What follows goes into @fd, which is borrowed and opened for appending if @is_file. -1: none
 * yet. Nothing may wait for another one. */
void pieces_set_file(Pieces *pieces, int fd, bool is_file);

/* True if so many bytes wait that it is time to write. */
bool pieces_are_many(const Pieces *pieces, size_t len);

/* True if @len more bytes may wait. */
bool pieces_have_room(const Pieces *pieces, size_t len);

/* Adds a piece, which is copied. One that is not @counted, as the head of a file, is no loss.
 */
void pieces_add(Pieces *pieces, const void *piece, size_t len, bool counted);

/* Writes all that waits; @patience in milliseconds. 0, or errno if some still wait: EAGAIN if
 * the reader stood still. A file that is none yet is EBADF. */
int pieces_write(Pieces *pieces, int patience);

/* Forgets what waits. How many counted pieces that were. */
unsigned pieces_forget(Pieces *pieces);

/* The bytes of the file with those that wait, and those that were written. */
uint64_t pieces_size(const Pieces *pieces);
uint64_t pieces_written(const Pieces *pieces);
