/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/yard.h"

#include <glib/gstdio.h>
#include <string.h>
#include <time.h>
#include <utime.h>

void yard_init(Yard *yard)
{
    g_setenv("TZ", "UTC", TRUE);
    tzset();
    yard->path = g_dir_make_tmp("sipstory-test-XXXXXX", NULL);
    yard->text = g_string_new(NULL);
    g_assert_nonnull(yard->path);
}

static GPtrArray *names_in(const Yard *yard)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    GDir *dir = g_dir_open(yard->path, 0, NULL);
    const char *name;

    g_assert_nonnull(dir);
    while ((name = g_dir_read_name(dir)))
        g_ptr_array_add(names, g_strdup(name));
    g_dir_close(dir);
    return names;
}

void yard_clear(Yard *yard)
{
    g_autoptr(GPtrArray) names = names_in(yard);

    for (unsigned i = 0; i < names->len; i++) {
        g_autofree char *path = yard_path(yard, g_ptr_array_index(names, i));

        (void)g_remove(path);
    }
    (void)g_rmdir(yard->path);
    g_free(yard->path);
    g_string_free(yard->text, TRUE);
}

char *yard_path(const Yard *yard, const char *name)
{
    return g_build_filename(yard->path, name, NULL);
}

static int compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

const char *yard_list(Yard *yard)
{
    g_autoptr(GPtrArray) names = names_in(yard);

    g_ptr_array_sort(names, compare);
    g_string_truncate(yard->text, 0);
    for (unsigned i = 0; i < names->len; i++)
        g_string_append_printf(yard->text, "%s%s", i ? " " : "",
                               (const char *)g_ptr_array_index(names, i));
    return yard->text->str;
}

const char *yard_read(Yard *yard, const char *name)
{
    g_autofree char *path = yard_path(yard, name);
    g_autofree char *content = NULL;
    gsize len;

    g_assert_true(g_file_get_contents(path, &content, &len, NULL));
    g_string_truncate(yard->text, 0);
    g_string_append_len(yard->text, content, (gssize)len);
    return yard->text->str;
}

void yard_write(const Yard *yard, const char *name, const char *content)
{
    g_autofree char *path = yard_path(yard, name);
    struct utimbuf at = { YARD_NOW / YARD_SECOND, YARD_NOW / YARD_SECOND };

    g_assert_true(g_file_set_contents(path, content, -1, NULL));
    g_assert_cmpint(utime(path, &at), ==, 0);
}
