/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/anomaly.h"

static void assert_examples(const Anomalies *anomalies, Anomaly anomaly, const char *expected)
{
    g_autoptr(GString) got = g_string_new(NULL);
    const uint64_t *packets;
    unsigned len = anomalies_examples(anomalies, anomaly, &packets);

    for (unsigned i = 0; i < len; i++)
        g_string_append_printf(got, "%s%" G_GUINT64_FORMAT, i ? " " : "", packets[i]);
    g_assert_cmpstr(got->str, ==, expected);
}

static void the_first_packets_are_kept_as_examples(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();

    for (uint64_t packet = 1; packet <= 9; packet++)
        anomalies_add(anomalies, ANOMALY_BARE_LF, packet * 10);
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_BARE_LF), ==, 9);
    assert_examples(anomalies, ANOMALY_BARE_LF, "10 20 30 40 50");
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_TLS), ==, 0);
}

static void a_set_counts_each_of_its_anomalies(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();

    anomalies_add_set(anomalies, ANOMALY_BIT(ANOMALY_CUT_SHORT) | ANOMALY_BIT(ANOMALY_BAD_CSEQ),
                      3);
    assert_examples(anomalies, ANOMALY_CUT_SHORT, "3");
    assert_examples(anomalies, ANOMALY_BAD_CSEQ, "3");
}

static void endpoints_are_ranked_by_count(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    Endpoint one = { .address = { 192, 0, 2, 1 }, .port = 5061, .version = 4 };
    Endpoint other = { .address = { 192, 0, 2, 2 }, .port = 5061, .version = 4 };
    AnomalyAt most[3];

    anomalies_add_at(anomalies, ANOMALY_TLS, 1, &one);
    anomalies_add_at(anomalies, ANOMALY_TLS, 2, &other);
    anomalies_add_at(anomalies, ANOMALY_TLS, 3, &other);
    g_assert_cmpuint(anomalies_endpoints(anomalies, ANOMALY_TLS, most, 3), ==, 2);
    g_assert_true(endpoint_equals(&most[0].server, &other));
    g_assert_cmpuint(most[0].count, ==, 2);
    g_assert_cmpuint(most[1].count, ==, 1);
}

static void what_is_taken_joins_in_the_order_of_packets(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Anomalies) from = anomalies_new();
    Endpoint server = { .address = { 192, 0, 2, 1 }, .port = 5061, .version = 4 };
    AnomalyAt most[1];

    for (uint64_t packet = 1; packet <= 4; packet++)
        anomalies_add(anomalies, ANOMALY_BARE_LF, packet * 10);
    for (uint64_t packet = 1; packet <= 4; packet++)
        anomalies_add(from, ANOMALY_BARE_LF, packet * 7);
    anomalies_add_at(from, ANOMALY_TLS, 5, &server);
    anomalies_take(anomalies, from);
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_BARE_LF), ==, 8);
    assert_examples(anomalies, ANOMALY_BARE_LF, "7 10 14 20 21");
    g_assert_cmpuint(anomalies_endpoints(anomalies, ANOMALY_TLS, most, 1), ==, 1);
    g_assert_cmpuint(anomalies_count(from, ANOMALY_BARE_LF), ==, 0);
    g_assert_cmpuint(anomalies_endpoints(from, ANOMALY_TLS, most, 1), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/anomaly/the_first_packets_are_kept_as_examples",
                    the_first_packets_are_kept_as_examples);
    g_test_add_func("/anomaly/a_set_counts_each_of_its_anomalies",
                    a_set_counts_each_of_its_anomalies);
    g_test_add_func("/anomaly/endpoints_are_ranked_by_count", endpoints_are_ranked_by_count);
    g_test_add_func("/anomaly/what_is_taken_joins_in_the_order_of_packets",
                    what_is_taken_joins_in_the_order_of_packets);
    return g_test_run();
}
