/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/anomaly.h"

#define SIP_PORT 5060
#define SIPS_PORT 5061

typedef struct At {
    Anomaly anomaly;
    AnomalyAt place;
} At;

struct Anomalies {
    uint64_t counts[ANOMALY_COUNT];
    uint64_t packets[ANOMALY_COUNT][ANOMALY_EXAMPLES];
    GArray *at; /* At; short, so a walk finds the place */
};

static const struct {
    const char *name, *one, *many, *meaning;
} ROWS[] = {
#define ANOMALY_ROW(id, name, one, many, meaning) { name, one, many, meaning },
    ANOMALY_TABLE(ANOMALY_ROW)
#undef ANOMALY_ROW
};

const char *anomaly_name(Anomaly anomaly)
{
    return ROWS[anomaly].name;
}

const char *anomaly_unit(Anomaly anomaly, uint64_t count)
{
    return count == 1 ? ROWS[anomaly].one : ROWS[anomaly].many;
}

const char *anomaly_meaning(Anomaly anomaly)
{
    return ROWS[anomaly].meaning;
}

Anomalies *anomalies_new(void)
{
    Anomalies *anomalies = g_new0(Anomalies, 1);

    anomalies->at = g_array_new(FALSE, TRUE, sizeof(At));
    return anomalies;
}

void anomalies_free(Anomalies *anomalies)
{
    if (!anomalies)
        return;
    g_array_unref(anomalies->at);
    g_free(anomalies);
}

void anomalies_add(Anomalies *anomalies, Anomaly anomaly, uint64_t packet)
{
    uint64_t count = anomalies->counts[anomaly]++;
    uint64_t *packets = anomalies->packets[anomaly];

    if (count < ANOMALY_EXAMPLES)
        packets[count] = packet;
}

void anomalies_add_set(Anomalies *anomalies, AnomalySet set, uint64_t packet)
{
    for (Anomaly anomaly = 0; set != 0; anomaly++, set >>= 1)
        if (set & 1)
            anomalies_add(anomalies, anomaly, packet);
}

void anomalies_add_at(Anomalies *anomalies, Anomaly anomaly, uint64_t packet,
                      const Endpoint *server)
{
    At new_at = { .anomaly = anomaly, .place = { *server, 1 } };

    anomalies_add(anomalies, anomaly, packet);
    for (guint i = 0; i < anomalies->at->len; i++) {
        At *at = &g_array_index(anomalies->at, At, i);

        if (at->anomaly == anomaly && endpoint_equals(&at->place.server, server)) {
            at->place.count++;
            return;
        }
    }
    if (anomalies->at->len < ANOMALY_ENDPOINTS)
        g_array_append_val(anomalies->at, new_at);
}

/* Puts @packet among the examples in their order; the greatest falls out of a full row. */
static void keep_example(uint64_t *packets, unsigned *len, uint64_t packet)
{
    unsigned at = *len;

    while (at > 0 && packets[at - 1] > packet)
        at--;
    if (at == ANOMALY_EXAMPLES)
        return;
    *len = MIN(*len + 1, ANOMALY_EXAMPLES);
    memmove(&packets[at + 1], &packets[at], (*len - at - 1) * sizeof *packets);
    packets[at] = packet;
}

void anomalies_take(Anomalies *anomalies, Anomalies *from)
{
    for (unsigned i = 0; i < ANOMALY_COUNT; i++) {
        unsigned len = (unsigned)MIN(anomalies->counts[i], ANOMALY_EXAMPLES);
        unsigned more = (unsigned)MIN(from->counts[i], ANOMALY_EXAMPLES);

        for (unsigned j = 0; j < more; j++)
            keep_example(anomalies->packets[i], &len, from->packets[i][j]);
        anomalies->counts[i] += from->counts[i];
        from->counts[i] = 0;
    }
    for (guint i = 0; i < from->at->len && anomalies->at->len < ANOMALY_ENDPOINTS; i++)
        g_array_append_val(anomalies->at, g_array_index(from->at, At, i));
    g_array_set_size(from->at, 0);
}

uint64_t anomalies_count(const Anomalies *anomalies, Anomaly anomaly)
{
    return anomalies->counts[anomaly];
}

unsigned anomalies_examples(const Anomalies *anomalies, Anomaly anomaly,
                            const uint64_t **packets)
{
    *packets = anomalies->packets[anomaly];
    return (unsigned)MIN(anomalies->counts[anomaly], ANOMALY_EXAMPLES);
}

static bool is_for_sip(const Endpoint *endpoint)
{
    return endpoint->port == SIP_PORT || endpoint->port == SIPS_PORT;
}

static int by_count(gconstpointer a, gconstpointer b)
{
    const AnomalyAt *left = a;
    const AnomalyAt *right = b;
    int order =
        memcmp(left->server.address, right->server.address, sizeof left->server.address);

    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    if (is_for_sip(&left->server) != is_for_sip(&right->server))
        return is_for_sip(&left->server) ? -1 : 1;
    return order != 0 ? order : (int)left->server.port - (int)right->server.port;
}

unsigned anomalies_endpoints(const Anomalies *anomalies, Anomaly anomaly, AnomalyAt *most,
                             unsigned max)
{
    g_autoptr(GArray) ranked = g_array_new(FALSE, FALSE, sizeof(AnomalyAt));

    for (guint i = 0; i < anomalies->at->len; i++) {
        const At *at = &g_array_index(anomalies->at, At, i);

        if (at->anomaly == anomaly)
            g_array_append_val(ranked, at->place);
    }
    g_array_sort(ranked, by_count);
    for (guint i = 0; i < MIN(ranked->len, max); i++)
        most[i] = g_array_index(ranked, AnomalyAt, i);
    return ranked->len;
}
