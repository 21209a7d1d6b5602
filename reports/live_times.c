/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/live_times.h"

#include "reports/response_times.h"

#define US_PER_MS 1000

/* Milliseconds. T1 is 500 (RFC 3261 17.1.1.1); what runs into Timer B or F, 32 s, is above the
 * bound of 30 s, and what runs into Timer C, 180 s, above the last. */
static const uint64_t DELAYS[LIVE_BUCKETS] = { 5,    10,   25,   50,    100,   250,   500,
                                               1000, 2500, 5000, 10000, 30000, 64000, 180000 };

/* From a second to eight hours. */
static const uint64_t DURATIONS[LIVE_BUCKETS] = { 1000,    5000,    10000,    30000,   60000,
                                                  120000,  300000,  600000,   1200000, 1800000,
                                                  3600000, 7200000, 14400000, 28800000 };

struct LiveTimes {
    ResponseTimes responses; /* of the call at hand, */
    Metrics *metrics;        /* and so are its times; its ratios are of all calls */
    LiveHistogram of[LIVE_TIMES];
};

LiveTimes *live_times_new(void)
{
    LiveTimes *times = g_new0(LiveTimes, 1);

    response_times_init(&times->responses);
    times->metrics = metrics_new(TIME_NONE);
    for (unsigned i = 0; i < LIVE_TIMES; i++)
        times->of[i].bounds = i == LIVE_TIME_TALK ? DURATIONS : DELAYS;
    return times;
}

void live_times_free(LiveTimes *times)
{
    if (!times)
        return;
    response_times_clear(&times->responses);
    metrics_free(times->metrics);
    g_free(times);
}

static void count(int64_t us, void *user)
{
    LiveHistogram *histogram = user;
    unsigned bucket = 0;

    while (bucket < LIVE_BUCKETS && (uint64_t)us > histogram->bounds[bucket] * US_PER_MS)
        bucket++;
    histogram->in[bucket]++;
    histogram->count++;
    histogram->sum += (uint64_t)us;
}

static void count_responses(LiveTimes *times, const Call *call)
{
    static const struct {
        ResponseKind kind;
        LiveTime time;
    } ROWS[] = {
        { RESPONSE_SETUP, LIVE_TIME_INVITE },
        { RESPONSE_BYE, LIVE_TIME_BYE },
        { RESPONSE_REGISTER, LIVE_TIME_REGISTER },
        { RESPONSE_OPTIONS, LIVE_TIME_OPTIONS },
    };

    response_times_add(&times->responses, call);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const GArray *all = times->responses.of[ROWS[i].kind];

        for (unsigned j = 0; j < all->len; j++)
            count(g_array_index(all, uint32_t, j), &times->of[ROWS[i].time]);
    }
    for (unsigned kind = 0; kind < RESPONSE_KINDS; kind++)
        g_array_set_size(times->responses.of[kind], 0);
}

/* Where there is no histogram for a time, it is forgotten. */
static void forget(int64_t us, void *user)
{
    (void)us;
    (void)user;
}

static void count_metrics(LiveTimes *times, const Call *call, int64_t capture_end)
{
    static const struct {
        Metric metric;
        LiveTime time;
    } ROWS[] = {
        { METRIC_RRD, LIVE_TIME_RRD },
        { METRIC_SRD, LIVE_TIME_SRD },
        { METRIC_SFD, LIVE_TIME_SFD },
        { METRIC_SDD, LIVE_TIME_SDD },
        { METRIC_SDD_FAILED, LIVE_TIME_SDD_FAILED },
    };

    metrics_set_end(times->metrics, capture_end);
    metrics_add(times->metrics, call);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++)
        metrics_take_times(times->metrics, ROWS[i].metric, count, &times->of[ROWS[i].time]);
    for (unsigned metric = 0; metric < METRICS; metric++)
        if (metric_info((Metric)metric)->kind == METRIC_TIME)
            metrics_take_times(times->metrics, (Metric)metric, forget, NULL);
}

static void count_span(LiveTimes *times, LiveTime time, int64_t ms)
{
    if (ms >= 0) /* else it did not come to that */
        count(ms * US_PER_MS, &times->of[time]);
}

void live_times_add(LiveTimes *times, const Call *call, int64_t capture_end)
{
    count_responses(times, call);
    count_metrics(times, call, capture_end);
    count_span(times, LIVE_TIME_SETUP, call->setup_ms);
    count_span(times, LIVE_TIME_RING, call->ring_ms);
    count_span(times, LIVE_TIME_TALK, call->talk_ms);
}

const LiveHistogram *live_times_of(const LiveTimes *times, LiveTime time)
{
    return &times->of[time];
}

MetricResult live_times_ratio(const LiveTimes *times, Metric metric)
{
    return metrics_result(times->metrics, metric);
}
