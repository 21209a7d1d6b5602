/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* The raw bytes of an input, readable more than once. A regular file is read where it lies.
 * What is read from anything else (a pipe, a FIFO) is copied to an unlinked file in the
 * directory for temporary files that only this process can open. */
typedef struct Spool Spool;

/* Opens @path; "-" is standard input, read from where it stands. NULL and @error, which
 * names @path, if that is not possible. The caller owns it. */
Spool *spool_open(const char *path, GError **error);

/* Closes the files and frees @spool; NULL is fine. Standard input stays open. */
void spool_free(Spool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spool, spool_free)

/* @path as a sentence about it begins: "standard input" for "-". Borrowed from @spool. */
const char *spool_name(const Spool *spool);

/* Reads what is there of the next @len bytes to @to, waiting for the first one. How many; 0 at
 * the end, -1 and errno if they cannot be read. */
ssize_t spool_read(Spool *spool, void *to, size_t len);

/* Goes back to the first byte. False and @error if a pipe's copy could not be made. */
bool spool_rewind(Spool *spool, GError **error);
