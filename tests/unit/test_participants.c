/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/participants.h"

#include "tests/support/calls.h"

#define assert_participants(x, expected)                                                       \
    do {                                                                                       \
        g_autoptr(Call) call_ = call_of(x);                                                    \
        g_autofree char *text_ = participants_of(x, call_);                                    \
        g_assert_cmpstr(text_, ==, (expected));                                                \
    } while (0)

#define assert_hops(x, expected)                                                               \
    do {                                                                                       \
        g_autoptr(Call) call_ = call_of(x);                                                    \
        g_autofree char *text_ = hops_of(call_);                                               \
        g_assert_cmpstr(text_, ==, (expected));                                                \
    } while (0)

static void caller_proxy_and_callee_have_their_roles(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_basic_call(x);
    assert_participants(x, "A 192.0.2.1:5060, P 192.0.2.16:5060, B 192.0.2.2:5060");
    assert_hops(x, "A>P P>B P>A B>P P>A B>P P>A A>P P>B");
}

static void parties_stand_in_the_order_a_p_b_c(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "P", "A", "100 INVITE"); /* P comes first in the capture */
    say(x, "A", "P", "INVITE", .cseq = 1);
    say(x, "P", "C", "INVITE");
    say(x, "P", "B", "INVITE");
    assert_participants(x, "A 192.0.2.1:5060, P 192.0.2.16:5060, B 192.0.2.3:5060, "
                           "C 192.0.2.2:5060");
}

static void without_an_initial_request_they_stand_as_they_appear(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "B", "A", "BYE", .to_tag = "t");
    say(x, "A", "B", "200");
    assert_participants(x, "? 192.0.2.2:5060, ? 192.0.2.1:5060");
}

static void a_server_that_answers_itself_is_p(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "R", "REGISTER");
    say(x, "R", "A", "200");
    assert_participants(x, "A 192.0.2.1:5060, P 192.0.2.18:5060");
}

static void a_server_without_its_caller_is_known_by_its_two_vias(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "P", "B", "INVITE",
        .headers = "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK-unseen\r\n");
    say(x, "B", "P", "180");
    assert_participants(x, "P 192.0.2.16:5060, B 192.0.2.2:5060");
}

static void a_server_of_rfc_2543_passes_on_without_branches(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE", .no_branch = true);
    say(x, "P", "B", "INVITE", .no_branch = true);
    assert_participants(x, "A 192.0.2.1:5060, P 192.0.2.16:5060, B 192.0.2.2:5060");
}

static void two_ports_of_one_test_host_are_two_parties(void)
{
    g_autoptr(Exchange) x = exchange_new();

    exchange_place(x, "B", "192.0.2.1:5061");
    say(x, "A", "B", "INVITE");
    say(x, "B", "A", "180");
    say(x, "B", "A", "200");
    assert_participants(x, "A 192.0.2.1:5060, B 192.0.2.1:5061");
}

static void two_ports_of_one_test_host_behind_a_proxy_are_two_parties(void)
{
    g_autoptr(Exchange) x = exchange_new();

    exchange_place(x, "B", "192.0.2.1:5061");
    say_basic_call(x);
    assert_participants(x, "A 192.0.2.1:5060, P 192.0.2.16:5060, B 192.0.2.1:5061");
}

static void a_tcp_phone_is_one_party_with_its_ephemeral_port(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A:40000", "P", "INVITE");
    say(x, "P", "A:40000", "200");
    say(x, "A:40000", "P", "ACK");
    say(x, "P", "A:5060", "BYE", .as = "B");
    say(x, "A:5060", "P", "200 BYE", .cseq = 1);
    assert_participants(x, "A 192.0.2.1:40000 192.0.2.1:5060, B 192.0.2.16:5060");
    assert_hops(x, "A>B B>A A>B B>A A>B");
}

static void a_server_that_calls_on_from_another_port_is_one_party(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE");
    x->call_id = "call-2";
    say(x, "P:41000", "B", "INVITE", .from = "<sip:a@example.net>");
    assert_participants(x, "A 192.0.2.1:5060, P 192.0.2.16:5060 192.0.2.16:41000, "
                           "B 192.0.2.2:5060");
}

