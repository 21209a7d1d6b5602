/* SPDX-License-Identifier: Apache-2.0
 *
 *   link type -> [link layers, tags, tunnels]* -> IP -> fragments -> UDP -> framing -> arrival
 *                        ^                        |             \-> tunnel, back to the left
 *                        \------------------------/             TCP -> reassembly -> arrival
 *
 * A tunnel on a UDP port is tried first; where its decoder says "not mine" the datagram is read
 * as SIP like any other.
 */
#include "src/pipeline.h"

#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/fragments.h"
#include "dissect/net/layers.h"
#include "dissect/net/unread.h"
#include "dissect/sip/framing.h"
#include "src/reassembly.h"

#define ENCAPSULATIONS_MAX 8

/* Beyond this many headers a packet is not honest, whatever they are. */
#define HEADERS_MAX 40

typedef struct Input {
    Anomalies *anomalies;
    Fragments *fragments;
} Input;

struct Pipeline {
    PipelineHooks hooks;
    Input *inputs;
    unsigned inputs_len;
    Reassembly *reassembly;
    SipView view; /* of the message at hand, where nobody keeps it */
};

/* One packet on its way. */
typedef struct Way {
    const Packet *packet;
    Input *input;
    Decoded decoded;
    const uint64_t *packets; /* those that carried the datagram at hand */
    unsigned packets_len;
    unsigned encapsulations;
    bool was_ip;   /* an IP header was read, */
    bool after_ip; /* and it was the last header */
    bool is_quote; /* inside an ICMP error */
} Way;

/* The bytes to scan, and *@view to scan them into. */
static Slice kept(Pipeline *pipeline, Slice bytes, SipView **view)
{
    *view = &pipeline->view;
    return pipeline->hooks.keep ? pipeline->hooks.keep(bytes, view, pipeline->hooks.user)
                                : bytes;
}

/* What reassembly found; a start line that the scan does not know begins no message. */
static void hand_on(const Arrival *arrival, void *user)
{
    Pipeline *pipeline = user;
    Arrival here = *arrival;
    SipView *view;

    here.text = kept(pipeline, arrival->text, &view);
    if (scan_message(here.text, view))
        pipeline->hooks.arrival(&here, view, pipeline->hooks.user);
}

Pipeline *pipeline_new(const PipelineHooks *hooks, Anomalies *const *anomalies, unsigned inputs)
{
    Pipeline *pipeline = g_new0(Pipeline, 1);

    pipeline->hooks = *hooks;
    pipeline->inputs = g_new0(Input, inputs);
    pipeline->inputs_len = inputs;
    for (unsigned i = 0; i < inputs; i++) {
        pipeline->inputs[i].anomalies = anomalies[i];
        pipeline->inputs[i].fragments = fragments_new(anomalies[i]);
    }
    pipeline->reassembly = reassembly_new(hand_on, pipeline);
    return pipeline;
}

void pipeline_free(Pipeline *pipeline)
{
    if (!pipeline)
        return;
    for (unsigned i = 0; i < pipeline->inputs_len; i++)
        fragments_free(pipeline->inputs[i].fragments);
    reassembly_free(pipeline->reassembly);
    g_free(pipeline->inputs);
    g_free(pipeline);
}

static void note(const Way *way, Anomaly anomaly)
{
    anomalies_add(way->input->anomalies, anomaly, way->packet->number);
}

static void note_unread(const Way *way, const Unread *unread)
{
    anomalies_add_at(way->input->anomalies, unread->anomaly, way->packet->number,
                     &unread->server);
}

static void hand_out(const Pipeline *pipeline, const Way *way, const SipView *view,
                     unsigned ordinal, AnomalySet anomalies)
{
    const Segment *segment = &way->decoded.segment;
    Arrival arrival = { .text = view->text,
                        .time = way->packet->time,
                        .packet = way->packet->number,
                        .packets = way->packets,
                        .packets_len = way->packets_len,
                        .input = way->packet->input,
                        .ordinal = ordinal,
                        .src = segment->src,
                        .dst = segment->dst,
                        .transport = TRANSPORT_UDP,
                        .ip_id = segment->ip_id,
                        .anomalies = anomalies };

    pipeline->hooks.arrival(&arrival, view, pipeline->hooks.user);
}

/* Hands out the message that @in begins with; how many bytes of it that took, 0 if none. */
static size_t read_message(Pipeline *pipeline, const Way *way, Slice in, unsigned ordinal)
{
    SipView *view;
    Frame frame;
    Slice bytes;

    if (in.len == 0 || !framing_can_begin_with(*in.data))
        return 0;
    bytes = kept(pipeline, in, &view);
    if (framing_datagram(bytes, view, &frame) != VERDICT_OK)
        return 0;
    if (way->decoded.cut_short && frame.skip + frame.len == in.len)
        frame.anomalies |= ANOMALY_BIT(ANOMALY_CUT_SHORT);
    hand_out(pipeline, way, view, ordinal, frame.anomalies);
    return frame.skip + frame.len;
}

