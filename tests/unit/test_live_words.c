/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/live_words.h"

#include "tests/support/live.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Live, live_clear)

#define SECOND INT64_C(1000000000)

static void assert_count(uint64_t count, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);

    live_words_count(out, count);
    g_assert_cmpstr(out->str, ==, expected);
}

static void assert_bytes(uint64_t bytes, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);

    live_words_bytes(out, bytes);
    g_assert_cmpstr(out->str, ==, expected);
}

static void assert_running(int64_t ns, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);

    live_words_running(out, ns);
    g_assert_cmpstr(out->str, ==, expected);
}

static void counts_have_a_comma_each_three_digits(void)
{
    assert_count(0, "0");
    assert_count(999, "999");
    assert_count(1000, "1,000");
    assert_count(123456, "123,456");
    assert_count(UINT64_MAX, "18,446,744,073,709,551,615");
}

static void bytes_are_short(void)
{
    assert_bytes(0, "0");
    assert_bytes(1023, "1023");
    assert_bytes(1024, "1K");
    assert_bytes(1536, "1.5K");
    assert_bytes(UINT64_C(256) << 20, "256M");
    assert_bytes(UINT64_C(5) << 40, "5T");
    assert_bytes(UINT64_MAX, "15.9E");
}

static void times_count_days(void)
{
    assert_running(-1, "0:00:00");
    assert_running(4 * SECOND, "0:00:04");
    assert_running(86399 * SECOND, "23:59:59");
    assert_running((14 * INT64_C(86400) + 16267) * SECOND, "14d 4:31:07");
}

static void totals_are_of_all_interfaces_and_flows(void)
{
    g_auto(Live) live;
    LiveTotals totals;

    live_init(&live);
    live_tell_calls(&live);
    live.interfaces[0].dropped_kernel = 5;
    live.interfaces[1].dropped_kernel = 6;
    live.interfaces[1].dropped_queue = 7;
    totals = live_words_totals(&live.figures);
    g_assert_cmpuint(totals.packets, ==, 1520356);
    g_assert_cmpuint(totals.messages, ==, 40211);
    g_assert_cmpuint(totals.dropped_kernel, ==, 11);
    g_assert_cmpuint(totals.dropped_interface, ==, 0);
    g_assert_cmpuint(totals.dropped, ==, 18);
    g_assert_cmpuint(totals.verdicts[FLOW_CONFORMS], ==, 6);
    g_assert_cmpuint(totals.verdicts[FLOW_DEVIATES], ==, 2);
    g_assert_cmpuint(totals.verdicts[FLOW_UNKNOWN], ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/live_words/counts_have_a_comma_each_three_digits",
                    counts_have_a_comma_each_three_digits);
    g_test_add_func("/live_words/bytes_are_short", bytes_are_short);
    g_test_add_func("/live_words/times_count_days", times_count_days);
    g_test_add_func("/live_words/totals_are_of_all_interfaces_and_flows",
                    totals_are_of_all_interfaces_and_flows);
    return g_test_run();
}
