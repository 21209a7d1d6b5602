/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/calls.h"

Call *call_of(const Exchange *exchange)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(DialogId));

    for (DialogId id = 1; id <= dialogs_len(exchange->dialogs); id++)
        if (dialogs_get(exchange->dialogs, id))
            g_array_append_val(ids, id);
    CallParts parts = { .dialogs_len = ids->len, .id = 1 };

    parts.dialogs = (const DialogId *)(void *)ids->data;
    return call_new(exchange->dialogs, &parts, &exchange->options);
}

char *repeats_of(const Call *call)
{
    char *kinds = g_new0(char, call->messages_len + 1);

    for (unsigned i = 0; i < call->messages_len; i++)
        kinds[i] = ".rd"[call->messages[i].repeat];
    return kinds;
}

char *participants_of(const Exchange *exchange, const Call *call)
{
    GString *text = g_string_new(NULL);
    char address[ENDPOINT_TEXT];

    for (unsigned i = 0; i < call->participants_len; i++) {
        const Participant *participant = &call->participants[i];

        g_string_append_printf(text, "%s%c", i ? ", " : "",
                               participant->role ? participant->role : '?');
        for (unsigned j = 0; j < participant->addresses_len; j++)
            g_string_append_printf(
                text, " %s",
                endpoint_print(endpoints_get(dialogs_endpoints(exchange->dialogs),
                                             participant->addresses[j]),
                               address));
    }
    return g_string_free(text, FALSE);
}

static void add_end(GString *text, const Call *call, unsigned index)
{
    if (call->participants[index].role)
        g_string_append_c(text, call->participants[index].role);
    else
        g_string_append_printf(text, "%u", index);
}

char *hops_of(const Call *call)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < call->messages_len; i++) {
        if (i)
            g_string_append_c(text, ' ');
        add_end(text, call, call->messages[i].from);
        g_string_append_c(text, '>');
        add_end(text, call, call->messages[i].to);
    }
    return g_string_free(text, FALSE);
}

void say_basic_call(Exchange *exchange)
{
    say(exchange, "A", "P", "INVITE");
    say(exchange, "P", "B", "INVITE");
    say(exchange, "P", "A", "100");
    say(exchange, "B", "P", "180");
    say(exchange, "P", "A", "180");
    say(exchange, "B", "P", "200", .after_ms = 2000);
    say(exchange, "P", "A", "200");
    say(exchange, "A", "P", "ACK");
    say(exchange, "P", "B", "ACK");
}

void say_release(Exchange *exchange, const char *who)
{
    const char *other = *who == 'A' ? "B" : "A";

    say(exchange, who, "P", "BYE", .after_ms = 5000);
    say(exchange, "P", other, "BYE");
    say(exchange, other, "P", "200");
    say(exchange, "P", who, "200");
}