static void read_datagram(Pipeline *pipeline, const Way *way)
{
    Slice left = way->decoded.payload;
    unsigned ordinal = 0;
    size_t len;
    Unread unread;

    if (way->is_quote) {
        if (framing_begins_sip(left))
            pipeline->hooks.quote(left, &way->decoded.segment, way->packet,
                                  pipeline->hooks.user);
        return;
    }
    while ((len = read_message(pipeline, way, left, ordinal)) > 0) {
        left = slice_tail(left, len);
        ordinal++;
    }
    if (ordinal == 0 && unread_datagram(left, &way->decoded.segment, &unread))
        note_unread(way, &unread);
    else if (framing_holds_sip(left))
        note(way, ANOMALY_NO_START_LINE);
}

static void read_segment(const Pipeline *pipeline, const Way *way)
{
    if (!way->is_quote)
        reassembly_segment(pipeline->reassembly, way->packet, &way->decoded, way->packets,
                           way->packets_len, way->input->anomalies);
}

/* What a verdict other than ok means for the packet: the end of its way. True if the bytes may
 * still be read as the datagram they came in. */
static bool give_up(const Way *way, Layer layer, Verdict verdict)
{
    switch (verdict) {
    case VERDICT_CUT_SHORT:
        if (!way->is_quote)
            note(way, ANOMALY_CUT_SHORT);
        return false;
    case VERDICT_MALFORMED:
        if (!way->is_quote)
            note(way, ANOMALY_MALFORMED);
        return false;
    default:
        if (layer == LAYER_ESP)
            anomalies_add_at(way->input->anomalies, ANOMALY_ESP, way->packet->number,
                             &way->decoded.segment.dst);
        return layer == layers_of_udp_ports(way->decoded.segment.src.port,
                                            way->decoded.segment.dst.port);
    }
}

/* SCTP is known by its protocol number; its ports begin the header. */
static void note_sctp(const Way *way)
{
    Reader reader = { .left = way->decoded.payload };
    Unread unread = { .anomaly = ANOMALY_SCTP, .server = way->decoded.segment.dst };

    reader_skip(&reader, 2);
    unread.server.port = reader_be16(&reader);
    note_unread(way, &unread);
}

/* True once the fragments of the datagram at hand are together, or it never was in pieces. */
static bool is_whole(Way *way)
{
    Verdict verdict;

    if (!way->decoded.fragment.is_fragment)
        return true;
    if (way->is_quote)
        return way->decoded.fragment.offset == 0;
    verdict = fragments_add(way->input->fragments, way->packet, &way->decoded);
    if (verdict == VERDICT_OK)
        way->packets = fragments_packets(way->input->fragments, &way->packets_len);
    else if (verdict == VERDICT_CUT_SHORT && way->decoded.fragment.offset == 0)
        return true;
    else if (verdict != VERDICT_MORE_NEEDED)
        note(way, verdict == VERDICT_CUT_SHORT ? ANOMALY_CUT_SHORT : ANOMALY_MALFORMED);
    return verdict == VERDICT_OK;
}

static bool is_too_deep(Way *way, Layer layer)
{
    bool is_ip = layer == LAYER_IPV4 || layer == LAYER_IPV6;
    bool is_inner_ip = is_ip && !way->after_ip; /* its tunnel was counted */

    way->encapsulations += way->was_ip && layers_is_encapsulation(layer) && !is_inner_ip;
    way->was_ip |= is_ip;
    way->after_ip = is_ip;
    return way->encapsulations > ENCAPSULATIONS_MAX;
}

/* Reads the header that is next. False at the end of the way. */
static bool step(Pipeline *pipeline, Way *way)
{
    Layer layer = way->decoded.next;
    LayerDecode decode = decoders_of(layer);
    Verdict verdict;

    if (!decode) {
        if (layer == LAYER_SCTP && !way->is_quote)
            note_sctp(way);
        return false;
    }
    if (is_too_deep(way, layer)) {
        note(way, ANOMALY_TOO_DEEP);
        return false;
    }
    verdict = decode(way->decoded.payload, &way->decoded);
    if (verdict != VERDICT_OK) {
        if (give_up(way, layer, verdict))
            read_datagram(pipeline, way);
        return false;
    }
    way->is_quote |= layer == LAYER_ICMP || layer == LAYER_ICMPV6;
    if ((layer == LAYER_IPV4 || layer == LAYER_IPV6) && !is_whole(way))
        return false;
    if (layer == LAYER_TCP)
        read_segment(pipeline, way);
    if (layer == LAYER_UDP && way->decoded.next == LAYER_NONE)
        read_datagram(pipeline, way);
    return way->decoded.next != LAYER_NONE;
}

void pipeline_packet(Pipeline *pipeline, const Packet *packet)
{
    Input *input = &pipeline->inputs[packet->input];
    Way way = { .packet = packet,
                .input = input,
                .packets = &packet->number,
                .packets_len = 1,
                .decoded = { .next = layers_of_link_type(packet->link_type),
                             .payload = packet->bytes,
                             .cut_short = packet->bytes.len < packet->wire_len } };

    if (way.decoded.next == LAYER_NONE) {
        note(&way, ANOMALY_UNKNOWN_LINK_TYPE);
        return;
    }
    for (unsigned headers = 0; step(pipeline, &way); headers++)
        if (headers == HEADERS_MAX) {
            note(&way, ANOMALY_TOO_DEEP);
            return;
        }
}

void pipeline_finish(Pipeline *pipeline)
{
    reassembly_finish(pipeline->reassembly);
    for (unsigned i = 0; i < pipeline->inputs_len; i++)
        fragments_end(pipeline->inputs[i].fragments);
}