static void a_proxy_with_two_addresses_is_joined_by_the_second_via(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE");
    say(x, "Q", "B", "INVITE", .as = "P");
    say(x, "B", "Q", "180");
    say(x, "P", "A", "180");
    assert_participants(x, "A 192.0.2.1:5060, P 192.0.2.16:5060 192.0.2.17:5060, "
                           "B 192.0.2.2:5060");
}

static void phones_and_proxy_on_one_host_are_four(void)
{
    g_autoptr(Exchange) x = exchange_new();

    exchange_place(x, "A", "192.0.2.1:5061");
    exchange_place(x, "P", "192.0.2.1:5060");
    exchange_place(x, "B", "192.0.2.1:5062");
    exchange_place(x, "C", "192.0.2.1:5063");
    say(x, "A", "P", "INVITE");
    say(x, "P", "B", "INVITE");
    say(x, "B", "P", "486");
    say(x, "P", "B", "ACK");
    say(x, "P", "C", "INVITE");
    say(x, "C", "P", "180");
    say(x, "P", "A", "180");
    assert_participants(x, "A 192.0.2.1:5061, P 192.0.2.1:5060, B 192.0.2.1:5062, "
                           "C 192.0.2.1:5063");
}

static void on_one_host_the_proxys_ephemeral_ports_are_the_proxys(void)
{
    g_autoptr(Exchange) x = exchange_new();

    exchange_place(x, "A", "192.0.2.1:5061");
    exchange_place(x, "P", "192.0.2.1:5060");
    exchange_place(x, "B", "192.0.2.1:5062");
    exchange_place(x, "C", "192.0.2.1:5063");
    say(x, "A", "P", "INVITE");
    say(x, "P:41000", "B", "INVITE");
    say(x, "P:41001", "C", "INVITE");
    assert_participants(x, "A 192.0.2.1:5061, "
                           "P 192.0.2.1:5060 192.0.2.1:41000 192.0.2.1:41001, "
                           "B 192.0.2.1:5062, C 192.0.2.1:5063");
}

static void both_sides_of_a_nat_are_one_party(void)
{
    g_autoptr(Exchange) x = exchange_new();

    exchange_repeat(x, say(x, "A", "P", "INVITE"), "N", "P", &(Wish){ .after_ms = 1 });
    exchange_repeat(x, say(x, "P", "N", "180", .as = "P", .cseq = 1), "P", "A",
                    &(Wish){ .after_ms = 1 });
    assert_participants(x, "A 192.0.2.1:5060 192.0.2.14:5060, B 192.0.2.16:5060");
}

static void endpoints_may_be_folded_by_address_or_not_at_all(void)
{
    g_autoptr(Exchange) x = exchange_new();

    exchange_place(x, "B", "192.0.2.1:5061");
    say(x, "A", "P", "INVITE");
    say(x, "P:41000", "B", "INVITE");
    x->options.endpoints = ENDPOINTS_IP_PORT;
    assert_participants(x, "A 192.0.2.1:5060, P 192.0.2.16:5060, P 192.0.2.16:41000, "
                           "B 192.0.2.1:5061");
    x->options.endpoints = ENDPOINTS_IP;
    assert_participants(x,
                        "A 192.0.2.1:5060 192.0.2.1:5061, P 192.0.2.16:5060 192.0.2.16:41000");
}

static const char *name_servers(const Endpoint *endpoint, void *user)
{
    const uint8_t *last = user;

    return endpoint->address[3] >= *last ? "core" : NULL;
}

static void endpoints_of_one_name_are_one_party(void)
{
    g_autoptr(Exchange) x = exchange_new();
    uint8_t last = 16;

    say(x, "A", "P", "INVITE");
    say(x, "P", "Q", "INVITE");
    say(x, "Q", "B", "INVITE");
    x->options.name_of = name_servers;
    x->options.name_user = &last;
    assert_participants(x, "A 192.0.2.1:5060, P 192.0.2.16:5060 192.0.2.17:5060, "
                           "B 192.0.2.2:5060");
    {
        g_autoptr(Call) call = call_of(x);

        g_assert_cmpstr(call->participants[1].name, ==, "core");
        g_assert_null(call->participants[0].name);
    }
}

static void terminals_have_the_users_of_from_and_to(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    say_basic_call(x);
    call = call_of(x);
    g_assert_true(slice_is(call->participants[0].user, "a"));
    g_assert_cmpuint(call->participants[1].user.len, ==, 0);
    g_assert_true(slice_is(call->participants[2].user, "b"));
}

