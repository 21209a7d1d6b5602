/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

/* Files that are not whole yet. A signal that ends the program (SIGINT, SIGTERM, SIGHUP,
 * SIGQUIT, unless ignored from the start) removes them first; the program still ends by that
 * signal. For the main thread, while no other one runs. */

/* Makes a file for writing, its name as for mkstemp: the X at the end of @path are replaced. -1
 * and errno if that fails. The caller owns the result. */
int unfinished_make(char *path);

/* The file @path, which is whole, gets the name @target and the permissions of any new file, in
 * place of what has that name. False and errno if that fails. */
bool unfinished_place(const char *path, const char *target);

/* The file @path is whole, or was removed, or was not made here: it is none of these. */
void unfinished_forget(const char *path);
