/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/metrics.h"

#include "reports/session_facts.h"

#define NS_PER_US 1000

/* SER, SEER, ISA, SCR, ASR and NER count session requests: those whose outcome was captured. A
 * call that still rings, or still talks, when the capture ends is neither success nor failure.
 */
static const MetricInfo INFO[METRICS] = {
    [METRIC_RRD] = { "RRD", "Registration Request Delay", "RFC 6076 4.1", METRIC_TIME,
                     "REGISTER to 2xx, a challenge included", "registrations that succeeded",
                     "no registration succeeded" },
    [METRIC_IRA] = { "IRA", "Ineffective Registration Attempts", "RFC 6076 4.2", METRIC_RATIO,
                     "registrations that failed: 4xx but 401, 402, 407; 5xx; 6xx; Timer F",
                     "registrations", "no registration" },
    [METRIC_SRD] = { "SRD", "Session Request Delay", "RFC 6076 4.3.1", METRIC_TIME,
                     "INVITE to the first answer above 100, of sessions that were established",
                     "sessions that were established", "no session was established" },
    [METRIC_SFD] = { "SFD", "Session Request Delay of failed requests", "RFC 6076 4.3.2",
                     METRIC_TIME,
                     "INVITE to the first answer above 100, of session requests that failed",
                     "session requests that failed with an answer",
                     "no session request failed with an answer" },
    [METRIC_SDD] = { "SDD", "Session Disconnect Delay", "RFC 6076 4.4", METRIC_TIME,
                     "BYE to 2xx", "BYEs that a 2xx answers", "no BYE was answered" },
    [METRIC_SDD_FAILED] = { "SDD failed", "Session Disconnect Delay, no answer", "RFC 6076 4.4",
                            METRIC_TIME, "BYE to Timer F (32 s), or to a 408",
                            "BYEs without an answer", "no BYE was left unanswered" },
    [METRIC_SDT] = { "SDT", "Session Duration Time", "RFC 6076 4.5.1", METRIC_TIME,
                     "2xx of the INVITE to BYE", "sessions that a BYE ended",
                     "no session was seen from its 2xx to its BYE" },
    [METRIC_SDT_FAILED] = { "SDT failed", "Session Duration Time, BYE without answer",
                            "RFC 6076 4.5.2", METRIC_TIME,
                            "2xx of the INVITE to the BYE's Timer F (32 s), or to its 408",
                            "sessions whose BYE has no answer", "no BYE was left unanswered" },
    [METRIC_AHR] = { "AHR", "Average Hops per Request", "not in RFC 6076, in its drafts only",
                     METRIC_MEAN,
                     "hops of the INVITE, by the branches of its Vias; 1 is from terminal to "
                     "terminal",
                     "answered INVITEs of which both ends were captured",
                     "no answered INVITE was captured from terminal to terminal" },
    [METRIC_SER] = { "SER", "Session Establishment Ratio", "RFC 6076 4.6", METRIC_RATIO,
                     "session requests answered 2xx", "session requests but those answered 3xx",
                     "no session request had an outcome other than 3xx" },
    [METRIC_SEER] = { "SEER", "Session Establishment Effectiveness Ratio", "RFC 6076 4.7",
                      METRIC_RATIO, "session requests answered 2xx, 480, 486, 600 or 603",
                      "session requests but those answered 3xx",
                      "no session request had an outcome other than 3xx" },
    [METRIC_ISA] = { "ISA", "Ineffective Session Attempts", "RFC 6076 4.8", METRIC_RATIO,
                     "session requests answered 408, 500, 503 or 504, or not in time",
                     "session requests", "no session request had an outcome" },
    [METRIC_SCR] = { "SCR", "Session Completion Ratio", "RFC 6076 4.9", METRIC_RATIO,
                     "sessions from INVITE to the answer of the BYE",
                     "session requests but those in a call when the capture ends",
                     "no session request had an outcome, or all talk on" },
    [METRIC_ASR] = { "ASR", "Answer Seizure Ratio", "ITU-T E.411", METRIC_RATIO,
                     "session requests answered 2xx", "session requests, 3xx included",
                     "no session request had an outcome" },
    [METRIC_NER] = { "NER", "Network Effectiveness Ratio", "ITU-T E.425", METRIC_RATIO,
                     "as ASR, and user busy (486, 600), no answer (480; 408, 487 after "
                     "ringing), refused by the user (603)",
                     "session requests, 3xx included", "no session request had an outcome" },
};

struct Metrics {
    int64_t capture_end;
    MetricsBasis basis;
    uint64_t numerators[METRICS], denominators[METRICS]; /* of ratios and means */
    GArray *times[METRICS];                              /* int64_t, microseconds */
    bool is_sorted[METRICS];
    GArray *registrations; /* of the call at hand */
};

Metrics *metrics_new(int64_t capture_end)
{
    Metrics *metrics = g_new0(Metrics, 1);

    metrics->capture_end = capture_end;
    metrics->registrations = g_array_new(FALSE, FALSE, sizeof(Registration));
    for (unsigned i = 0; i < METRICS; i++)
        if (INFO[i].kind == METRIC_TIME)
            metrics->times[i] = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return metrics;
}

void metrics_free(Metrics *metrics)
{
    if (!metrics)
        return;
    for (unsigned i = 0; i < METRICS; i++)
        g_clear_pointer(&metrics->times[i], g_array_unref);
    g_array_unref(metrics->registrations);
    g_free(metrics);
}

static void add_time(Metrics *metrics, Metric metric, int64_t ns)
{
    int64_t us = ns / NS_PER_US;

    if (ns < 0) /* not measured, or a clock that was set back */
        return;
    g_array_append_val(metrics->times[metric], us);
    metrics->is_sorted[metric] = false;
}

