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

static void an_input_that_was_not_read_is_named_with_its_reason(void)
{
    static const char *const UNREAD[] = { "b\x1b.pcap: No such file or directory", NULL };
    Story story;

    story_init(&story);
    story.context.unread = UNREAD;
    skipped_print(&story.context);
    g_assert_cmpstr(story_written(&story), ==,
                    "\nWhat was odd or could not be read:\n"
                    "  not read: b\\x1b.pcap: No such file or directory\n");
    story_clear(&story);
}

static void each_anomaly_is_a_line_with_its_packets(void)
{
    Story story;

    story_init(&story);
    anomalies_add(story.anomalies, ANOMALY_MALFORMED_SIP, 9);
    for (uint64_t packet = 2; packet < 10; packet++)
        anomalies_add(story.anomalies, ANOMALY_CUT_SHORT, packet);
    anomalies_add(story.anomalies, ANOMALY_TIME_STEPS_BACK, 687);
    anomalies_add(story.anomalies, ANOMALY_IMPOSSIBLE_TIME, 688);
    anomalies_add(story.anomalies, ANOMALY_IMPOSSIBLE_TIME, 690);
    anomalies_add(story.anomalies, ANOMALY_BARE_LF, 4);
    anomalies_add(story.anomalies, ANOMALY_BARE_LF, 4);
    anomalies_add(story.anomalies, ANOMALY_MISSING_HEADER, 7);
    anomalies_add(story.anomalies, ANOMALY_MISSING_HEADER, 12);
    story.capture.dropped = 12;
    story.context.width = 0;
    skipped_print(&story.context);
    g_assert_cmpstr(story_written(&story), ==,
                    "\nWhat was odd or could not be read:\n"
                    "  8 packets cut short by the snapshot length, a gap or the capture's end "
                    "(packets 2, 3, 4, 5, 6 and others)\n"
                    "  1 packet earlier than the packet before (packet 687)\n"
                    "  2 packets with a time stamp that cannot be (packets 688, 690)\n"
                    "  1 message: SIP whose grammar is broken (packet 9)\n"
                    "  2 messages: SIP with lines that end in LF alone (packet 4)\n"
                    "  2 messages: SIP without To, From, CSeq or Via (packets 7, 12)\n"
                    "  12 packets dropped by the capturing tool\n");
    story_clear(&story);
}

static void each_anomaly_reads_well_for_one_and_for_several(void)
{
    for (Anomaly anomaly = 0; anomaly < ANOMALY_COUNT; anomaly++) {
        const char *one = anomaly_unit(anomaly, 1);
        const char *many = anomaly_unit(anomaly, 2);

        g_assert_cmpstr(one, !=, many);
        g_assert_cmpstr(anomaly_unit(anomaly, 0), ==, many);
        g_assert_cmpint(g_str_has_suffix(one, ":"), ==, g_str_has_suffix(many, ":"));
        g_assert_false(g_str_has_prefix(anomaly_meaning(anomaly), "are "));
    }
}

static void unread_at(Story *story, Anomaly anomaly, const char *server, unsigned times)
{
    Endpoint endpoint;

    g_assert_true(endpoint_parse(slice_text(server), &endpoint));
    while (times-- > 0)
        anomalies_add_at(story->anomalies, anomaly, ++story->packets, &endpoint);
}

static void what_is_not_read_is_told_by_endpoint(void)
{
    Story story;

    story_init(&story);
    story.context.width = 0;
    unread_at(&story, ANOMALY_TLS, "192.0.2.5:5061", 2);
    unread_at(&story, ANOMALY_TLS, "192.0.2.1:443", 1);
    unread_at(&story, ANOMALY_TLS, "192.0.2.2:5061", 1);
    unread_at(&story, ANOMALY_TLS, "192.0.2.3:5060", 1);
    unread_at(&story, ANOMALY_TLS, "192.0.2.4:8443", 1);
    unread_at(&story, ANOMALY_DTLS, "192.0.2.1:5061", 6);
    unread_at(&story, ANOMALY_HEP, "192.0.2.9:9060", 1);
    unread_at(&story, ANOMALY_SCTP, "192.0.2.1:5060", 3);
    unread_at(&story, ANOMALY_SCTP, "192.0.2.2", 1);
    unread_at(&story, ANOMALY_ESP, "2001:db8::5", 2);
    skipped_print(&story.context);
    g_assert_cmpstr(
        story_written(&story), ==,
        "\nWhat was odd or could not be read:\n"
        "  6 connections are TLS: not read; to 192.0.2.5:5061 (2), 192.0.2.2:5061 (1), "
        "192.0.2.3:5060 (1) and 2 other endpoints\n"
        "  6 datagrams to 192.0.2.1:5061 are DTLS: not read (packets 7, 8, 9, 10, 11 and "
        "others)\n"
        "  4 packets are SCTP: not read; to 192.0.2.1:5060 (3) and 192.0.2.2 (1)\n"
        "  1 datagram or connection to 192.0.2.9:9060 is HEP: not read (packet 13)\n"
        "  2 packets to 2001:db8::5 are encrypted ESP: not read (packets 18, 19)\n");
    story_clear(&story);
}

