/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/endpoint.h"

#include <glib.h>

static Endpoint parsed(const char *text)
{
    Endpoint endpoint;

    memset(&endpoint, 0x5a, sizeof endpoint);
    g_assert_true(endpoint_parse(slice_text(text), &endpoint));
    return endpoint;
}

/* What was typed as @text is printed as @whole, and as @address without its port. */
static void assert_printed(const char *text, const char *whole, const char *address)
{
    Endpoint endpoint = parsed(text);
    char printed[ENDPOINT_TEXT];

    g_assert_cmpstr(endpoint_print(&endpoint, printed), ==, whole);
    g_assert_cmpstr(endpoint_print_address(&endpoint, printed), ==, address);
}

static void what_was_parsed_is_printed(void)
{
    assert_printed("192.0.2.1:5060", "192.0.2.1:5060", "192.0.2.1");
    assert_printed("192.0.2.1", "192.0.2.1:0", "192.0.2.1");
    assert_printed("[2001:db8::1]:5060", "[2001:db8::1]:5060", "2001:db8::1");
    assert_printed("[2001:db8::1]", "[2001:db8::1]:0", "2001:db8::1");
    assert_printed("2001:db8::1", "[2001:db8::1]:0", "2001:db8::1");
    assert_printed("::", "[::]:0", "::");
    assert_printed("0.0.0.0:65535", "0.0.0.0:65535", "0.0.0.0");
}

static void ipv6_is_printed_in_its_shortest_form(void)
{
    assert_printed("2001:0DB8:0000:0000:0001:0000:0000:0001", "[2001:db8::1:0:0:1]:0",
                   "2001:db8::1:0:0:1");
}

static void the_longest_address_fits(void)
{
    assert_printed("[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
                   "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
                   "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

static void what_is_no_endpoint_is_refused(void)
{
    static const char *const TEXTS[] = {
        "",
        ":",
        ":5060",
        "192.0.2.1:",
        "192.0.2.1:65536",
        "192.0.2.1:4294972356",
        "192.0.2.1:-1",
        "192.0.2.1: 5060",
        "192.0.2.1:5060x",
        "192.0.2",
        "192.0.2.256",
        "[192.0.2.1]:5060",
        "[2001:db8::1",
        "[2001:db8::1]5060",
        "[2001:db8::1]:",
        "[]:5060",
        "2001:db8::1::2",
        "example.net",
        "[2001:db8::1]:5060 and much more than any address could ever need",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        Endpoint endpoint = { .port = 7 };

        g_assert_false(endpoint_parse(slice_text(TEXTS[i]), &endpoint));
        g_assert_cmpuint(endpoint.port, ==, 7);
    }
    g_assert_false(endpoint_parse((Slice){ 0 }, &(Endpoint){ 0 }));
    g_assert_false(endpoint_parse(slice_of("192.0.2.1\0", 10), &(Endpoint){ 0 }));
}

static void a_text_needs_no_end_but_its_length(void)
{
    g_autofree char *exact = g_malloc(9);
    Endpoint endpoint;

    memcpy(exact, "192.0.2.1", 9);
    g_assert_true(endpoint_parse(slice_of(exact, 9), &endpoint));
}

static void endpoints_are_equal_if_address_and_port_are(void)
{
    Endpoint one = parsed("192.0.2.1:5060");
    Endpoint same = parsed("192.0.2.1:5060");
    Endpoint other_port = parsed("192.0.2.1:5061");
    Endpoint other = parsed("192.0.2.2:5060");
    Endpoint six = parsed("[c000:201::]:5060"); /* the same first bytes */

    g_assert_true(endpoint_equals(&one, &same));
    g_assert_false(endpoint_equals(&one, &other_port));
    g_assert_true(endpoint_same_address(&one, &other_port));
    g_assert_false(endpoint_same_address(&one, &other));
    g_assert_false(endpoint_same_address(&one, &six));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/endpoint/what_was_parsed_is_printed", what_was_parsed_is_printed);
    g_test_add_func("/endpoint/ipv6_is_printed_in_its_shortest_form",
                    ipv6_is_printed_in_its_shortest_form);
    g_test_add_func("/endpoint/the_longest_address_fits", the_longest_address_fits);
    g_test_add_func("/endpoint/what_is_no_endpoint_is_refused", what_is_no_endpoint_is_refused);
    g_test_add_func("/endpoint/a_text_needs_no_end_but_its_length",
                    a_text_needs_no_end_but_its_length);
    g_test_add_func("/endpoint/endpoints_are_equal_if_address_and_port_are",
                    endpoints_are_equal_if_address_and_port_are);
    return g_test_run();
}
