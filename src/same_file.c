/* SPDX-License-Identifier: Apache-2.0 */
#include "src/same_file.h"

#include <glib.h>
#include <sys/stat.h>

bool same_file(const char *one, const char *other)
{
    struct stat a;
    struct stat b;
    bool is_there = stat(one, &a) == 0;
    g_autofree char *left = NULL;
    g_autofree char *right = NULL;

    if (is_there != (stat(other, &b) == 0))
        return false;
    if (is_there)
        return S_ISREG(a.st_mode) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
    left = g_canonicalize_filename(one, NULL);
    right = g_canonicalize_filename(other, NULL);
    return g_str_equal(left, right);
}