static void endpoints_beyond_the_cap_are_not_numbered(void)
{
    Story story;

    story_init(&story);
    story.context.width = 0;
    for (unsigned i = 0; i < ANOMALY_ENDPOINTS + 5; i++) {
        g_autofree char *server = g_strdup_printf("192.0.2.1:%u", 6000 + i);

        unread_at(&story, ANOMALY_TLS, server, 1);
    }
    skipped_print(&story.context);
    g_assert_cmpstr(story_written(&story), ==,
                    "\nWhat was odd or could not be read:\n"
                    "  1029 connections are TLS: not read; to 192.0.2.1:6000 (1), "
                    "192.0.2.1:6001 (1), 192.0.2.1:6002 (1) and at least 1021 other "
                    "endpoints\n");
    story_clear(&story);
}

static void a_long_line_goes_on_below_its_text(void)
{
    Story story;

    story_init(&story);
    unread_at(&story, ANOMALY_TLS, "192.0.2.5:5061", 2);
    unread_at(&story, ANOMALY_TLS, "[2001:db8:ffff:ffff:ffff:ffff:ffff:1]:5061", 1);
    unread_at(&story, ANOMALY_TLS, "[2001:db8:ffff:ffff:ffff:ffff:ffff:2]:5061", 1);
    unread_at(&story, ANOMALY_DTLS, "192.0.2.5:10443", 2);
    unread_at(&story, ANOMALY_DTLS, "192.0.2.111:10444", 2);
    skipped_print(&story.context);
    g_assert_cmpstr(story_written(&story), ==,
                    "\nWhat was odd or could not be read:\n"
                    "  4 connections are TLS: not read; to 192.0.2.5:5061 (2),\n"
                    "    [2001:db8:ffff:ffff:ffff:ffff:ffff:1]:5061 (1) and\n"
                    "    [2001:db8:ffff:ffff:ffff:ffff:ffff:2]:5061 (1)\n"
                    "  4 datagrams are DTLS: not read; to 192.0.2.5:10443 (2) and\n"
                    "    192.0.2.111:10444 (2)\n");
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
    captures[1].dropped = 1;
    story.context.captures = captures;
    story.context.captures_len = 2;
    anomalies_add(story.anomalies, ANOMALY_TCP_GAP, 3);
    anomalies_add(other, ANOMALY_TCP_GAP, 5);
    unread_at(&story, ANOMALY_TLS, "192.0.2.5:5061", 1);
    unread_at(&story, ANOMALY_TLS, "192.0.2.6:5061", 1);
    skipped_print(&story.context);
    g_assert_cmpstr(story_written(&story), ==,
                    "\nWhat was odd or could not be read:\n"
                    "  1 gap in TCP: bytes are missing from the capture (packet 3 of a.pcap)\n"
                    "  2 connections are TLS: not read; to 192.0.2.5:5061 (1) and "
                    "192.0.2.6:5061 (1),\n"
                    "    in a.pcap\n"
                    "  1 gap in TCP: bytes are missing from the capture (packet 5 of "
                    "b\\x1b.pcap)\n"
                    "  1 packet dropped by the capturing tool, in b\\x1b.pcap\n");
    story_clear(&story);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/skipped/nothing_odd_is_nothing_said", nothing_odd_is_nothing_said);
    g_test_add_func("/skipped/an_input_that_was_not_read_is_named_with_its_reason",
                    an_input_that_was_not_read_is_named_with_its_reason);
    g_test_add_func("/skipped/each_anomaly_is_a_line_with_its_packets",
                    each_anomaly_is_a_line_with_its_packets);
    g_test_add_func("/skipped/each_anomaly_reads_well_for_one_and_for_several",
                    each_anomaly_reads_well_for_one_and_for_several);
    g_test_add_func("/skipped/what_is_not_read_is_told_by_endpoint",
                    what_is_not_read_is_told_by_endpoint);
    g_test_add_func("/skipped/endpoints_beyond_the_cap_are_not_numbered",
                    endpoints_beyond_the_cap_are_not_numbered);
    g_test_add_func("/skipped/a_long_line_goes_on_below_its_text",
                    a_long_line_goes_on_below_its_text);
    g_test_add_func("/skipped/several_inputs_are_told_apart", several_inputs_are_told_apart);
    return g_test_run();
}
