/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/story.h"

static void nothing_odd_is_nothing_said(void)
{
    Story story;

    story_init(&story);
    skipped_print(&story.context);
    g_assert_cmpstr(story_written(&story), ==, "");
    story_clear(&story);
}

static void each_anomaly_is_a_line_with_its_packets(void)
{
    Story story;

    story_init(&story);
    anomalies_add(story.anomalies, ANOMALY_MALFORMED_SIP, 9);
    for (uint64_t packet = 2; packet < 10; packet++)
        anomalies_add(story.anomalies, ANOMALY_CUT_SHORT, packet);
    anomalies_add(story.anomalies, ANOMALY_BARE_LF, 4);
    anomalies_add(story.anomalies, ANOMALY_BARE_LF, 4);
    story.capture.dropped = 12;
    skipped_print(&story.context);
    g_assert_cmpstr(story_written(&story), ==,
                    "\nWhat was odd or could not be read:\n"
                    "  8 times cut by the snapshot length or the capture's end "
                    "(packets 2, 3, 4, 5, 6 and so on)\n"
                    "  once SIP whose grammar is broken (packet 9)\n"
                    "  twice SIP with lines that end in LF alone (packet 4)\n"
                    "  12 packets that the capturing tool dropped\n");
    story_clear(&story);
}

static void what_is_not_read_is_told_by_endpoint(void)
{
    Story story;
    Endpoint server;

    story_init(&story);
    for (unsigned i = 1; i <= 5; i++) {
        g_autofree char *text = g_strdup_printf("192.0.2.%u:5061", i);

        g_assert_true(endpoint_parse(slice_text(text), &server));
        anomalies_add_at(story.anomalies, ANOMALY_TLS, i, &server);
    }
    anomalies_add_at(story.anomalies, ANOMALY_TLS, 6, &server);
    g_assert_true(endpoint_parse(slice_text("192.0.2.9:9060"), &server));
    anomalies_add_at(story.anomalies, ANOMALY_HEP, 8, &server);
    skipped_print(&story.context);
    g_assert_cmpstr(story_written(&story), ==,
                    "\nWhat was odd or could not be read:\n"
                    "  6 times TLS: not read, at 192.0.2.5:5061 (2), 192.0.2.1:5061 (1), "
                    "192.0.2.2:5061 (1) and others (packets 1, 2, 3, 4, 5 and so on)\n"
                    "  once HEP: not read, at 192.0.2.9:9060 (packet 8)\n");
    story_clear(&story);
}

static void several_inputs_are_told_apart(void)
{
    g_autoptr(Anomalies) other = anomalies_new();
    ReportCapture captures[2];
    Story story;

    story_init(&story);
    captures[0] = captures[1] = story.capture;
    captures[1].path = "b\x1b.pcap";
    captures[1].anomalies = other;
    story.context.captures = captures;
    story.context.captures_len = 2;
    anomalies_add(story.anomalies, ANOMALY_TCP_GAP, 3);
    anomalies_add(other, ANOMALY_TCP_GAP, 5);
    skipped_print(&story.context);
    g_assert_cmpstr(
        story_written(&story), ==,
        "\nWhat was odd or could not be read:\n"
        "  once TCP bytes are missing from the capture (packet 3 of a.pcap)\n"
        "  once TCP bytes are missing from the capture (packet 5 of b\\x1b.pcap)\n");
    story_clear(&story);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/skipped/nothing_odd_is_nothing_said", nothing_odd_is_nothing_said);
    g_test_add_func("/skipped/each_anomaly_is_a_line_with_its_packets",
                    each_anomaly_is_a_line_with_its_packets);
    g_test_add_func("/skipped/what_is_not_read_is_told_by_endpoint",
                    what_is_not_read_is_told_by_endpoint);
    g_test_add_func("/skipped/several_inputs_are_told_apart", several_inputs_are_told_apart);
    return g_test_run();
}
