/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/module.h"

#include <glib/gstdio.h>

static const Module MODULE = {
    .file = "sipstory-of-no-use.so",
    .built_in = ".",
    .symbol = "of_no_use",
    .version = 1,
    .what = "the module of no use",
    .needs = "libnothing, Debian: libnothing-dev",
};

static void a_module_that_is_missing_says_what_it_needs(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(module_load(&MODULE, &error));
    g_assert_true(g_str_has_prefix(error->message,
                                   "the module of no use is not built or not installed: /"));
    g_assert_true(g_str_has_suffix(error->message, "/sipstory-of-no-use.so (it is built with "
                                                   "libnothing, Debian: libnothing-dev)"));
}

static void a_file_that_is_no_module_is_refused(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp(NULL, NULL);
    g_autofree char *path = g_build_filename(folder, MODULE.file, NULL);
    Module module = MODULE;

    module.built_in = folder;
    g_assert_true(g_file_set_contents(path, "no module", -1, NULL));
    g_assert_null(module_load(&module, &error));
    g_assert_true(g_str_has_prefix(error->message, "the module of no use cannot be loaded: "));
    g_remove(path);
    g_rmdir(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/module/a_module_that_is_missing_says_what_it_needs",
                    a_module_that_is_missing_says_what_it_needs);
    g_test_add_func("/module/a_file_that_is_no_module_is_refused",
                    a_file_that_is_no_module_is_refused);
    return g_test_run();
}
