/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/template.h"

/* Files of templates on disk. */
#define LIBRARY_FILE_ENDING ".flow"

/* The flow that the file at @path holds: "busy" of "mine/busy.flow". NULL and @error unless it
 * is made of a-z, 0-9 and '-'. The caller frees it. */
char *library_file_name(const char *path, GError **error);

/* The text of the file at @path; NULL and @error if it cannot be read, is larger than a
 * template may be or is no text. The caller frees it. */
char *library_file_read(const char *path, GError **error);

/* The paths of the files in the directory @path whose names end in ".flow", sorted; NULL and
 * @error if it cannot be read. The caller owns it. */
GPtrArray *library_file_list(const char *path, GError **error);
