/* SPDX-License-Identifier: Apache-2.0 */
#include "src/interfaces.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/netns.h"

/* What is printed; the caller's. */
static char *print(void)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    g_assert_nonnull(out);
    g_assert_true(interfaces_print(out, NULL));
    (void)fclose(out);
    return text;
}

static void list(void)
{
    char *text;

    netns_link("to-carrier", "192.0.2.1");
    netns_link("eth1", "198.51.100.1");
    netns_ip("link set eth1 down");
    netns_ip("addr flush dev eth1");
    text = print();
    g_test_message("%s", text);
    g_assert_nonnull(strstr(text, "\nto-carrier      up            192.0.2.1"));
    g_assert_nonnull(strstr(text, "lo              up, loopback  127.0.0.1"));
    g_assert_nonnull(strstr(text, "eth1            down\n"));
    g_assert_null(strstr(text, "dbus"));
    g_assert_nonnull(strstr(text, "any             up            Pseudo-device"));
    free(text);
}

static void each_has_a_line_in_columns(void)
{
    netns_run(list);
}

static void name(void)
{
    g_autofree char *few = interfaces_names();
    g_autofree char *many = NULL;

    g_assert_nonnull(strstr(few, "lo"));
    g_assert_null(strstr(few, "..."));
    for (int i = 0; i < 20; i++) {
        g_autofree char *one = g_strdup_printf("many%d", i);

        netns_link(one, "192.0.2.1");
    }
    many = interfaces_names();
    g_assert_true(g_str_has_suffix(many, ", ..."));
}

static void names_are_as_many_as_one_reads(void)
{
    netns_run(name);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/interfaces/each_has_a_line_in_columns", each_has_a_line_in_columns);
    g_test_add_func("/interfaces/names_are_as_many_as_one_reads",
                    names_are_as_many_as_one_reads);
    return g_test_run();
}
