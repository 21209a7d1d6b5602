/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/metrics.h"

#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

static const char A[] = "192.0.2.10:5060";
static const char P[] = "192.0.2.1:5060";

/* Counts a session request that is answered so @ms after it, and rang if @rings. */
static void add_session(Metrics *metrics, unsigned status, int64_t ms, bool rings)
{
    g_auto(Story) story;
    g_autofree char *line = g_strdup_printf("SIP/2.0 %u Word", status);

    story_init(&story);
    story_say(&story, (Said){ .from = A,
                              .to = P,
                              .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    if (rings)
        story_say(&story, (Said){ 1, P, A, "SIP/2.0 180 Ringing", .to_tag = "t" });
    story_say(&story, (Said){ ms, P, A, line, .to_tag = "t" });
    metrics_add(metrics, story_call(&story));
}

static void add_registration(Metrics *metrics, unsigned status, int64_t ms)
{
    g_auto(Story) story;
    g_autofree char *line = g_strdup_printf("SIP/2.0 %u Word", status);

    story_init(&story);
    story_say(&story, (Said){ .from = A,
                              .to = P,
                              .start_line = "REGISTER sip:example.net SIP/2.0",
                              .cseq = "1 REGISTER" });
    story_say(&story, (Said){ ms, P, A, line, .cseq = "1 REGISTER", .to_tag = "t" });
    metrics_add(metrics, story_call(&story));
}

static void assert_ratio(Metrics *metrics, Metric metric, uint64_t numerator,
                         uint64_t denominator, int64_t result)
{
    MetricResult found = metrics_result(metrics, metric);

    g_assert_cmpuint(found.numerator, ==, numerator);
    g_assert_cmpuint(found.denominator, ==, denominator);
    g_assert_cmpint(found.is_measured ? found.result : -1, ==, result);
}

/* By hand: nine requests; 3xx is in no SER or SEER; 408 and 503 are ineffective; users decided
 * four (480, 486, 600, 603), and one call that rang was given up (487). */
static void ratios_count_what_the_rfc_counts(void)
{
    static const unsigned STATUSES[] = { 302, 480, 486, 600, 603, 408, 503, 404 };
    g_autoptr(Metrics) metrics = metrics_new(TIME_NONE);

    for (unsigned i = 0; i < G_N_ELEMENTS(STATUSES); i++)
        add_session(metrics, STATUSES[i], 50, false);
    add_session(metrics, 487, 50, true);
    assert_ratio(metrics, METRIC_SER, 0, 8, 0);
    assert_ratio(metrics, METRIC_SEER, 4, 8, 5000);
    assert_ratio(metrics, METRIC_ISA, 2, 9, 2222);
    assert_ratio(metrics, METRIC_SCR, 0, 9, 0);
    assert_ratio(metrics, METRIC_ASR, 0, 9, 0);
    assert_ratio(metrics, METRIC_NER, 5, 9, 5556);
}

static void a_session_that_goes_on_is_in_no_completion_ratio(void)
{
    g_autoptr(Metrics) metrics = metrics_new(TIME_NONE);

    add_session(metrics, 200, 50, false);
    assert_ratio(metrics, METRIC_SER, 1, 1, 10000);
    assert_ratio(metrics, METRIC_SCR, 0, 0, -1);
    g_assert_cmpuint(metrics_basis(metrics).open, ==, 1);
}

static void a_session_without_an_outcome_is_in_no_ratio(void)
{
    g_autoptr(Metrics) metrics = metrics_new(TIME_NONE);

    add_session(metrics, 180, 50, false);
    g_assert_cmpuint(metrics_basis(metrics).undecided, ==, 1);
    for (unsigned i = 0; i < METRICS; i++)
        g_assert_false(metrics_result(metrics, (Metric)i).is_measured);
}

/* By hand: 401 and 407 are no failures (RFC 6076 4.2), 403 and 503 are. */
static void challenges_are_no_failed_registrations(void)
{
    g_autoptr(Metrics) metrics = metrics_new(TIME_NONE);

    add_registration(metrics, 200, 30);
    add_registration(metrics, 401, 10);
    add_registration(metrics, 407, 10);
    add_registration(metrics, 403, 10);
    add_registration(metrics, 503, 10);
    assert_ratio(metrics, METRIC_IRA, 2, 5, 4000);
    assert_ratio(metrics, METRIC_RRD, 30000, 1, 30000);
}

/* By hand, 1 to 200 ms: by nearest rank p50 is the 100th, p99 the 198th; the mean 100.5. */
static void percentiles_are_by_nearest_rank(void)
{
    g_autoptr(Metrics) metrics = metrics_new(TIME_NONE);
    MetricResult result;

    for (int64_t ms = 200; ms > 0; ms--)
        add_session(metrics, 200, ms, false);
    result = metrics_result(metrics, METRIC_SRD);
    g_assert_cmpuint(result.denominator, ==, 200);
    g_assert_cmpint(result.result, ==, 100500);
    g_assert_cmpint(result.p50, ==, 100000);
    g_assert_cmpint(result.p90, ==, 180000);
    g_assert_cmpint(result.p95, ==, 190000);
    g_assert_cmpint(result.p99, ==, 198000);
    g_assert_cmpint(result.max, ==, 200000);
}

static void failed_requests_are_not_in_the_delay_of_good_ones(void)
{
    g_autoptr(Metrics) metrics = metrics_new(TIME_NONE);

    add_session(metrics, 200, 100, false);
    add_session(metrics, 486, 300, false);
    add_session(metrics, 302, 700, false);
    assert_ratio(metrics, METRIC_SRD, 100000, 1, 100000);
    assert_ratio(metrics, METRIC_SFD, 300000, 1, 300000);
}

static void every_metric_says_what_it_is(void)
{
    for (unsigned i = 0; i < METRICS; i++) {
        const MetricInfo *info = metric_info((Metric)i);

        g_assert_true(info->name && info->title && info->source);
        g_assert_true(info->numerator && info->denominator && info->absent);
    }
}

static void sum_up(int64_t us, void *user)
{
    *(int64_t *)user += us;
}

static void times_that_were_taken_are_forgotten(void)
{
    g_autoptr(Metrics) metrics = metrics_new(TIME_NONE);
    int64_t sum = 0;

    add_registration(metrics, 200, 7);
    add_registration(metrics, 200, 8);
    metrics_take_times(metrics, METRIC_RRD, sum_up, &sum);
    metrics_take_times(metrics, METRIC_RRD, sum_up, &sum);
    g_assert_cmpint(sum, ==, 15000);
    g_assert_false(metrics_result(metrics, METRIC_RRD).is_measured);
    assert_ratio(metrics, METRIC_IRA, 0, 2, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/ratios_count_what_the_rfc_counts",
                    ratios_count_what_the_rfc_counts);
    g_test_add_func("/metrics/a_session_that_goes_on_is_in_no_completion_ratio",
                    a_session_that_goes_on_is_in_no_completion_ratio);
    g_test_add_func("/metrics/a_session_without_an_outcome_is_in_no_ratio",
                    a_session_without_an_outcome_is_in_no_ratio);
    g_test_add_func("/metrics/challenges_are_no_failed_registrations",
                    challenges_are_no_failed_registrations);
    g_test_add_func("/metrics/percentiles_are_by_nearest_rank",
                    percentiles_are_by_nearest_rank);
    g_test_add_func("/metrics/failed_requests_are_not_in_the_delay_of_good_ones",
                    failed_requests_are_not_in_the_delay_of_good_ones);
    g_test_add_func("/metrics/every_metric_says_what_it_is", every_metric_says_what_it_is);
    g_test_add_func("/metrics/times_that_were_taken_are_forgotten",
                    times_that_were_taken_are_forgotten);
    return g_test_run();
}
