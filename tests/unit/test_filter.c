/* SPDX-License-Identifier: Apache-2.0 */
#include "src/filter.h"

#include "tests/unit/wire.h"

enum { ETHERNET = 1, RAW = 101, UNKNOWN = 60000 };

/* An IPv4 packet with a UDP header, ports 5060, and one in Ethernet. */
#define IP_UDP                                                                                 \
    0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 0x13, 0xc4, 0x13,    \
        0xc4, 0, 8, 0, 0
#define ETHERNET_HEADER 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0

static bool matches(Filter *filter, unsigned link_type, Slice bytes)
{
    Packet packet = {
        .number = 1, .link_type = link_type, .wire_len = (uint32_t)bytes.len, .bytes = bytes
    };

    return filter_matches(filter, &packet);
}

static void a_packet_passes_on_each_link_type(void)
{
    g_autoptr(Filter) filter = filter_new("udp port 5060 and host 192.0.2.2", NULL);
    g_autoptr(Filter) other = filter_new("udp port 5061", NULL);

    for (int i = 0; i < 3; i++) {
        g_assert_true(matches(filter, ETHERNET, WIRE(ETHERNET_HEADER, IP_UDP)));
        g_assert_true(matches(filter, RAW, WIRE(IP_UDP)));
        g_assert_false(matches(filter, ETHERNET, WIRE(IP_UDP)));
        g_assert_false(matches(other, ETHERNET, WIRE(ETHERNET_HEADER, IP_UDP)));
        g_assert_false(matches(other, RAW, WIRE(IP_UDP)));
    }
    g_assert_null(filter_warnings(filter)[0]);
}

static void an_empty_expression_passes_all(void)
{
    g_autoptr(Filter) filter = filter_new("", NULL);

    g_assert_true(matches(filter, ETHERNET, WIRE(1, 2, 3)));
    g_assert_true(matches(filter, RAW, WIRE(1, 2, 3)));
}

static void an_empty_packet_is_safe(void)
{
    g_autoptr(Filter) filter = filter_new("udp", NULL);

    g_assert_false(matches(filter, ETHERNET, (Slice){ 0 }));
}

static void a_wrong_expression_is_refused_by_name(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(filter_new("udp prot 5060", &error));
    g_assert_nonnull(error);
    g_assert_nonnull(strstr(error->message, "filter 'udp prot 5060': "));
}

static void an_expression_for_another_kind_of_link_is_none_that_is_wrong(void)
{
    g_autoptr(Filter) filter = filter_new("wlan type data", NULL);

    g_assert_nonnull(filter);
    g_assert_false(matches(filter, ETHERNET, WIRE(ETHERNET_HEADER, IP_UDP)));
    g_assert_nonnull(strstr(filter_warnings(filter)[0], "link type 1: "));
}

static void a_link_type_that_it_makes_no_sense_for_is_named_once(void)
{
    g_autoptr(Filter) filter = filter_new("udp", NULL);

    for (int i = 0; i < 3; i++) {
        g_assert_false(matches(filter, UNKNOWN, WIRE(IP_UDP)));
        g_assert_true(matches(filter, RAW, WIRE(IP_UDP)));
    }
    g_assert_nonnull(strstr(filter_warnings(filter)[0],
                            "filter 'udp' passes no packet of link type 60000: "));
    g_assert_null(filter_warnings(filter)[1]);
}

static void a_flood_of_link_types_stays_bounded(void)
{
    g_autoptr(Filter) filter = filter_new("udp", NULL);

    for (unsigned i = 0; i < 3000; i++)
        (void)matches(filter, 40000 + i, WIRE(IP_UDP));
    g_assert_cmpuint(g_strv_length((char **)(gpointer)filter_warnings(filter)), ==, 16);
    g_assert_true(matches(filter, RAW, WIRE(IP_UDP)));
}

static bool names_port(const char *expression)
{
    g_autoptr(Filter) filter = filter_new(expression, NULL);

    g_assert_nonnull(filter);
    return filter_names_port(filter);
}

static void a_port_in_the_expression_is_seen(void)
{
    g_assert_true(names_port("port 5060"));
    g_assert_true(names_port("(udp src port 5060)"));
    g_assert_true(names_port("host 192.0.2.1 and(portrange 5060-5080)"));
    g_assert_false(names_port("host 192.0.2.1"));
    g_assert_false(names_port("udp[0:2] = 5060"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/filter/a_packet_passes_on_each_link_type",
                    a_packet_passes_on_each_link_type);
    g_test_add_func("/filter/an_empty_expression_passes_all", an_empty_expression_passes_all);
    g_test_add_func("/filter/an_empty_packet_is_safe", an_empty_packet_is_safe);
    g_test_add_func("/filter/a_wrong_expression_is_refused_by_name",
                    a_wrong_expression_is_refused_by_name);
    g_test_add_func("/filter/an_expression_for_another_kind_of_link_is_none_that_is_wrong",
                    an_expression_for_another_kind_of_link_is_none_that_is_wrong);
    g_test_add_func("/filter/a_link_type_that_it_makes_no_sense_for_is_named_once",
                    a_link_type_that_it_makes_no_sense_for_is_named_once);
    g_test_add_func("/filter/a_flood_of_link_types_stays_bounded",
                    a_flood_of_link_types_stays_bounded);
    g_test_add_func("/filter/a_port_in_the_expression_is_seen",
                    a_port_in_the_expression_is_seen);
    return g_test_run();
}
