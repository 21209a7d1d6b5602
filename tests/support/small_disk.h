/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stddef.h>

/* A disk that is full after @room more bytes, whatever file they go to: the program's own
 * write() writes what has room, and then fails with ENOSPC. SIZE_MAX, as from the start: it
 * never is. A test that uses this is linked with small_disk.c itself. */
void small_disk_set(size_t room);
