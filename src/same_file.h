/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

/* True if both paths lead to one regular file, by whatever links, or to one place where no file
 * is yet. A pipe or a device may be written to more than once. */
bool same_file(const char *one, const char *other);
