/* SPDX-License-Identifier: Apache-2.0 */
#include "src/live_inputs.h"

#include "src/link_type_name.h"

/* Link types of an interface that are told; more than one has who opened it again as another.
 */
#define LINK_TYPES 4

typedef struct LinkTypes {
    const char *names[LINK_TYPES + 1]; /* NULL at the end */
} LinkTypes;

struct LiveInputs {
    Sniffer *sniffer;
    unsigned len;
    Anomalies **anomalies; /* of each interface, as the next ones */
    LinkTypes *link_types;
    ReportCapture *captures;
    LiveInterface *figures;
    LiveDrops drops;
};

LiveInputs *live_inputs_new(Sniffer *sniffer)
{
    LiveInputs *inputs = g_new0(LiveInputs, 1);

    inputs->sniffer = sniffer;
    inputs->len = sniffer_len(sniffer);
    inputs->anomalies = g_new0(Anomalies *, inputs->len);
    inputs->link_types = g_new0(LinkTypes, inputs->len);
    inputs->captures = g_new0(ReportCapture, inputs->len);
    inputs->figures = g_new0(LiveInterface, inputs->len);
    for (unsigned i = 0; i < inputs->len; i++) {
        inputs->anomalies[i] = anomalies_new();
        inputs->captures[i] = (ReportCapture){ .path = sniffer_name(sniffer, i),
                                               .format = "live",
                                               .link_types = inputs->link_types[i].names,
                                               .first = TIME_NONE,
                                               .last = TIME_NONE,
                                               .time_digits = 9,
                                               .anomalies = inputs->anomalies[i] };
        inputs->figures[i] = (LiveInterface){ .name = sniffer_name(sniffer, i),
                                              .anomalies = inputs->anomalies[i] };
    }
    live_inputs_look(inputs);
    return inputs;
}

void live_inputs_free(LiveInputs *inputs)
{
    if (!inputs)
        return;
    for (unsigned i = 0; i < inputs->len; i++)
        anomalies_free(inputs->anomalies[i]);
    g_free(inputs->anomalies);
    g_free(inputs->link_types);
    g_free(inputs->captures);
    g_free(inputs->figures);
    g_free(inputs);
}

void live_inputs_packet(LiveInputs *inputs, const Packet *packet)
{
    ReportCapture *capture = &inputs->captures[packet->input];

    if (capture->packets++ == 0)
        capture->first = capture->last = packet->time;
    if (packet->time < capture->last)
        anomalies_add(inputs->anomalies[packet->input], ANOMALY_TIME_STEPS_BACK,
                      packet->number);
    capture->bytes += packet->bytes.len;
    capture->last = packet->time;
}

void live_inputs_message(LiveInputs *inputs, const Arrival *arrival, AnomalySet anomalies)
{
    inputs->captures[arrival->input].sip_messages++;
    anomalies_add_set(inputs->anomalies[arrival->input], anomalies, arrival->packet);
}

void live_inputs_note(LiveInputs *inputs, const Packet *packet, AnomalySet anomalies)
{
    anomalies_add_set(inputs->anomalies[packet->input], anomalies, packet->number);
}

static void name_link_types(LiveInputs *inputs, unsigned at)
{
    const PacketInterface *kinds[SNIFFER_KINDS_MAX];
    unsigned len = sniffer_kinds(inputs->sniffer, at, kinds);

    for (unsigned i = 0; i < len && i < LINK_TYPES; i++) {
        inputs->link_types[at].names[i] = link_type_name(kinds[i]->link_type);
    }
}

static void look_at(LiveInputs *inputs, unsigned at)
{
    SnifferCounts counts = sniffer_counts(inputs->sniffer, at);
    ReportCapture *capture = &inputs->captures[at];
    LiveInterface *figures = &inputs->figures[at];

    name_link_types(inputs, at);
    capture->dropped = figures->dropped_kernel = counts.dropped_kernel;
    capture->dropped_interface = figures->dropped_interface = counts.dropped_interface;
    capture->dropped_queue = figures->dropped_queue = counts.dropped_queue;
    figures->packets = capture->packets;
    figures->bytes = capture->bytes;
    figures->sip_messages = capture->sip_messages;
    figures->is_open = counts.is_open;
    inputs->drops.kernel += counts.dropped_kernel;
    inputs->drops.interface += counts.dropped_interface;
    inputs->drops.queue += counts.dropped_queue;
}

void live_inputs_look(LiveInputs *inputs)
{
    inputs->drops = (LiveDrops){ 0 };
    for (unsigned i = 0; i < inputs->len; i++)
        look_at(inputs, i);
}

LiveDrops live_inputs_drops(const LiveInputs *inputs)
{
    return inputs->drops;
}

const ReportCapture *live_inputs_captures(const LiveInputs *inputs)
{
    return inputs->captures;
}

const LiveInterface *live_inputs_figures(const LiveInputs *inputs)
{
    return inputs->figures;
}

Anomalies *const *live_inputs_anomalies(const LiveInputs *inputs)
{
    return inputs->anomalies;
}
