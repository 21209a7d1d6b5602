/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/live_times.h"

#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

#define A "192.0.2.10:5060"
#define P "192.0.2.1:5060"
#define SECOND INT64_C(1000000000)

static void assert_only(const LiveTimes *times, LiveTime time, unsigned bucket, uint64_t us)
{
    const LiveHistogram *histogram = live_times_of(times, time);

    g_assert_cmpuint(histogram->count, ==, 1);
    g_assert_cmpuint(histogram->in[bucket], ==, 1);
    g_assert_cmpuint(histogram->sum, ==, us);
}

static void assert_none(const LiveTimes *times, LiveTime time)
{
    g_assert_cmpuint(live_times_of(times, time)->count, ==, 0);
}

/* Says a request and its answer after @ms. */
static void say_exchange(Story *story, const char *method, const char *status, int64_t ms)
{
    g_autofree char *line = g_strdup_printf("%s sip:1002@example.net SIP/2.0", method);
    g_autofree char *answer = g_strdup_printf("SIP/2.0 %s", status);
    g_autofree char *cseq = g_strdup_printf("1 %s", method);

    story_say(story, (Said){ 0, A, P, line, .cseq = cseq });
    if (*status)
        story_say(story, (Said){ ms, P, A, answer, .cseq = cseq, .to_tag = "t" });
}

static void a_call_is_in_the_histograms_of_all_its_times(void)
{
    g_auto(Story) story;
    g_autoptr(LiveTimes) times = live_times_new();
    const Call *call;

    story_init(&story);
    story_tell_call(&story);
    call = story_call(&story);
    live_times_add(times, call, call->end);
    assert_only(times, LIVE_TIME_INVITE, 9, 3010000); /* above 2.5 s, not above 5 s */
    assert_only(times, LIVE_TIME_SETUP, 9, 3010000);
    assert_only(times, LIVE_TIME_SRD, 8, 1540000);
    assert_only(times, LIVE_TIME_BYE, 2, 20000);
    assert_only(times, LIVE_TIME_SDD, 2, 20000);
    assert_only(times, LIVE_TIME_TALK, 5, (uint64_t)call->talk_ms * 1000);
    assert_none(times, LIVE_TIME_SFD);
    assert_none(times, LIVE_TIME_REGISTER);
    assert_none(times, LIVE_TIME_RRD);
    assert_none(times, LIVE_TIME_SDD_FAILED);
}

static void a_time_on_the_bound_is_in_its_bucket(void)
{
    g_autoptr(LiveTimes) times = live_times_new();

    for (int64_t ms = 5; ms <= 6; ms++) {
        g_auto(Story) story;

        story_init(&story);
        say_exchange(&story, "OPTIONS", "200 OK", ms);
        live_times_add(times, story_call(&story), TIME_NONE);
    }
    g_assert_cmpuint(live_times_of(times, LIVE_TIME_OPTIONS)->in[0], ==, 1);
    g_assert_cmpuint(live_times_of(times, LIVE_TIME_OPTIONS)->in[1], ==, 1);
}

static void what_is_above_all_bounds_is_counted_last(void)
{
    g_auto(Story) story;
    g_autoptr(LiveTimes) times = live_times_new();

    story_init(&story);
    say_exchange(&story, "INVITE", "486 Busy Here", 180001);
    live_times_add(times, story_call(&story), TIME_NONE);
    assert_only(times, LIVE_TIME_INVITE, LIVE_BUCKETS, 180001000);
}

static void bounds_ascend(void)
{
    g_autoptr(LiveTimes) times = live_times_new();

    for (unsigned time = 0; time < LIVE_TIMES; time++)
        for (unsigned i = 1; i < LIVE_BUCKETS; i++)
            g_assert_cmpuint(live_times_of(times, (LiveTime)time)->bounds[i - 1], <,
                             live_times_of(times, (LiveTime)time)->bounds[i]);
}

/* An INVITE that nobody answered has no outcome yet; once Timer C has run out it has failed. */
static void each_call_is_told_as_of_its_own_end(void)
{
    g_auto(Story) story;
    g_autoptr(LiveTimes) times = live_times_new();
    const Call *call;

    story_init(&story);
    say_exchange(&story, "INVITE", "", 0);
    call = story_call(&story);
    live_times_add(times, call, call->end + SECOND);
    g_assert_cmpuint(live_times_ratio(times, METRIC_SER).denominator, ==, 0);
    live_times_add(times, call, call->end + 200 * SECOND);
    g_assert_cmpuint(live_times_ratio(times, METRIC_SER).denominator, ==, 1);
    g_assert_cmpuint(live_times_ratio(times, METRIC_SER).numerator, ==, 0);
}

static void many_calls_add_up(void)
{
    g_auto(Story) story;
    g_autoptr(LiveTimes) times = live_times_new();
    const Call *call;

    story_init(&story);
    say_exchange(&story, "REGISTER", "200 OK", 7);
    call = story_call(&story);
    for (unsigned i = 0; i < 100000; i++)
        live_times_add(times, call, call->end);
    g_assert_cmpuint(live_times_of(times, LIVE_TIME_RRD)->count, ==, 100000);
    g_assert_cmpuint(live_times_of(times, LIVE_TIME_RRD)->in[1], ==, 100000);
    g_assert_cmpuint(live_times_of(times, LIVE_TIME_REGISTER)->sum, ==, UINT64_C(700000000));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/live_times/a_call_is_in_the_histograms_of_all_its_times",
                    a_call_is_in_the_histograms_of_all_its_times);
    g_test_add_func("/live_times/a_time_on_the_bound_is_in_its_bucket",
                    a_time_on_the_bound_is_in_its_bucket);
    g_test_add_func("/live_times/what_is_above_all_bounds_is_counted_last",
                    what_is_above_all_bounds_is_counted_last);
    g_test_add_func("/live_times/bounds_ascend", bounds_ascend);
    g_test_add_func("/live_times/each_call_is_told_as_of_its_own_end",
                    each_call_is_told_as_of_its_own_end);
    g_test_add_func("/live_times/many_calls_add_up", many_calls_add_up);
    return g_test_run();
}
