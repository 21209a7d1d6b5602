/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Where the files of one output of a running capture stand, and how they are called. For
 * "calls.jsonl":
 *
 *     calls.jsonl.part                           in the making
 *     calls.jsonl                                whole
 *     calls_00001_20261126031500.jsonl.part      in the making, numbered
 *     calls_00001_20261126031500.jsonl           whole, numbered
 *     calls_20261126031500.jsonl                 left behind by a run that was killed
 *
 * Numbers go on where those in the directory end; the time is when the file was begun, local
 * time, both as Wireshark names a series (of what was left: when it was last written). A file
 * in the making is for its owner alone and is locked, so that two runs never write one output.
 *
 * The directory is opened once: it may be moved, and the working directory may change. Only the
 * first file should be begun before a sandbox is set up: the time zone is read with it. */
typedef struct OutputPlace OutputPlace;

/* The place of @path, symbolic links followed; nothing made yet. NULL and @error if its
 * directory is not there. The caller owns it. */
OutputPlace *output_place_new(const char *path, GError **error);

/* Frees @place; a file in the making stays. NULL is fine. */
void output_place_free(OutputPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutputPlace, output_place_free)

/* Names are numbered from now on, that of the file in the making too, which was begun at @now
 * (nanoseconds since 1970). */
void output_place_number(OutputPlace *place, int64_t now);

/* Makes the next file at @now, opened for appending. -1 and @error if that fails. The first
 * time, what earlier runs left in the making gets a name of its own, its bytes unchanged, which
 * is said; if another run holds one of these, that is an error. The caller owns the result. */
int output_place_begin(OutputPlace *place, int64_t now, GError **error);

/* The file in the making, open as @fd, is whole: it gets its name and the permissions of any
 * new file, in place of what has that name. False and @error if that fails; then it stays in
 * the making. */
bool output_place_finish(OutputPlace *place, int fd, GError **error);

/* Removes the file in the making. */
void output_place_drop(OutputPlace *place);

/* Removes all but the newest @keep of the numbered files that are whole, whichever run made
 * them. What is not named exactly as above, or is no regular file, is left alone. */
void output_place_keep(OutputPlace *place, unsigned keep);

/* The path of the last file, in the making or whole, for the user. Borrowed until the next
 * call. */
const char *output_place_shown(const OutputPlace *place);
