/* SPDX-License-Identifier: Apache-2.0
 *
 *     # HELP sipstory_calls_total Calls that ended, ...
 *     # TYPE sipstory_calls_total counter
 *     sipstory_calls_total{flow="busy",verdict="conforms"} 12
 *
 * The samples of one name stand together. Seconds and bytes are the units, whatever we count
 * in.
 */
#include "reports/prometheus.h"

#define MS_PER_S 1000
#define US_PER_S 1000000
#define NS_PER_S INT64_C(1000000000)

/* Calls that come close to no flow; where a template has that name, its verdict is another. */
#define NO_FLOW "unknown"

static void begin(GString *out, const char *name, const char *type, const char *help)
{
    g_string_append_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void number(GString *out, uint64_t value)
{
    g_string_append_printf(out, " %" G_GUINT64_FORMAT "\n", value);
}

/* Appends @value / @unit, which is a power of ten, without needless zeros. */
static void append_seconds(GString *out, uint64_t value, uint64_t unit)
{
    uint64_t rest = value % unit;

    g_string_append_printf(out, "%" G_GUINT64_FORMAT, value / unit);
    for (g_string_append(out, rest ? "." : ""); rest; rest = rest * 10 % unit)
        g_string_append_c(out, (char)('0' + rest * 10 / unit));
}

/* Appends name="value" with @value escaped; its bytes may be any. */
static void label(GString *out, const char *name, const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);

    g_string_append_printf(out, "%s=\"", name);
    for (const char *at = valid; *at; at++) {
        if (*at == '\n')
            g_string_append(out, "\\n");
        else if (*at == '\\' || *at == '"')
            g_string_append_printf(out, "\\%c", *at);
        else
            g_string_append_c(out, *at);
    }
    g_string_append_c(out, '"');
}

static void single(GString *out, const char *name, const char *type, const char *help,
                   uint64_t value)
{
    begin(out, name, type, help);
    g_string_append(out, name);
    number(out, value);
}

static void interface_counters(GString *out, const LiveFigures *figures)
{
    static const struct {
        const char *name, *help;
        size_t field;
    } ROWS[] = {
        { "sipstory_packets_total", "Packets that were analysed.",
          offsetof(LiveInterface, packets) },
        { "sipstory_bytes_total", "Bytes of the packets that were analysed.",
          offsetof(LiveInterface, bytes) },
        { "sipstory_messages_total", "SIP messages in them, every copy.",
          offsetof(LiveInterface, sip_messages) },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        begin(out, ROWS[i].name, "counter", ROWS[i].help);
        for (unsigned j = 0; j < figures->interfaces_len; j++) {
            const LiveInterface *interface = &figures->interfaces[j];

            g_string_append_printf(out, "%s{", ROWS[i].name);
            label(out, "interface", interface->name);
            g_string_append_c(out, '}');
            number(out, G_STRUCT_MEMBER(uint64_t, interface, ROWS[i].field));
        }
    }
}

static void dropped(GString *out, const LiveFigures *figures)
{
    static const char NAME[] = "sipstory_dropped_packets_total";

    begin(out, NAME, "counter",
          "Packets that were not analysed: no room in the kernel's ring, thrown away by the "
          "interface, no room in the queue before the analysis.");
    for (unsigned i = 0; i < figures->interfaces_len; i++) {
        const LiveInterface *interface = &figures->interfaces[i];
        const struct {
            const char *place;
            uint64_t count;
        } rows[] = {
            { "kernel", interface->dropped_kernel },
            { "interface", interface->dropped_interface },
            { "queue", interface->dropped_queue },
        };

        for (unsigned j = 0; j < G_N_ELEMENTS(rows); j++) {
            g_string_append_printf(out, "%s{", NAME);
            label(out, "interface", interface->name);
            g_string_append_printf(out, ",place=\"%s\"}", rows[j].place);
            number(out, rows[j].count);
        }
    }
}

