/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/unlinked.h"

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>

int unlinked_open(void)
{
    g_autofree char *path = NULL;
    int fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd >= 0)
        return fd;
    /* Not every file system can make a file without a name. */
    path = g_build_filename(g_get_tmp_dir(), "sipstory-XXXXXX", NULL);
    fd = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        (void)g_unlink(path);
    return fd;
}