static void add_ratio(Metrics *metrics, Metric metric, bool is_hit)
{
    metrics->denominators[metric]++;
    metrics->numerators[metric] += is_hit;
}

static bool is_failure(unsigned status)
{
    return status >= 400 && status != 401 && status != 402 && status != 407;
}

static void add_registration(Metrics *metrics, const Registration *registration)
{
    metrics->basis.registrations++;
    if (!registration->outcome) {
        metrics->basis.unregistered++;
        return;
    }
    add_ratio(metrics, METRIC_IRA, is_failure(registration->outcome));
    if (registration->outcome / 100 == 2)
        add_time(metrics, METRIC_RRD, registration->delay);
}

/* The called party decided it (RFC 6076 4.7). */
static bool is_by_user(unsigned status)
{
    return status == 480 || status == 486 || status == 600 || status == 603;
}

static bool is_ineffective(unsigned status)
{
    return status == 408 || status == 500 || status == 503 || status == 504;
}

static void add_outcome(Metrics *metrics, const SessionFacts *facts)
{
    unsigned outcome = facts->outcome;
    bool is_answered = outcome / 100 == 2;
    bool is_effective = is_answered || is_by_user(outcome);
    bool rang_out = facts->has_rung && (outcome == 408 || outcome == 487);

    if (outcome / 100 != 3) {
        add_ratio(metrics, METRIC_SER, is_answered);
        add_ratio(metrics, METRIC_SEER, is_effective);
    }
    add_ratio(metrics, METRIC_ISA, is_ineffective(outcome));
    add_ratio(metrics, METRIC_ASR, is_answered);
    add_ratio(metrics, METRIC_NER, is_effective || rang_out);
    if (is_answered && facts->end == SESSION_END_OPEN)
        metrics->basis.open++;
    else
        add_ratio(metrics, METRIC_SCR, is_answered && facts->end != SESSION_END_UNANSWERED);
}

static void add_times(Metrics *metrics, const SessionFacts *facts)
{
    bool is_failed = facts->end == SESSION_END_UNANSWERED;

    if (facts->outcome / 100 == 2)
        add_time(metrics, METRIC_SRD, facts->request_delay);
    else if (is_failure(facts->outcome))
        add_time(metrics, METRIC_SFD, facts->request_delay);
    add_time(metrics, is_failed ? METRIC_SDD_FAILED : METRIC_SDD, facts->disconnect_delay);
    add_time(metrics, is_failed ? METRIC_SDT_FAILED : METRIC_SDT, facts->duration);
    if (facts->hops > 0) {
        metrics->numerators[METRIC_AHR] += facts->hops;
        metrics->denominators[METRIC_AHR]++;
    }
}

void metrics_add(Metrics *metrics, const Call *call)
{
    SessionFacts facts = session_facts_of(call, metrics->capture_end);
    GArray *registrations = metrics->registrations;

    metrics->basis.calls++;
    g_array_set_size(registrations, 0);
    session_facts_registrations(call, metrics->capture_end, registrations);
    for (unsigned i = 0; i < registrations->len; i++)
        add_registration(metrics, &g_array_index(registrations, Registration, i));
    if (!facts.is_session) {
        metrics->basis.headless += call->dialogs_len > 0 && call->dialogs[0]->is_invite;
        return;
    }
    metrics->basis.sessions++;
    if (facts.outcome) {
        add_outcome(metrics, &facts);
        add_times(metrics, &facts);
    } else {
        metrics->basis.undecided++;
    }
}

void metrics_set_end(Metrics *metrics, int64_t capture_end)
{
    metrics->capture_end = capture_end;
}

void metrics_take_times(Metrics *metrics, Metric metric, MetricsEach each, void *user)
{
    GArray *times = metrics->times[metric];

    for (unsigned i = 0; i < times->len; i++)
        each(g_array_index(times, int64_t, i), user);
    g_array_set_size(times, 0);
}

static int compare_times(gconstpointer a, gconstpointer b)
{
    const int64_t *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

/* The smallest of the sorted @times that @percent of all do not exceed. */
static int64_t percentile(const GArray *times, unsigned percent)
{
    uint64_t rank = ((uint64_t)times->len * percent + 99) / 100;

    return g_array_index(times, int64_t, rank - 1);
}

static MetricResult time_result(Metrics *metrics, Metric metric)
{
    GArray *times = metrics->times[metric];
    MetricResult result = { .denominator = times->len, .is_measured = times->len > 0 };

    if (!result.is_measured)
        return result;
    if (!metrics->is_sorted[metric])
        g_array_sort(times, compare_times);
    metrics->is_sorted[metric] = true;
    for (unsigned i = 0; i < times->len; i++)
        result.numerator += (uint64_t)g_array_index(times, int64_t, i);
    result.result = (int64_t)((result.numerator + times->len / 2) / times->len);
    result.p50 = percentile(times, 50);
    result.p90 = percentile(times, 90);
    result.p95 = percentile(times, 95);
    result.p99 = percentile(times, 99);
    result.max = percentile(times, 100);
    return result;
}

MetricResult metrics_result(Metrics *metrics, Metric metric)
{
    MetricResult result = { .numerator = metrics->numerators[metric],
                            .denominator = metrics->denominators[metric] };
    uint64_t scale = INFO[metric].kind == METRIC_RATIO ? 10000 : 100;

    if (INFO[metric].kind == METRIC_TIME)
        return time_result(metrics, metric);
    result.is_measured = result.denominator > 0;
    if (result.is_measured)
        result.result =
            (int64_t)((result.numerator * scale + result.denominator / 2) / result.denominator);
    return result;
}

MetricsBasis metrics_basis(const Metrics *metrics)
{
    return metrics->basis;
}

const MetricInfo *metric_info(Metric metric)
{
    return &INFO[metric];
}
