/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/prometheus.h"

#include "tests/support/live.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Live, live_clear)

static char *print(const Live *live)
{
    g_autoptr(GBytes) text = prometheus_new(&live->figures);
    gsize len;
    const char *bytes = g_bytes_get_data(text, &len);

    g_assert_cmpuint(strnlen(bytes, len), ==, len);
    return g_strndup(bytes, len);
}

/* @line, a whole one, is among those of @text. */
static void assert_line(const char *text, const char *line)
{
    g_autofree char *whole = g_strdup_printf("\n%s\n", line);

    if (!strstr(text, whole))
        g_error("no line \"%s\" in:\n%s", line, text);
}

static void calls_are_counted_by_flow_and_verdict(void)
{
    g_auto(Live) live;
    g_autofree char *text = NULL;

    live_init(&live);
    live_tell_calls(&live);
    live.figures.calls_open = 3;
    text = print(&live);
    assert_line(text, "# TYPE sipstory_calls_total counter");
    assert_line(text, "sipstory_calls_total{flow=\"basic-call\",verdict=\"conforms\"} 6");
    assert_line(text, "sipstory_calls_total{flow=\"busy\",verdict=\"deviates\"} 2");
    assert_line(text, "sipstory_calls_total{flow=\"unknown\",verdict=\"unknown\"} 1");
    assert_line(text, "sipstory_begun_calls_total 9");
    assert_line(text, "sipstory_active_calls 3");
}

static void what_never_occurred_is_there_with_0_and_fragments_are_not(void)
{
    g_auto(Live) live;
    g_autofree char *text = NULL;

    live_init(&live);
    text = print(&live);
    assert_line(text, "sipstory_calls_total{flow=\"busy\",verdict=\"incomplete\"} 0");
    assert_line(text, "sipstory_anomalies_total{interface=\"eth0\",anomaly=\"tls\"} 0");
    assert_line(text, "sipstory_dropped_packets_total{interface=\"eth0\",place=\"queue\"} 0");
    assert_line(text, "sipstory_talk_seconds_bucket{le=\"+Inf\"} 0");
    g_assert_null(strstr(text, "flow=\"offer\""));
}

static void histograms_are_cumulative_and_in_seconds(void)
{
    g_auto(Live) live;
    g_autofree char *text = NULL;

    live_init(&live);
    live_tell_calls(&live);
    text = print(&live);
    assert_line(text, "# TYPE sipstory_response_seconds histogram");
    assert_line(text, "sipstory_response_seconds_bucket{method=\"BYE\",le=\"0.01\"} 0");
    assert_line(text, "sipstory_response_seconds_bucket{method=\"BYE\",le=\"0.025\"} 9");
    assert_line(text, "sipstory_response_seconds_bucket{method=\"BYE\",le=\"+Inf\"} 9");
    assert_line(text, "sipstory_response_seconds_sum{method=\"BYE\"} 0.18");
    assert_line(text, "sipstory_response_seconds_count{method=\"BYE\"} 9");
    assert_line(text, "sipstory_setup_seconds_bucket{le=\"2.5\"} 0");
    assert_line(text, "sipstory_setup_seconds_sum 27.09");
    assert_line(text, "sipstory_ratio_denominator_total{ratio=\"SER\"} 9");
}

static void drops_are_told_by_interface_and_place(void)
{
    g_auto(Live) live;
    g_autofree char *text = NULL;

    live_init(&live);
    live.interfaces[1].dropped_interface = UINT64_MAX;
    text = print(&live);
    assert_line(text, "sipstory_dropped_packets_total{interface=\"eth1\",place=\"interface\"} "
                      "18446744073709551615");
    assert_line(text, "sipstory_interface_up{interface=\"eth0\"} 1");
    assert_line(text, "sipstory_interface_up{interface=\"eth1\"} 0");
}

static void label_values_are_escaped_and_utf8(void)
{
    g_auto(Live) live;
    g_autofree char *text = NULL;

    live_init(&live);
    live.interfaces[0].name = "a\"b\\c\nd\xff";
    text = print(&live);
    g_assert_true(g_utf8_validate(text, -1, NULL));
    assert_line(text,
                "sipstory_packets_total{interface=\"a\\\"b\\\\c\\nd\xef\xbf\xbd\"} 1520344");
}

static void what_is_not_known_is_left_out(void)
{
    g_auto(Live) live;
    g_autofree char *without = NULL;
    g_autofree char *with = NULL;

    live_init(&live);
    live.interfaces[0].anomalies = NULL;
    without = print(&live);
    g_assert_null(strstr(without, "process_resident_memory_bytes"));
    g_assert_null(strstr(without, "anomalies_total{interface=\"eth0\""));
    live.figures.resident = 4096;
    live.figures.start += 250000000;
    with = print(&live);
    assert_line(with, "process_resident_memory_bytes 4096");
    assert_line(with, "process_start_time_seconds 1772705702.25");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/prometheus/calls_are_counted_by_flow_and_verdict",
                    calls_are_counted_by_flow_and_verdict);
    g_test_add_func("/prometheus/what_never_occurred_is_there_with_0_and_fragments_are_not",
                    what_never_occurred_is_there_with_0_and_fragments_are_not);
    g_test_add_func("/prometheus/histograms_are_cumulative_and_in_seconds",
                    histograms_are_cumulative_and_in_seconds);
    g_test_add_func("/prometheus/drops_are_told_by_interface_and_place",
                    drops_are_told_by_interface_and_place);
    g_test_add_func("/prometheus/label_values_are_escaped_and_utf8",
                    label_values_are_escaped_and_utf8);
    g_test_add_func("/prometheus/what_is_not_known_is_left_out", what_is_not_known_is_left_out);
    return g_test_run();
}
