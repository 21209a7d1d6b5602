/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/name_addr.h"

#include "tests/support/slices.h"

static void assert_value(const char *value, const char *display, const char *uri,
                         const char *user, const char *host, const char *tag)
{
    NameAddr parts = name_addr_of(slice_text(value));

    assert_slice_equals(parts.display, display);
    assert_slice_equals(parts.uri, uri);
    assert_slice_equals(parts.user, user);
    assert_slice_equals(parts.host, host);
    assert_slice_equals(parts.tag, tag);
    assert_slice_equals(name_addr_user(slice_text(value)), user);
}

static void assert_uri(const char *uri, const char *user, const char *host,
                       const char *host_port)
{
    NameAddr parts = name_addr_of_uri(slice_text(uri));

    assert_slice_equals(parts.user, user);
    assert_slice_equals(parts.host, host);
    assert_slice_equals(name_addr_host_port(slice_text(uri)), host_port);
}

static void a_name_addr_is_taken_apart(void)
{
    assert_value("\"Alice\" <sip:1001@example.net;user=phone>;tag=7;x=y", "Alice",
                 "sip:1001@example.net;user=phone", "1001", "example.net", "7");
    assert_value("<sip:example.net>", "", "sip:example.net", "", "example.net", "");
    assert_value("Alice Example <sip:a@h>", "Alice Example", "sip:a@h", "a", "h", "");
    assert_value("", "", "", "", "", "");
}

static void of_a_bare_uri_the_parameters_are_the_headers(void)
{
    assert_value("sip:1001@example.net;user=phone;tag=7", "", "sip:1001@example.net", "1001",
                 "example.net", "7");
    assert_value("sip:a@h?Route=%3Csip:p%3E ; tag = 7", "", "sip:a@h?Route=%3Csip:p%3E", "a",
                 "h", "7");
}

static void quoted_names_hide_what_they_hold(void)
{
    assert_value("\"a <sip:no@no>;tag=no\" <sip:a@h>;tag=1", "a <sip:no@no>;tag=no", "sip:a@h",
                 "a", "h", "1");
    assert_value("\"J Rosenberg \\\\\\\"\" <sip:a@h>", "J Rosenberg \\\\\\\"", "sip:a@h", "a",
                 "h", "");
    assert_value("\"\"<sip:a@h>", "", "sip:a@h", "a", "h", "");
    assert_value("\"A\" \"B\" <sip:a@h>", "\"A\" \"B\"", "sip:a@h", "a", "h", "");
}

static void broken_values_give_what_can_be_had(void)
{
    NameAddr parts;

    assert_value("\"Bob <sip:b@h>;tag=1", "\"Bob", "sip:b@h", "b", "h", "1");
    assert_value("<sip:b@h;tag=1", "", "sip:b@h;tag=1", "b", "h", "");
    assert_value("\"Bob", "", "\"Bob", "", "\"Bob", "");
    g_assert_false(name_addr_split(slice_text("\"Bob <sip:b@h>"), &parts));
    g_assert_false(name_addr_split(slice_text("<sip:b@h"), &parts));
    g_assert_false(name_addr_split(slice_text("\"Bob"), &parts));
    g_assert_true(name_addr_split(slice_text("B <sip:b@h>;x"), &parts));
    assert_slice_equals(parts.params, ";x");
}

static void a_uri_gives_user_and_host(void)
{
    assert_uri("sip:1001@example.net:5070;transport=tcp", "1001", "example.net",
               "example.net:5070");
    assert_uri("sips:a:secret@h?Subject=x", "a", "h", "h");
    assert_uri("SIP:a@h", "a", "h", "h");
    assert_uri("sip:h:5060", "", "h", "h:5060");
    assert_uri("<sip:a@h>", "a", "h", "h");
}

static void an_ipv6_reference_keeps_its_brackets(void)
{
    assert_uri("sip:a@[2001:db8::1]:5070;x", "a", "[2001:db8::1]", "[2001:db8::1]:5070");
    assert_uri("sip:[2001:db8::1]", "", "[2001:db8::1]", "[2001:db8::1]");
    assert_uri("sip:a@[2001:db8::1", "a", "[2001", "[2001:db8::1");
}

static void escapes_and_parameters_stay_in_the_user(void)
{
    assert_uri("sip:sips%3Auser%40example.com@example.net", "sips%3Auser%40example.com",
               "example.net", "example.net");
    assert_uri("sip:+1555;phone-context=+44@gw;user=phone", "+1555;phone-context=+44", "gw",
               "gw");
    assert_uri("sip:user;par=u%40example.net@example.com", "user;par=u%40example.net",
               "example.com", "example.com");
}

static void the_user_of_a_tel_uri_is_its_number(void)
{
    assert_uri("tel:+1-201-555-0123;phone-context=x@y", "+1-201-555-0123", "", "");
    assert_value("<tel:7042;phone-context=example.net>;tag=1", "",
                 "tel:7042;phone-context=example.net", "7042", "", "1");
}

static void other_schemes_have_a_host_behind_an_at_sign_only(void)
{
    assert_uri("urn:service:sos", "", "", "");
    assert_uri("http://www.example.com", "", "", "");
    assert_uri("im:a@example.com", "a", "example.com", "example.com");
    assert_uri("1001@example.net", "1001", "example.net", "example.net");
    assert_uri("example.net", "", "example.net", "example.net");
}

static void nothing_is_read_beyond_a_cut(void)
{
    Slice value = slice_text("\"A \\\"B\" <sip:a:p@[2001:db8::1]:5060;x?y=z>;tag=\"1\\\"\";q");

    for (size_t len = 0; len <= value.len; len++) {
        Slice cut = slice_exact_copy(value, len);
        NameAddr parts = name_addr_of(cut);

        g_assert_true(parts.tag.len == 0 || len > value.len - 8);
        (void)name_addr_of_uri(cut);
        g_free((void *)cut.data);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/name_addr/a_name_addr_is_taken_apart", a_name_addr_is_taken_apart);
    g_test_add_func("/name_addr/of_a_bare_uri_the_parameters_are_the_headers",
                    of_a_bare_uri_the_parameters_are_the_headers);
    g_test_add_func("/name_addr/quoted_names_hide_what_they_hold",
                    quoted_names_hide_what_they_hold);
    g_test_add_func("/name_addr/broken_values_give_what_can_be_had",
                    broken_values_give_what_can_be_had);
    g_test_add_func("/name_addr/a_uri_gives_user_and_host", a_uri_gives_user_and_host);
    g_test_add_func("/name_addr/an_ipv6_reference_keeps_its_brackets",
                    an_ipv6_reference_keeps_its_brackets);
    g_test_add_func("/name_addr/escapes_and_parameters_stay_in_the_user",
                    escapes_and_parameters_stay_in_the_user);
    g_test_add_func("/name_addr/the_user_of_a_tel_uri_is_its_number",
                    the_user_of_a_tel_uri_is_its_number);
    g_test_add_func("/name_addr/other_schemes_have_a_host_behind_an_at_sign_only",
                    other_schemes_have_a_host_behind_an_at_sign_only);
    g_test_add_func("/name_addr/nothing_is_read_beyond_a_cut", nothing_is_read_beyond_a_cut);
    return g_test_run();
}
