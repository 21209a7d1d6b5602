/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/memory_file.h"

#include <glib.h>
#include <sys/mman.h>
#include <unistd.h>

int memory_file(Slice content, char path[MEMORY_FILE_PATH])
{
    int fd = memfd_create("test", MFD_CLOEXEC);

    g_assert_cmpint(fd, >=, 0);
    for (size_t at = 0; at < content.len;) {
        ssize_t written = write(fd, content.data + at, content.len - at);

        g_assert_cmpint(written, >, 0);
        at += (size_t)written;
    }
    g_snprintf(path, MEMORY_FILE_PATH, "/proc/self/fd/%d", fd);
    return fd;
}
