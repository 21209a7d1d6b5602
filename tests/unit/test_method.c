/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/method.h"

#include <glib.h>

static void every_method_is_found_by_its_name(void)
{
    for (unsigned method = METHOD_ACK; method < METHOD_COUNT; method++)
        g_assert_cmpint(method_of(slice_text(method_name((Method)method))), ==, (int)method);
}

static void nothing_else_is_a_method(void)
{
    static const char *const OTHERS[] = { "",    "?",     "invite", "INVITEX", "INVIT", "ACKs",
                                          "ZAP", "[INFO", "@CK",    "A",       "\xc4" };

    for (unsigned i = 0; i < G_N_ELEMENTS(OTHERS); i++)
        g_assert_cmpint(method_of(slice_text(OTHERS[i])), ==, METHOD_OTHER);
    g_assert_cmpstr(method_name(METHOD_OTHER), ==, "?");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/method/every_method_is_found_by_its_name",
                    every_method_is_found_by_its_name);
    g_test_add_func("/method/nothing_else_is_a_method", nothing_else_is_a_method);
    return g_test_run();
}
