/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/relays.h"

#include "tests/support/exchange.h"

/* A call whose INVITE P receives, and relays to B if @is_relayed; its dialog. */
static const Dialog *call(Exchange *x, const char *id, bool is_relayed)
{
    MessageId last;

    x->call_id = id;
    last = say(x, "A", "P", "INVITE");
    if (is_relayed)
        last = say(x, "P", "B", "INVITE");
    return exchange_dialog(x, last);
}

static EndpointId server_of(const Dialog *dialog)
{
    return dialog->next_hop;
}

static void a_server_is_known_by_five_others_that_it_relayed(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Relays) relays = relays_new(x->dialogs);
    const Dialog *asked;

    for (unsigned i = 0; i < 5; i++) {
        g_autofree char *id = g_strdup_printf("relayed-%u", i);

        relays_learn(relays, call(x, id, true));
    }
    asked = call(x, "asked", false);
    g_assert_false(relays_sees_beyond(relays, server_of(asked)));
    relays_learn(relays, asked);
    g_assert_true(relays_sees_beyond(relays, server_of(asked)));
}

static void one_that_relays_nothing_is_not_seen_beyond(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Relays) relays = relays_new(x->dialogs);
    const Dialog *last = NULL;

    for (unsigned i = 0; i < 20; i++) {
        g_autofree char *id = g_strdup_printf("kept-%u", i);

        last = call(x, id, i % 2);
    }
    relays_learn_all(relays);
    g_assert_false(relays_sees_beyond(relays, server_of(last)));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/relays/five", a_server_is_known_by_five_others_that_it_relayed);
    g_test_add_func("/relays/nothing", one_that_relays_nothing_is_not_seen_beyond);
    return g_test_run();
}
