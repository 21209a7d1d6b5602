/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Gives away, for good, every right but CAP_NET_RAW, which opens an interface again that went
 * away. Called once, while the process has one thread (capabilities are a thread's, and those
 * of a thread that is there already would stay as they are), after the interfaces and before
 * any file was opened.
 *
 * Started as root, the process becomes @user (a name or a number); NULL: the user that called
 * sudo (SUDO_UID), else `nobody`. Its groups become those of that user. A user that is not
 * root cannot become another. Whoever starts it, it never gains a right again (no_new_privs),
 * and where it holds CAP_NET_RAW other programs of that user cannot look into it, so that they
 * cannot borrow the capability; there is no core file then.
 *
 * @paths (NULL at the end; may be NULL) are where files will be made; first it is tried, in a
 * child process that has become that user, whether a file can be made in the directory of
 * each. None is made under its own name. "-" is nobody's file, and what is no regular file
 * (a pipe, /dev/null) must be open to writing.
 *
 * @told is a sentence that says what the process is now ("running as nobody with
 * CAP_NET_RAW"), for the caller to free; NULL if nothing was given away.
 *
 * False and @error (OPTIONS_ERROR) with the command that mends it: no such user, a directory
 * that this user cannot write to, a kernel that refuses. The process must end then, for it may
 * have given away a part. */
bool privileges_drop(const char *user, const char *const *paths, char **told, GError **error);
