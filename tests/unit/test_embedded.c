/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/embedded.h"

#include <glib.h>

static void a_file_is_found_by_its_whole_name(void)
{
    static const Embedded FILES[] = { { "a.css", "first" }, { "b.css", "second" }, { 0 } };

    g_assert_cmpstr(embedded_find(FILES, "a.css"), ==, "first");
    g_assert_cmpstr(embedded_find(FILES, "b.css"), ==, "second");
    g_assert_null(embedded_find(FILES, "b"));
    g_assert_null(embedded_find(FILES, ""));
    g_assert_null(embedded_find(&FILES[2], "a.css"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/embedded/a_file_is_found_by_its_whole_name",
                    a_file_is_found_by_its_whole_name);
    return g_test_run();
}
