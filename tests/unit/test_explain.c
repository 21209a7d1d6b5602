/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/explain.h"

#include <glib.h>

static void every_method_is_explained(void)
{
    for (unsigned i = 0; i < METHOD_COUNT; i++)
        g_assert_nonnull(explain_method((Method)i)->meaning);
    g_assert_cmpuint(explain_method(METHOD_PRACK)->rfc, ==, 3262);
}

static void every_status_is_explained(void)
{
    for (unsigned status = 0; status < 1000; status++)
        g_assert_nonnull(explain_status(status)->meaning);
    g_assert_cmpstr(explain_status(486)->reason, ==, "Busy Here");
    g_assert_cmpuint(explain_status(422)->rfc, ==, 4028);
}

static void an_unregistered_status_means_what_its_first_digit_says(void)
{
    g_assert_null(explain_status(499)->reason);
    g_assert_cmpstr(explain_status(499)->meaning, ==, "Refused here");
    g_assert_cmpuint(explain_status(799)->rfc, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/explain/every_method_is_explained", every_method_is_explained);
    g_test_add_func("/explain/every_status_is_explained", every_status_is_explained);
    g_test_add_func("/explain/an_unregistered_status_means_what_its_first_digit_says",
                    an_unregistered_status_means_what_its_first_digit_says);
    return g_test_run();
}
