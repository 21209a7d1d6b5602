/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fuzz/bench.h"

#include "dissect/base/hash.h"
#include "dissect/sip/framing.h"

static void add(Bench *bench, uint64_t value)
{
    bench->sum = hash_mix(bench->sum, value);
}

static void add_bytes(Bench *bench, Slice bytes)
{
    add(bench, hash_bytes(bytes, 1));
}

static void add_ends(Bench *bench, const Endpoint *src, const Endpoint *dst)
{
    add_bytes(bench, slice_of(src, sizeof *src));
    add_bytes(bench, slice_of(dst, sizeof *dst));
}

static void on_arrival(const Arrival *arrival, const SipView *view, void *user)
{
    Bench *bench = user;

    g_assert_true(slice_equals(view->text, arrival->text));
    g_assert_cmpuint(arrival->packets_len, >, 0);
    for (unsigned i = 0; i < arrival->packets_len; i++) {
        g_assert_true(i == 0 || arrival->packets[i - 1] < arrival->packets[i]);
        add(bench, arrival->packets[i]);
    }
    bench->messages++;
    add_bytes(bench, arrival->text);
    add_ends(bench, &arrival->src, &arrival->dst);
    add(bench, (uint64_t)arrival->time);
    add(bench, arrival->packet);
    add(bench, arrival->ordinal);
    add(bench, scan_anomalies(view, arrival->anomalies));
}

static void on_quote(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    Bench *bench = user;

    g_assert_true(framing_begins_sip(text));
    add_bytes(bench, text);
    add_ends(bench, &segment->src, &segment->dst);
    add(bench, packet->number);
}

void bench_init(Bench *bench)
{
    PipelineHooks hooks = { .arrival = on_arrival, .quote = on_quote, .user = bench };

    *bench = (Bench){ .anomalies = anomalies_new() };
    bench->pipeline = pipeline_new(&hooks, &bench->anomalies, 1);
}

void bench_clear(Bench *bench)
{
    pipeline_free(bench->pipeline);
    anomalies_free(bench->anomalies);
}

uint64_t bench_finish(Bench *bench)
{
    pipeline_finish(bench->pipeline);
    for (Anomaly anomaly = 0; anomaly < ANOMALY_COUNT; anomaly++)
        add(bench, anomalies_count(bench->anomalies, anomaly));
    return bench->sum;
}

void bench_assert_inside(Slice part, Slice whole)
{
    if (part.len == 0)
        return;
    g_assert_true(part.data >= whole.data);
    g_assert_cmpuint((size_t)(part.data - whole.data), <=, whole.len);
    g_assert_cmpuint(part.len, <=, whole.len - (size_t)(part.data - whole.data));
}
