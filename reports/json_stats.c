/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_stats.h"

#include <json-c/json.h>

#include "reports/json_value.h"

#define LAYOUT                                                                                 \
    (JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

static void add_word(struct json_object *object, const char *key, const char *word)
{
    json_value_add_text(object, key, slice_text(word), NULL);
}

static void add_count(struct json_object *object, const char *key, uint64_t count)
{
    json_value_add_number(object, key, (int64_t)count);
}

static void add_flow(struct json_object *flows, const FlowTally *tally, const Template *flow)
{
    struct json_object *object = NULL;

    for (unsigned i = 0; i < FLOW_VERDICTS; i++) {
        uint64_t count = flow_tally_count(tally, flow, (FlowVerdict)i);

        if (count > 0 && !object)
            object = json_object_new_object();
        if (count > 0)
            add_count(object, flow_verdict_name((FlowVerdict)i), count);
    }
    if (object)
        json_object_object_add(flows, flow->name, object);
}

/* By flow; and by verdict, those of no flow among them. */
static void add_flows(struct json_object *object, const FlowTally *tally)
{
    struct json_object *flows = json_object_new_object();
    struct json_object *verdicts = json_object_new_object();
    const Library *library = tally ? flow_tally_library(tally) : NULL;
    uint64_t sums[FLOW_VERDICTS] = { 0 };

    for (unsigned i = 0; library && i < library_len(library); i++) {
        add_flow(flows, tally, library_get(library, i));
        for (unsigned j = 0; j < FLOW_VERDICTS; j++)
            sums[j] += flow_tally_count(tally, library_get(library, i), (FlowVerdict)j);
    }
    if (tally)
        sums[FLOW_UNKNOWN] += flow_tally_count(tally, NULL, FLOW_UNKNOWN);
    for (unsigned j = 0; j < FLOW_VERDICTS; j++)
        add_count(verdicts, flow_verdict_name((FlowVerdict)j), sums[j]);
    json_value_add(object, "verdicts", verdicts);
    json_value_add(object, "flows", flows);
}

/* An object of those of @len @counts that are not 0. */
static struct json_object *counts_new(const uint64_t *counts, unsigned len, StatsNameOf name_of)
{
    struct json_object *object = json_object_new_object();

    for (unsigned i = 0; i < len; i++)
        if (counts[i] > 0)
            add_count(object, name_of(i), counts[i]);
    return object;
}

static struct json_object *answers_new(const StatsTally *tally)
{
    struct json_object *object = json_object_new_object();
    char status[12];

    for (unsigned i = 0; i < STATS_STATUSES; i++) {
        g_snprintf(status, sizeof status, "%u", i);
        if (tally->answers[i] > 0)
            json_object_object_add(object, status,
                                   json_object_new_int64((int64_t)tally->answers[i]));
    }
    return object;
}

static void add_agents(struct json_object *object, const StatsTally *tally)
{
    g_autoptr(GArray) agents = stats_tally_agents(tally);
    struct json_object *array = json_object_new_array();

    for (unsigned i = 0; i < agents->len; i++) {
        const StatsCount *agent = &g_array_index(agents, StatsCount, i);
        struct json_object *one = json_object_new_object();

        add_word(one, "name", agent->name);
        add_count(one, "calls", agent->count);
        json_object_array_add(array, one);
    }
    json_value_add(object, "user_agents", array);
    add_count(object, "calls_without_user_agent", tally->agentless);
    add_count(object, "calls_of_further_user_agents", tally->agents_beyond);
}

static const char *unit_of(MetricKind kind)
{
    static const char *const UNITS[] = {
        [METRIC_TIME] = "microseconds",
        [METRIC_RATIO] = "hundredths of a percent",
        [METRIC_MEAN] = "hundredths",
    };

    return UNITS[kind];
}

static struct json_object *metric_new(Metrics *metrics, Metric metric)
{
    const MetricInfo *info = metric_info(metric);
    MetricResult result = metrics_result(metrics, metric);
    struct json_object *object = json_object_new_object();

    add_word(object, "name", info->name);
    add_word(object, "title", info->title);
    add_word(object, "source", info->source);
    add_count(object, "numerator", result.numerator);
    add_word(object, "numerator_is", info->numerator);
    add_count(object, "denominator", result.denominator);
    add_word(object, "denominator_is", info->denominator);
    add_word(object, "unit", unit_of(info->kind));
    if (!result.is_measured) {
        add_word(object, "absent", info->absent);
        return object;
    }
    json_value_add_number(object, "result", result.result);
    if (info->kind != METRIC_TIME)
        return object;
    json_value_add_number(object, "p50", result.p50);
    json_value_add_number(object, "p90", result.p90);
    json_value_add_number(object, "p95", result.p95);
    json_value_add_number(object, "p99", result.p99);
    json_value_add_number(object, "max", result.max);
    return object;
}

static struct json_object *basis_new(const Metrics *metrics)
{
    MetricsBasis basis = metrics_basis(metrics);
    struct json_object *object = json_object_new_object();

    add_count(object, "session_requests", basis.sessions);
    add_count(object, "undecided_session_requests", basis.undecided);
    add_count(object, "open_sessions", basis.open);
    add_count(object, "sessions_begun_before_capture", basis.headless);
    add_count(object, "registrations", basis.registrations);
    add_count(object, "undecided_registrations", basis.unregistered);
    return object;
}

void json_stats_print(StatsTally *tally)
{
    struct json_object *stats = json_object_new_object();
    struct json_object *metrics = json_object_new_array();
    struct json_object *object = json_object_new_object();

    add_count(stats, "calls", metrics_basis(tally->metrics).calls);
    add_flows(stats, tally->context->tally);
    json_value_add(stats, "states",
                   counts_new(tally->states, STATE_COUNT, stats_name_of_state));
    json_value_add(stats, "methods",
                   counts_new(tally->first, METHOD_COUNT, stats_name_of_method));
    json_value_add(stats, "requests",
                   counts_new(tally->requests, METHOD_COUNT, stats_name_of_method));
    json_value_add(stats, "answers", answers_new(tally));
    add_agents(stats, tally);
    json_value_add(stats, "basis", basis_new(tally->metrics));
    for (unsigned i = 0; i < METRICS; i++)
        json_object_array_add(metrics, metric_new(tally->metrics, (Metric)i));
    json_value_add(stats, "metrics", metrics);
    json_value_add_text(object, "sipstory", slice_text(SIPSTORY_VERSION), NULL);
    json_value_add(object, "stats", stats);
    fputs(json_object_to_json_string_ext(object, LAYOUT), tally->context->out);
    fputc('\n', tally->context->out);
    json_object_put(object);
}
