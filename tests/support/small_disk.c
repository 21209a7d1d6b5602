/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/small_disk.h"

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

static size_t left = SIZE_MAX;

void small_disk_set(size_t room)
{
    left = room;
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    if (left == 0) {
        errno = ENOSPC;
        return -1;
    }
    if (left != SIZE_MAX) {
        len = len < left ? len : left;
        left -= len;
    }
    return syscall(SYS_write, fd, bytes, len);
}
