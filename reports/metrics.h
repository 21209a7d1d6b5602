/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/call.h"

/* The SIP performance metrics of RFC 6076, and the two of ITU-T that telephony compares them
 * to. Counters, and one number a call for each of the times: percentiles are exact. */
typedef struct Metrics Metrics;

typedef enum Metric {
    METRIC_RRD,
    METRIC_IRA,
    METRIC_SRD,
    METRIC_SFD,
    METRIC_SDD,
    METRIC_SDD_FAILED,
    METRIC_SDT,
    METRIC_SDT_FAILED,
    METRIC_AHR,
    METRIC_SER,
    METRIC_SEER,
    METRIC_ISA,
    METRIC_SCR,
    METRIC_ASR,
    METRIC_NER,
    METRICS
} Metric;

typedef enum MetricKind {
    METRIC_TIME,  /* result: the mean, in microseconds */
    METRIC_RATIO, /* result: hundredths of a percent */
    METRIC_MEAN,  /* result: hundredths */
} MetricKind;

/* What a metric is; static texts. */
typedef struct MetricInfo {
    const char *name;   /* "SER"; "SDD failed" */
    const char *title;  /* "Session Establishment Ratio" */
    const char *source; /* "RFC 6076 4.6" */
    MetricKind kind;
    const char *numerator, *denominator; /* what they count */
    const char *absent;                  /* why there is no result, if there is none */
} MetricInfo;

/* A result. Of a time, the numerator is the sum in microseconds, the denominator the count. */
typedef struct MetricResult {
    uint64_t numerator, denominator;
    bool is_measured;                /* the denominator is not 0, else nothing below counts */
    int64_t result;                  /* see MetricKind; rounded half up */
    int64_t p50, p90, p95, p99, max; /* times: microseconds, by nearest rank */
} MetricResult;

/* How many calls the metrics rest on. */
typedef struct MetricsBasis {
    uint64_t calls;
    uint64_t sessions;      /* session requests, */
    uint64_t undecided;     /* of them without an outcome when the capture ended, */
    uint64_t open;          /* established and not over by then */
    uint64_t headless;      /* calls of an INVITE that began before the capture */
    uint64_t registrations; /* attempts, */
    uint64_t unregistered;  /* of them without an outcome */
} MetricsBasis;

/* @capture_end: time of the last packet, TIME_NONE if there is none. The caller owns it. */
Metrics *metrics_new(int64_t capture_end);
void metrics_free(Metrics *metrics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Metrics, metrics_free)

/* Counts @call. */
void metrics_add(Metrics *metrics, const Call *call);

/* For a capture that goes on: calls that are counted from now on are told as of @capture_end.
 */
void metrics_set_end(Metrics *metrics, int64_t capture_end);

/* Hands each time of @metric that was counted so far, in microseconds, to @each and forgets it.
 * So a capture without an end keeps none of them. */
typedef void (*MetricsEach)(int64_t us, void *user);
void metrics_take_times(Metrics *metrics, Metric metric, MetricsEach each, void *user);

MetricResult metrics_result(Metrics *metrics, Metric metric);
MetricsBasis metrics_basis(const Metrics *metrics);
const MetricInfo *metric_info(Metric metric);
