/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/folder.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <zlib.h>

static char *folder;

static void remove_folder(void)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);

        (void)g_remove(path);
    }
    if (dir)
        g_dir_close(dir);
    (void)g_rmdir(folder);
    g_clear_pointer(&folder, g_free);
}

char *folder_path(const char *name)
{
    if (!folder) {
        folder = g_dir_make_tmp("sipstory-test-XXXXXX", NULL);
        g_assert_nonnull(folder);
        (void)atexit(remove_folder);
    }
    return g_build_filename(folder, name, NULL);
}

char *folder_write(const char *name, Slice content)
{
    char *path = folder_path(name);

    g_assert_true(
        g_file_set_contents(path, (const char *)content.data, (gssize)content.len, NULL));
    return path;
}

char *folder_write_gzip(const char *name, Slice content)
{
    char *path = folder_path(name);
    gzFile file = gzopen(path, "wb");

    g_assert_cmpint(gzwrite(file, content.data, (unsigned)content.len), ==, (int)content.len);
    g_assert_cmpint(gzclose(file), ==, Z_OK);
    return path;
}