static void anomalies(GString *out, const LiveFigures *figures)
{
    static const char NAME[] = "sipstory_anomalies_total";

    begin(out, NAME, "counter", "What was odd about packets and messages, or was not read.");
    for (unsigned i = 0; i < figures->interfaces_len; i++)
        for (unsigned j = 0; j < ANOMALY_COUNT && figures->interfaces[i].anomalies; j++) {
            g_string_append_printf(out, "%s{", NAME);
            label(out, "interface", figures->interfaces[i].name);
            g_string_append_printf(out, ",anomaly=\"%s\"}", anomaly_name((Anomaly)j));
            number(out, anomalies_count(figures->interfaces[i].anomalies, (Anomaly)j));
        }
}

static void interfaces_up(GString *out, const LiveFigures *figures)
{
    begin(out, "sipstory_interface_up", "gauge", "1 while the interface is there, else 0.");
    for (unsigned i = 0; i < figures->interfaces_len; i++) {
        g_string_append(out, "sipstory_interface_up{");
        label(out, "interface", figures->interfaces[i].name);
        g_string_append_c(out, '}');
        number(out, figures->interfaces[i].is_open);
    }
}

static void flow_count(GString *out, const LiveFigures *figures, const Template *flow,
                       FlowVerdict verdict)
{
    g_string_append(out, "sipstory_calls_total{");
    label(out, "flow", flow ? flow->name : NO_FLOW);
    g_string_append_printf(out, ",verdict=\"%s\"}", flow_verdict_name(verdict));
    number(out, flow_tally_count(figures->tally, flow, verdict));
}

static void calls_by_flow(GString *out, const LiveFigures *figures)
{
    const Library *library = flow_tally_library(figures->tally);

    begin(out, "sipstory_calls_total", "counter",
          "Calls that ended, by the flow they come closest to and how well they follow it.");
    for (unsigned i = 0; i < library_len(library); i++)
        for (unsigned verdict = 0; verdict < FLOW_UNKNOWN; verdict++)
            if (!library_get(library, i)->is_fragment)
                flow_count(out, figures, library_get(library, i), (FlowVerdict)verdict);
    flow_count(out, figures, NULL, FLOW_UNKNOWN);
}

static void calls(GString *out, const LiveFigures *figures)
{
    single(out, "sipstory_begun_calls_total", "counter", "Calls that began.",
           figures->calls_begun);
    calls_by_flow(out, figures);
    single(out, "sipstory_joined_calls_total", "counter",
           "Calls that turned out to be a part of another one.", figures->calls_joined);
    single(out, "sipstory_evicted_calls_total", "counter",
           "Calls that were reported before their end, for --memory was reached.",
           figures->calls_evicted);
    single(out, "sipstory_active_calls", "gauge", "Calls that are not over.",
           figures->calls_open);
    single(out, "sipstory_active_dialogs", "gauge", "Dialogs that are held in memory.",
           figures->dialogs_open);
}

static void ratios(GString *out, const LiveTimes *times)
{
    static const char *const NAMES[] = { "sipstory_ratio_numerator_total",
                                         "sipstory_ratio_denominator_total" };
    static const char *const HELPS[] = {
        "Of RFC 6076 and ITU-T: what the ratio counts; divide its rate by that of "
        "sipstory_ratio_denominator_total.",
        "Of RFC 6076 and ITU-T: what the ratio counts them of.",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        begin(out, NAMES[i], "counter", HELPS[i]);
        for (unsigned metric = 0; metric < METRICS; metric++) {
            const MetricInfo *info = metric_info((Metric)metric);
            MetricResult result;

            if (info->kind != METRIC_RATIO)
                continue;
            result = live_times_ratio(times, (Metric)metric);
            g_string_append_printf(out, "%s{ratio=\"%s\"}", NAMES[i], info->name);
            number(out, i == 0 ? result.numerator : result.denominator);
        }
    }
}

/* A histogram; those of one name are neighbours in the table. */
typedef struct HistogramRow {
    LiveTime time;
    const char *name, *label, *help; /* @label with its value; "": none */
} HistogramRow;

