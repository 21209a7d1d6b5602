/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* Files for a test, in a directory that is removed with all in it when the program ends. */

/* The path that @name has there. The caller owns it. */
char *folder_path(const char *name);

/* Writes @content to the file @name there, in place of what it held. Its path is the caller's.
 */
char *folder_write(const char *name, Slice content);

/* The same, packed by gzip. */
char *folder_write_gzip(const char *name, Slice content);
