/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/time_text.h"

#include <glib.h>
#include <time.h>

#define SECOND INT64_C(1000000000)

static void assert_rfc3339(int64_t time, unsigned digits, const char *expected)
{
    char text[TIME_TEXT];

    g_assert_cmpuint(time_text_rfc3339(time, digits, text), ==, strlen(expected));
    g_assert_cmpstr(text, ==, expected);
}

static void rfc3339_has_the_digits_of_the_capture(void)
{
    int64_t time = 1772705702 * SECOND + 123456789;

    assert_rfc3339(time, 0, "2026-03-05T10:15:02Z");
    assert_rfc3339(time, 3, "2026-03-05T10:15:02.123Z");
    assert_rfc3339(time, 6, "2026-03-05T10:15:02.123456Z");
    assert_rfc3339(time, 9, "2026-03-05T10:15:02.123456789Z");
    assert_rfc3339(time, 99, "2026-03-05T10:15:02.123456789Z");
}

static void assert_zone(const char *tz, const char *expected)
{
    TimeText clock = { .utc = !tz };
    char text[TIME_TEXT];

    if (tz) {
        g_setenv("TZ", tz, TRUE);
        tzset();
    }
    g_assert_cmpuint(time_text_zone(&clock, 1772705702 * SECOND, text), ==, strlen(expected));
    g_assert_cmpstr(text, ==, expected);
}

static void the_zone_is_how_far_the_clock_is_from_utc(void)
{
    g_autofree char *before = g_strdup(g_getenv("TZ"));

    assert_zone(NULL, "UTC");
    assert_zone("UTC0", "UTC");
    assert_zone("AAA-5:30", "UTC+05:30");
    assert_zone("BBB3", "UTC-03:00");
    if (before)
        g_setenv("TZ", before, TRUE);
    else
        g_unsetenv("TZ");
    tzset();
}

static void no_time_is_no_text(void)
{
    TimeText clock = { 0 };
    char text[TIME_TEXT];

    assert_rfc3339(TIME_NONE, 6, "");
    g_assert_cmpuint(time_text_date(&clock, TIME_NONE, text), ==, 0);
    g_assert_cmpuint(time_text_clock(&clock, TIME_NONE, 6, text), ==, 0);
}

static void times_before_1970_and_far_ahead_are_dates_too(void)
{
    assert_rfc3339(0, 6, "1970-01-01T00:00:00.000000Z");
    assert_rfc3339(-1, 9, "1969-12-31T23:59:59.999999999Z");
    assert_rfc3339(INT64_MAX, 0, "2262-04-11T23:47:16Z");
    assert_rfc3339(INT64_MIN + 1, 0, "1677-09-21T00:12:43Z");
}

/* Every day for four centuries and more, against the C library. */
static void dates_agree_with_the_c_library(void)
{
    TimeText utc = { .utc = true };
    char text[TIME_TEXT];
    char expected[TIME_TEXT];

    for (int64_t day = -100000; day < 106000; day++) {
        time_t seconds = (time_t)(day * 86400);
        struct tm broken_down;

        strftime(expected, sizeof expected, "%Y-%m-%d", gmtime_r(&seconds, &broken_down));
        time_text_date(&utc, seconds * SECOND, text);
        g_assert_cmpstr(text, ==, expected);
    }
}

static void local_time_follows_the_zone_through_its_changes(void)
{
    TimeText clock = { 0 };
    char text[TIME_TEXT];

    time_text_clock(&clock, 1774745999 * SECOND, 0, text);
    g_assert_cmpstr(text, ==, "01:59:59");
    time_text_clock(&clock, 1774746000 * SECOND, 0, text);
    g_assert_cmpstr(text, ==, "03:00:00");
    time_text_date(&clock, 1774738800 * SECOND, text);
    g_assert_cmpstr(text, ==, "2026-03-29");
    g_assert_cmpint(time_text_day(&clock, 1774738800 * SECOND), !=,
                    time_text_day(&clock, 1774738799 * SECOND));
}

static void assert_span(int64_t nanoseconds, const char *expected)
{
    char text[TIME_TEXT];

    time_text_span(nanoseconds, text);
    g_assert_cmpstr(text, ==, expected);
}

static void spans_are_short(void)
{
    assert_span(0, "0 ms");
    assert_span(230 * SECOND / 1000, "230 ms");
    assert_span(4200 * SECOND / 1000, "4.2 s");
    assert_span(187 * SECOND, "3:07");
    assert_span(3725 * SECOND, "1:02:05");
    assert_span(-SECOND / 2, "-500 ms");
    assert_span(INT64_MIN, "-2562047:47:17");
}

static void spans_are_rounded_and_carry(void)
{
    assert_span(499999, "0 ms");
    assert_span(500000, "1 ms");
    assert_span(999499999, "999 ms");
    assert_span(999500000, "1.0 s");
    assert_span(5486 * SECOND / 1000, "5.5 s");
    assert_span(7064 * SECOND / 1000, "7.1 s");
    assert_span(7049999999, "7.0 s");
    assert_span(59949999999, "59.9 s");
    assert_span(59950000000, "1:00");
    assert_span(119500000000, "2:00");
    assert_span(3599499999999, "59:59");
    assert_span(3599500000000, "1:00:00");
    assert_span(-59960000000, "-1:00");
}

static void deltas_have_milliseconds_and_a_sign(void)
{
    char text[TIME_TEXT];

    time_text_delta(21 * SECOND / 1000, text);
    g_assert_cmpstr(text, ==, "+0.021");
    time_text_delta(-1500 * SECOND / 1000, text);
    g_assert_cmpstr(text, ==, "-1.500");
}

int main(int argc, char **argv)
{
    g_setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", TRUE);
    tzset();
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/time_text/rfc3339_has_the_digits_of_the_capture",
                    rfc3339_has_the_digits_of_the_capture);
    g_test_add_func("/time_text/the_zone_is_how_far_the_clock_is_from_utc",
                    the_zone_is_how_far_the_clock_is_from_utc);
    g_test_add_func("/time_text/no_time_is_no_text", no_time_is_no_text);
    g_test_add_func("/time_text/times_before_1970_and_far_ahead_are_dates_too",
                    times_before_1970_and_far_ahead_are_dates_too);
    g_test_add_func("/time_text/dates_agree_with_the_c_library",
                    dates_agree_with_the_c_library);
    g_test_add_func("/time_text/local_time_follows_the_zone_through_its_changes",
                    local_time_follows_the_zone_through_its_changes);
    g_test_add_func("/time_text/spans_are_short", spans_are_short);
    g_test_add_func("/time_text/spans_are_rounded_and_carry", spans_are_rounded_and_carry);
    g_test_add_func("/time_text/deltas_have_milliseconds_and_a_sign",
                    deltas_have_milliseconds_and_a_sign);
    return g_test_run();
}