static void flood(Exchange *x, unsigned addresses, unsigned messages)
{
    g_autofree char *address = NULL;

    for (unsigned i = 0; i < messages; i++) {
        unsigned host = i % addresses;
        char text[256];

        g_free(address);
        address = g_strdup_printf("198.%u.%u.%u:5060", host >> 16, host >> 8 & 255, host & 255);
        exchange_place(x, "X", address);
        g_snprintf(
            text, sizeof text,
            "INVITE sip:b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK%u\r\n"
            "Via: SIP/2.0/UDP a;branch=z9hG4bK%u\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n\r\n",
            i + 1, i);
        exchange_feed(x, slice_text(text), i % 2 ? "X" : "A", i % 2 ? "A" : "X");
    }
}

static void a_call_with_thousands_of_endpoints_stays_linear(void)
{
    g_autoptr(Exchange) x = exchange_new();
    gint64 begin;

    flood(x, 100000, 200000);
    begin = g_get_monotonic_time();
    {
        g_autoptr(Call) call = call_of(x);

        g_assert_cmpuint(call->messages_len, ==, 200000);
    }
    x->options.endpoints = ENDPOINTS_IP_PORT;
    {
        g_autoptr(Call) call = call_of(x);

        g_assert_cmpuint(call->participants_len, ==, 100001);
    }
    g_assert_cmpint(g_get_monotonic_time() - begin, <, 20 * G_USEC_PER_SEC);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/participants/caller_proxy_and_callee_have_their_roles",
                    caller_proxy_and_callee_have_their_roles);
    g_test_add_func("/participants/parties_stand_in_the_order_a_p_b_c",
                    parties_stand_in_the_order_a_p_b_c);
    g_test_add_func("/participants/without_an_initial_request_they_stand_as_they_appear",
                    without_an_initial_request_they_stand_as_they_appear);
    g_test_add_func("/participants/a_server_that_answers_itself_is_p",
                    a_server_that_answers_itself_is_p);
    g_test_add_func("/participants/a_server_without_its_caller_is_known_by_its_two_vias",
                    a_server_without_its_caller_is_known_by_its_two_vias);
    g_test_add_func("/participants/a_server_of_rfc_2543_passes_on_without_branches",
                    a_server_of_rfc_2543_passes_on_without_branches);
    g_test_add_func("/participants/two_ports_of_one_test_host_are_two_parties",
                    two_ports_of_one_test_host_are_two_parties);
    g_test_add_func("/participants/two_ports_of_one_test_host_behind_a_proxy_are_two_parties",
                    two_ports_of_one_test_host_behind_a_proxy_are_two_parties);
    g_test_add_func("/participants/a_tcp_phone_is_one_party_with_its_ephemeral_port",
                    a_tcp_phone_is_one_party_with_its_ephemeral_port);
    g_test_add_func("/participants/a_server_that_calls_on_from_another_port_is_one_party",
                    a_server_that_calls_on_from_another_port_is_one_party);
    g_test_add_func("/participants/a_proxy_with_two_addresses_is_joined_by_the_second_via",
                    a_proxy_with_two_addresses_is_joined_by_the_second_via);
    g_test_add_func("/participants/phones_and_proxy_on_one_host_are_four",
                    phones_and_proxy_on_one_host_are_four);
    g_test_add_func("/participants/on_one_host_the_proxys_ephemeral_ports_are_the_proxys",
                    on_one_host_the_proxys_ephemeral_ports_are_the_proxys);
    g_test_add_func("/participants/both_sides_of_a_nat_are_one_party",
                    both_sides_of_a_nat_are_one_party);
    g_test_add_func("/participants/endpoints_may_be_folded_by_address_or_not_at_all",
                    endpoints_may_be_folded_by_address_or_not_at_all);
    g_test_add_func("/participants/endpoints_of_one_name_are_one_party",
                    endpoints_of_one_name_are_one_party);
    g_test_add_func("/participants/terminals_have_the_users_of_from_and_to",
                    terminals_have_the_users_of_from_and_to);
    g_test_add_func("/participants/a_call_with_thousands_of_endpoints_stays_linear",
                    a_call_with_thousands_of_endpoints_stays_linear);
    return g_test_run();
}
