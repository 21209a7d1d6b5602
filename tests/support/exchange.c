/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/exchange.h"

#include "flows/dialog_fetch.h"
#include "tests/support/wording.h"

#define MS INT64_C(1000000)

Exchange *exchange_new(void)
{
    Exchange *exchange = g_new0(Exchange, 1);

    exchange->dialogs = dialogs_new();
    exchange->said = g_ptr_array_new_with_free_func(said_free);
    exchange->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    exchange->call_id = "call-1";
    exchange->time = INT64_C(1700000000) * 1000 * MS;
    exchange->options.duplicate_window = 100 * MS;
    return exchange;
}

void exchange_free(Exchange *exchange)
{
    if (!exchange)
        return;
    dialogs_free(exchange->dialogs);
    g_ptr_array_unref(exchange->said);
    g_hash_table_unref(exchange->places);
    g_free(exchange);
}

void exchange_place(Exchange *exchange, const char *name, const char *address)
{
    Endpoint *endpoint = g_new0(Endpoint, 1);

    g_assert_true(endpoint_parse(slice_text(address), endpoint));
    g_hash_table_insert(exchange->places, g_strdup(name), endpoint);
}

Endpoint exchange_endpoint(const Exchange *exchange, const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name, ":", 2);
    const Endpoint *place = g_hash_table_lookup(exchange->places, parts[0]);
    Endpoint endpoint = { .address = { 192, 0, 2, (uint8_t)(name[0] - 'A' + 1) },
                          .port = 5060,
                          .version = 4 };

    if (place)
        endpoint = *place;
    if (parts[1])
        endpoint.port = (uint16_t)g_ascii_strtoull(parts[1], NULL, 10);
    return endpoint;
}

static MessageId feed(Exchange *exchange, Arrival *arrival, const Wish *wish)
{
    SipView view;

    exchange->time += wish->after_ms < 0 ? 0 : (wish->after_ms ? wish->after_ms : 10) * MS;
    arrival->time = exchange->time;
    arrival->packet = wish->late ? exchange->packets - wish->late : ++exchange->packets;
    arrival->ordinal = wish->late != 0;
    arrival->packets = &arrival->packet;
    arrival->packets_len = 1;
    arrival->input = wish->input;
    arrival->ip_id = (uint16_t)(wish->ip_id ? wish->ip_id : exchange->packets);
    if (wish->no_ip_id)
        arrival->ip_id = 0;
    if (!scan_message(arrival->text, &view))
        g_error("not SIP: %.*s", (int)arrival->text.len, (const char *)arrival->text.data);
    dialogs_add(exchange->dialogs, arrival, &view, &exchange->anomalies);
    exchange->last = dialogs_newest(exchange->dialogs);
    exchange->options.capture_end = exchange->time;
    return exchange->last;
}

MessageId exchange_feed(Exchange *exchange, Slice text, const char *from, const char *to)
{
    Arrival arrival = { .text = text,
                        .src = exchange_endpoint(exchange, from),
                        .dst = exchange_endpoint(exchange, to) };

    return feed(exchange, &arrival, &(Wish){ 0 });
}

static char *party_of(const char *name)
{
    return g_strndup(name, strcspn(name, ":"));
}

MessageId exchange_say(Exchange *exchange, const char *from, const char *to, const char *start,
                       const Wish *wish)
{
    Said *said = g_new0(Said, 1);

    said->from = wish->as ? g_strdup(wish->as) : party_of(from);
    said->to = party_of(to);
    said->call_id = g_strdup(exchange->call_id);
    said->arrival.src = exchange_endpoint(exchange, from);
    said->arrival.dst = exchange_endpoint(exchange, to);
    wording_make(exchange->said, said, start, wish);
    said->arrival.text = slice_text(said->text);
    g_ptr_array_add(exchange->said, said);
    said->id = feed(exchange, &said->arrival, wish);
    return said->id;
}

static const Said *said_by_id(const Exchange *exchange, MessageId id)
{
    for (unsigned i = exchange->said->len; i-- > 0;) {
        const Said *said = g_ptr_array_index(exchange->said, i);

        if (said->id == id)
            return said;
    }
    g_error("no message %u was said", id);
}

MessageId exchange_repeat(Exchange *exchange, MessageId id, const char *from, const char *to,
                          const Wish *wish)
{
    const Said *said = said_by_id(exchange, id);
    Arrival arrival = said->arrival;

    if (from)
        arrival.src = exchange_endpoint(exchange, from);
    if (to)
        arrival.dst = exchange_endpoint(exchange, to);
    return feed(exchange, &arrival, wish);
}

const Arrival *exchange_arrival(const Exchange *exchange, MessageId id)
{
    return &said_by_id(exchange, id)->arrival;
}

const Message *exchange_message(const Exchange *exchange, MessageId id)
{
    return dialogs_message(exchange->dialogs, id);
}

static bool has_message(const Exchange *exchange, DialogId dialog, MessageId id)
{
    MessageId at = dialogs_get(exchange->dialogs, dialog)->first;

    while (at && at != id)
        at = exchange_message(exchange, at)->next;
    return at == id;
}

DialogId exchange_dialog_id(const Exchange *exchange, MessageId id)
{
    for (DialogId dialog = dialogs_len(exchange->dialogs); dialog; dialog--)
        if (dialogs_get(exchange->dialogs, dialog) && has_message(exchange, dialog, id))
            return dialog;
    return 0;
}

const Dialog *exchange_dialog(const Exchange *exchange, MessageId id)
{
    return dialogs_get(exchange->dialogs, exchange_dialog_id(exchange, id));
}

unsigned exchange_dialogs(const Exchange *exchange)
{
    unsigned count = 0;

    for (DialogId id = 1; id <= dialogs_len(exchange->dialogs); id++)
        count += dialogs_get(exchange->dialogs, id) != NULL;
    return count;
}
