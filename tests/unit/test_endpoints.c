/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/endpoints.h"

static Endpoint numbered(unsigned number)
{
    return (Endpoint){ .address = { 198, 51, (uint8_t)(number >> 8), (uint8_t)number },
                       .port = (uint16_t)(number >> 16),
                       .version = 4 };
}

static void the_same_endpoint_has_one_number(void)
{
    g_autoptr(Endpoints) endpoints = endpoints_new();
    Endpoint one = numbered(1), other = numbered(2), port = numbered(1 + (5060 << 16));
    EndpointId id = endpoints_ref(endpoints, &one);

    g_assert_cmpuint(id, !=, 0);
    g_assert_cmpuint(endpoints_ref(endpoints, &one), ==, id);
    g_assert_cmpuint(endpoints_ref(endpoints, &other), !=, id);
    g_assert_cmpuint(endpoints_ref(endpoints, &port), !=, id);
    g_assert_true(endpoint_equals(endpoints_get(endpoints, id), &one));
}

static void ipv4_and_ipv6_of_the_same_bytes_differ(void)
{
    g_autoptr(Endpoints) endpoints = endpoints_new();
    Endpoint four = numbered(1), six = numbered(1);

    six.version = 6;
    endpoints_ref(endpoints, &four);
    g_assert_cmpuint(endpoints_find(endpoints, &six), ==, 0);
}

static void an_endpoint_leaves_with_its_last_user(void)
{
    g_autoptr(Endpoints) endpoints = endpoints_new();
    Endpoint one = numbered(1), other = numbered(2);
    EndpointId id = endpoints_ref(endpoints, &one);

    endpoints_ref(endpoints, &one);
    endpoints_unref(endpoints, id);
    g_assert_cmpuint(endpoints_find(endpoints, &one), ==, id);
    endpoints_unref(endpoints, id);
    g_assert_cmpuint(endpoints_find(endpoints, &one), ==, 0);
    g_assert_cmpuint(endpoints_ref(endpoints, &other), ==, id);
}

static void none_has_no_shares_to_give_up(void)
{
    g_autoptr(Endpoints) endpoints = endpoints_new();

    endpoints_unref(endpoints, 0);
    endpoints_free(NULL);
}

static void many_endpoints_come_and_go_in_the_same_room(void)
{
    g_autoptr(Endpoints) endpoints = endpoints_new();
    size_t full = 0;

    for (unsigned round = 0; round < 3; round++) {
        for (unsigned i = 0; i < 70000; i++) {
            Endpoint endpoint = numbered(i);

            endpoints_ref(endpoints, &endpoint);
        }
        if (round == 0)
            full = endpoints_memory(endpoints);
        g_assert_cmpuint(endpoints_memory(endpoints), ==, full);
        for (unsigned i = 0; i < 70000; i++) {
            Endpoint endpoint = numbered(i);
            EndpointId id = endpoints_find(endpoints, &endpoint);

            g_assert_true(endpoint_equals(endpoints_get(endpoints, id), &endpoint));
            endpoints_unref(endpoints, id);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/endpoints/the_same_endpoint_has_one_number",
                    the_same_endpoint_has_one_number);
    g_test_add_func("/endpoints/ipv4_and_ipv6_of_the_same_bytes_differ",
                    ipv4_and_ipv6_of_the_same_bytes_differ);
    g_test_add_func("/endpoints/an_endpoint_leaves_with_its_last_user",
                    an_endpoint_leaves_with_its_last_user);
    g_test_add_func("/endpoints/none_has_no_shares_to_give_up", none_has_no_shares_to_give_up);
    g_test_add_func("/endpoints/many_endpoints_come_and_go_in_the_same_room",
                    many_endpoints_come_and_go_in_the_same_room);
    return g_test_run();
}
