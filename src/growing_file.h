/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A file that a running capture writes for weeks, piece by piece (a line, a packet). It is
 * written beside its place (OutputPlace has the names) and is valid at every moment: whatever
 * is there are whole pieces. (If the program is killed within a write, the system may cut that
 * one: the file is then readable up to its last whole piece.) When it is finished, at the end
 * or when the next one is due, it is renamed into place.
 *
 * Nothing here ends or holds up the run. Where a piece cannot be written (a full disk), that is
 * said once; up to PIECES_MAX bytes (for a reader PIECES_STREAM_MAX) wait, what goes beyond is
 * lost and counted, and once a
 * second it is tried again, until that works, which is said too. Trouble that comes back within
 * a minute is not told again, only counted.
 *
 * A pipe, a device or standard output is written in place, never renamed, never rotated; once
 * nobody reads a pipe any more the output is off.
 *
 * All times are nanoseconds since 1970 by the caller's one clock, which may step back. While it
 * runs it needs these calls: openat, fstat (also by name), getdents64, fcntl, flock, write,
 * ftruncate, fchmod, renameat, unlinkat, close, clock_gettime; in place also poll. */
typedef struct GrowingFile GrowingFile;

typedef struct GrowingRules {
    uint64_t size; /* bytes that no file exceeds, but for what waited; 0: no bound */
    int64_t time;  /* from a file's first piece to the next file; 0: no bound */
    unsigned keep; /* files, that in the making is one of them; 0: all */
} GrowingRules;

/* What a file is made of. A hook may be NULL. */
typedef struct GrowingKind {
    const char *pieces;                          /* for the user: "packets", "lines" */
    void (*begins)(GByteArray *out, void *user); /* appends what each file begins with */
    void (*ends)(GByteArray *out, void *user);   /* and what each ends with */
    void *user;
} GrowingKind;

/* Opens @path at @now and begins it; NULL is standard output, which has no rules. A FIFO waits
 * for its reader. With a size or a time in @rules the files are numbered. NULL and @error
 * (OPTIONS_ERROR: rules where no file can be) if it cannot be written or another run writes it.
 * The caller owns it. */
GrowingFile *growing_file_open(const char *path, const GrowingRules *rules,
                               const GrowingKind *kind, int64_t now, GError **error);

/* Frees @file. One that was not finished is finished, and what is wrong with that is said. */
void growing_file_free(GrowingFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GrowingFile, growing_file_free)

/* To be called before a piece of @len bytes is made for growing_file_add(), which depends on
 * what its file holds already: begins the next file if this one is old enough, or would get too
 * large. A file without pieces stays, however old. @len of 1 is "one more, however large": a
 * file then exceeds its size by one piece at most. */
void growing_file_make_room(GrowingFile *file, size_t len, int64_t now);

/* Adds a piece, which is copied; it is written when enough wait. False if it is lost. */
bool growing_file_add(GrowingFile *file, const void *piece, size_t len, int64_t now);

/* Writes what waits. */
void growing_file_flush(GrowingFile *file, int64_t now);

/* To be called now and then, at least once a second: begins the next file when it is time,
 * writes what has waited for a second, and notices that a pipe lost its reader. */
void growing_file_tick(GrowingFile *file, int64_t now);

/* The user asks for the next file. One without rules is numbered from now on: its name would
 * have the next file take the place of this. A file without pieces stays. */
void growing_file_rotate(GrowingFile *file, int64_t now);

/* Ends the last file and puts it in its place. False and @error if that fails, or if pieces
 * were lost on the way. Only once. */
bool growing_file_finish(GrowingFile *file, GError **error);

/* Pieces lost so far. */
uint64_t growing_file_lost(const GrowingFile *file);

/* True if the file now in the making was given pieces. */
bool growing_file_has_pieces(const GrowingFile *file);

/* True if nobody reads it any more. */
bool growing_file_is_off(const GrowingFile *file);
