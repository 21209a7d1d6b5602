/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/library_file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "flows/template_files.h"

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-"

char *library_file_name(const char *path, GError **error)
{
    g_autofree char *base = g_path_get_basename(path);
    size_t len = strspn(base, NAME_LETTERS);

    if (len > 0 && g_str_equal(base + len, LIBRARY_FILE_ENDING))
        return g_strndup(base, len);
    g_set_error(error, TEMPLATE_ERROR, 0,
                "%s: a flow's file is called NAME" LIBRARY_FILE_ENDING
                ", its name made of a-z, 0-9 and '-'",
                path);
    return NULL;
}

/* A template is a regular file: a FIFO or a device may never end. */
static bool check_file(const char *path, GError **error)
{
    GStatBuf status;

    if (g_stat(path, &status) != 0)
        g_set_error(error, TEMPLATE_ERROR, 0, "%s: %s", path, g_strerror(errno));
    else if (!S_ISREG(status.st_mode))
        g_set_error(error, TEMPLATE_ERROR, 0, "%s: is no regular file", path);
    else if (status.st_size > TEMPLATE_BYTES_MAX)
        g_set_error(error, TEMPLATE_ERROR, 0, "%s: more than %d bytes", path,
                    TEMPLATE_BYTES_MAX);
    else
        return true;
    return false;
}

char *library_file_read(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) why = NULL;
    gsize len;

    if (!check_file(path, error))
        return NULL;
    if (!g_file_get_contents(path, &text, &len, &why)) {
        g_set_error(error, TEMPLATE_ERROR, 0, "%s: cannot be read: %s", path, why->message);
        return NULL;
    }
    if (strlen(text) == len)
        return g_steal_pointer(&text);
    g_set_error(error, TEMPLATE_ERROR, 0, "%s: holds a NUL byte, so it is no text", path);
    return NULL;
}

static int by_path(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *library_file_list(const char *path, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    const char *name;

    if (!dir) {
        g_set_error(error, TEMPLATE_ERROR, 0, "%s: %s", path, g_strerror(errno));
        return NULL;
    }
    while ((name = g_dir_read_name(dir)))
        if (g_str_has_suffix(name, LIBRARY_FILE_ENDING))
            g_ptr_array_add(paths, g_build_filename(path, name, NULL));
    g_ptr_array_sort(paths, by_path);
    return g_steal_pointer(&paths);
}