static const HistogramRow HISTOGRAMS[] = {
    { LIVE_TIME_INVITE, "sipstory_response_seconds", "method=\"INVITE\"",
      "From a request to its final answer, where both were seen first." },
    { LIVE_TIME_BYE, "sipstory_response_seconds", "method=\"BYE\"", "" },
    { LIVE_TIME_REGISTER, "sipstory_response_seconds", "method=\"REGISTER\"", "" },
    { LIVE_TIME_OPTIONS, "sipstory_response_seconds", "method=\"OPTIONS\"", "" },
    { LIVE_TIME_RRD, "sipstory_registration_delay_seconds", "",
      "RFC 6076 4.1 (RRD): from REGISTER to its 2xx, a challenge included." },
    { LIVE_TIME_SRD, "sipstory_session_request_delay_seconds", "outcome=\"established\"",
      "RFC 6076 4.3 (SRD): from INVITE to the first answer above 100." },
    { LIVE_TIME_SFD, "sipstory_session_request_delay_seconds", "outcome=\"failed\"", "" },
    { LIVE_TIME_SDD, "sipstory_session_disconnect_delay_seconds", "outcome=\"answered\"",
      "RFC 6076 4.4 (SDD): from BYE to its 2xx, or until it failed." },
    { LIVE_TIME_SDD_FAILED, "sipstory_session_disconnect_delay_seconds",
      "outcome=\"unanswered\"", "" },
    { LIVE_TIME_SETUP, "sipstory_setup_seconds", "",
      "From the caller's INVITE until the call was answered." },
    { LIVE_TIME_RING, "sipstory_ring_seconds", "",
      "How long it rang until it was answered, refused or given up." },
    { LIVE_TIME_TALK, "sipstory_talk_seconds", "", "From the answer to the BYE." },
};

static void sample(GString *out, const HistogramRow *row, const char *suffix)
{
    g_string_append_printf(out, *row->label ? "%s%s{%s}" : "%s%s%s", row->name, suffix,
                           row->label);
}

static void histogram(GString *out, const HistogramRow *row, const LiveHistogram *times)
{
    uint64_t count = 0;

    for (unsigned i = 0; i <= LIVE_BUCKETS; i++) {
        g_string_append_printf(out, "%s_bucket{%s%sle=\"", row->name, row->label,
                               *row->label ? "," : "");
        if (i < LIVE_BUCKETS)
            append_seconds(out, times->bounds[i], MS_PER_S);
        else
            g_string_append(out, "+Inf");
        g_string_append(out, "\"}");
        number(out, count += times->in[i]);
    }
    sample(out, row, "_sum");
    g_string_append_c(out, ' ');
    append_seconds(out, times->sum, US_PER_S);
    g_string_append_c(out, '\n');
    sample(out, row, "_count");
    number(out, times->count);
}

static void histograms(GString *out, const LiveTimes *times)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(HISTOGRAMS); i++) {
        const HistogramRow *row = &HISTOGRAMS[i];

        if (*row->help)
            begin(out, row->name, "histogram", row->help);
        histogram(out, row, live_times_of(times, row->time));
    }
}

static void process(GString *out, const LiveFigures *figures)
{
    begin(out, "sipstory_build_info", "gauge", "1, with the version.");
    g_string_append(out, "sipstory_build_info{version=\"" SIPSTORY_VERSION "\"} 1\n");
    begin(out, "process_start_time_seconds", "gauge",
          "When the capture began, seconds since 1970.");
    g_string_append(out, "process_start_time_seconds ");
    append_seconds(out, (uint64_t)MAX(figures->start, 0), NS_PER_S);
    g_string_append_c(out, '\n');
    if (figures->resident > 0)
        single(out, "process_resident_memory_bytes", "gauge",
               "What the process takes of the machine's memory.", figures->resident);
    single(out, "sipstory_memory_bytes", "gauge", "What dialogs and texts take.",
           figures->memory);
    single(out, "sipstory_memory_limit_bytes", "gauge", "What they may take: --memory.",
           figures->memory_bound);
}

GBytes *prometheus_new(const LiveFigures *figures)
{
    GString *out = g_string_new(NULL);

    interface_counters(out, figures);
    dropped(out, figures);
    interfaces_up(out, figures);
    anomalies(out, figures);
    calls(out, figures);
    ratios(out, figures->times);
    histograms(out, figures->times);
    single(out, "sipstory_lost_records_total", "counter",
           "Packets, calls and events that an output could not take.", figures->lost_written);
    process(out, figures);
    return g_string_free_to_bytes(out);
}
