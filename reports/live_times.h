/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/call.h"
#include "reports/metrics.h"

/* Times of the calls of a running capture. One that runs for weeks cannot keep each, so they
 * are counted in histograms of fixed bounds; what a time is, `response_times` and `metrics`
 * say, which measure them. */
typedef struct LiveTimes LiveTimes;

typedef enum LiveTime {
    LIVE_TIME_INVITE, /* request to final answer, as in ResponseKind */
    LIVE_TIME_BYE,
    LIVE_TIME_REGISTER,
    LIVE_TIME_OPTIONS,
    LIVE_TIME_RRD, /* as in Metric */
    LIVE_TIME_SRD,
    LIVE_TIME_SFD,
    LIVE_TIME_SDD,
    LIVE_TIME_SDD_FAILED,
    LIVE_TIME_SETUP, /* as in Call */
    LIVE_TIME_RING,
    LIVE_TIME_TALK,
    LIVE_TIMES
} LiveTime;

#define LIVE_BUCKETS 14

/* How many times were how long. */
typedef struct LiveHistogram {
    const uint64_t *bounds;        /* LIVE_BUCKETS of them, milliseconds, ascending; static */
    uint64_t in[LIVE_BUCKETS + 1]; /* of each bucket: not above its bound, but above the one
                                    * before; the last counts what is above them all */
    uint64_t count;
    uint64_t sum; /* microseconds */
} LiveHistogram;

/* The caller owns it. */
LiveTimes *live_times_new(void);
void live_times_free(LiveTimes *times);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LiveTimes, live_times_free)

/* Counts @call, which is over. @capture_end: time of the last packet so far. */
void live_times_add(LiveTimes *times, const Call *call, int64_t capture_end);

/* The histogram of @time; borrowed. */
const LiveHistogram *live_times_of(const LiveTimes *times, LiveTime time);

/* The ratio @metric (METRIC_RATIO) of all calls so far. */
MetricResult live_times_ratio(const LiveTimes *times, Metric metric);
