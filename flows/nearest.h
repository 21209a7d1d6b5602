/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Those of @names (NULL at the end) that a user may have meant by @word, the nearest first,
 * three at most, in one text as "hold, loop"; "" if none is near. Case makes no difference.
 * The caller frees it. */
char *nearest_of(const char *word, const char *const *names);

/* The same as the end of a complaint: "; did you mean hold or loop?", or "". The caller frees
 * it. */
char *nearest_hint(const char *word, const char *const *names);
