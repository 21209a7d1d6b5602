/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* Writes @content to a file that has no name but the one that is written to @path, as
 * "/proc/self/fd/3". Its descriptor is the caller's to close. */
#define MEMORY_FILE_PATH 32
int memory_file(Slice content, char path[MEMORY_FILE_PATH]);
