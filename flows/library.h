/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/template.h"

/* All templates of a run: those that are compiled in, and those of a directory that add to
 * them or stand in their place. */
typedef struct Library Library;

/* Reads the library; @dir (may be NULL) is a directory whose *.flow files are added, one of a
 * known name overriding that. The caller owns the result. NULL if @dir cannot be read or any
 * template has an error: nothing else runs then. */
Library *library_new(const char *dir, GError **error);

void library_free(Library *library);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Library, library_free)

/* The templates by rank, then by name, fragments included. Borrowed. */
const Template *library_get(const Library *library, unsigned index);
unsigned library_len(const Library *library);

/* The template called @name, a fragment too; NULL if none is. Borrowed. */
const Template *library_find(const Library *library, const char *name);

/* The names nearest to @name, for "did you mean", in one text as "hold, loop"; "" if nothing is
 * near. Fragments are not named. The caller frees it. */
char *library_nearest(const Library *library, const char *name);

/* Checks the template in the file at @path, which need not be one of the library: what it
 * includes is looked for beside it, then in the library. False and @error if it has a fault. */
bool library_check(const Library *library, const char *path, GError **error);
