/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/uri.h"

#include "tests/support/slices.h"

static bool is_bad(const char *text, UriPlace place)
{
    Slice uri = slice_exact_copy(slice_text(text), strlen(text));
    bool bad = uri_is_bad(uri, place);

    g_free((void *)uri.data);
    return bad;
}

static bool is_bad_in(const char *text)
{
    Slice value = slice_text(text);
    NameAddr parts;

    (void)name_addr_split(value, &parts);
    return uri_is_bad_in(value, &parts);
}

static void uris_of_every_scheme_are_good(void)
{
    static const char *const GOOD[] = {
        "sip:b",
        "SIP:b@h",
        "sips:b:secret@example.net:5061;transport=tcp",
        "sip:b;par=u%40example.org@example.net",
        "sip:[2001:db8::1]",
        "sip:b@[2001:db8::1]:5060;lr",
        "sip:b@[2001:db8:::192.0.2.1]",
        "sip:7_strange.User~(may-be!so)&or+not$/tail?,/;;*:&so+on=2@example.com",
        "tel:+1-201-555-0123",
        "soap.beep://192.0.2.103:3002",
        "urn:service:sos",
        "urn:a:b:c:d",
        "isbn:2983792873",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(GOOD); i++)
        if (is_bad(GOOD[i], URI_REQUEST) || is_bad(GOOD[i], URI_BRACKETED))
            g_error("%s", GOOD[i]);
}

static void what_breaks_the_grammar_is_bad_anywhere(void)
{
    static const char *const BAD[] = {
        "",          "b",       ":b",      "5:b",         "sip:",        "sip:b@",
        "sip:b@h x", "sip:\tb", "<sip:b>", "sip:b@h\x7f", "sip:b@a\"b",  "sip:2001:db8::10",
        "sip:b@1::", "sips:::", "sip:[::", "tel:+1 201",  "sip:a\x01@h", "sip:a>b@h",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++)
        if (!is_bad(BAD[i], URI_REQUEST) || !is_bad(BAD[i], URI_BRACKETED))
            g_error("%s", BAD[i]);
}

static void the_place_decides_about_header_fields_and_commas(void)
{
    g_assert_true(is_bad("sip:b@h?Route=x", URI_REQUEST));
    g_assert_true(is_bad("sip:b@h?Route=x", URI_BARE));
    g_assert_false(is_bad("sip:b@h?Route=x", URI_BRACKETED));
    g_assert_true(is_bad("sip:a,b@h", URI_BARE));
    g_assert_false(is_bad("sip:a,b@h", URI_BRACKETED));
    g_assert_false(is_bad("http://example.com?a", URI_REQUEST));
}

static void blanks_between_bracket_and_uri_are_bad(void)
{
    g_assert_false(is_bad_in("sip:b@h;tag=1"));
    g_assert_false(is_bad_in("sip:b@h ;tag=1"));
    g_assert_false(is_bad_in("\"B\" <sip:b@h?a=b>;tag=1"));
    g_assert_true(is_bad_in("\"B\" < sip:b@h>;tag=1"));
    g_assert_true(is_bad_in("<sip:b@h >;tag=1"));
    g_assert_true(is_bad_in("<>"));
    g_assert_true(is_bad_in("B <"));
    g_assert_true(is_bad_in(""));
    g_assert_true(is_bad_in("sip:b@h?a=b"));
    g_assert_false(is_bad_in("<sip:b@h"));
}

static size_t plain_len(const char *text, size_t limit)
{
    return uri_plain_len(slice_text(text), (const uint8_t *)text + limit);
}

/* The same whether blocks may be read behind the URI or not. */
static void a_plain_uri_ends_at_the_first_odd_byte_or_third_colon(void)
{
    static const char ENDS[] = "sip:bob@example.net:5060>;tag=1-and-so-on-and-on-and-on";
    static const char COLONS[] = "sip:2001:db8::10 SIP/2.0 and as many bytes again as that";
    static const char LATE[] = "sip:bob@example.net SIP:2.0:3:4:5:6:7:8:9:10:11:12:13:14";

    for (size_t end = 24; end <= sizeof(ENDS) - 1; end++)
        g_assert_cmpuint(uri_plain_len(slice_of(ENDS, end), (const uint8_t *)ENDS + end), ==,
                         24);
    g_assert_cmpuint(plain_len(ENDS, sizeof(ENDS) - 1), ==, 24);
    g_assert_cmpuint(plain_len(COLONS, sizeof(COLONS) - 1), ==, 0);
    g_assert_cmpuint(plain_len(LATE, sizeof(LATE) - 1), ==, 19);
    g_assert_cmpuint(uri_plain_len(slice_of(LATE, 10), (const uint8_t *)LATE + 40), ==, 10);
    g_assert_cmpuint(plain_len("sip:b?", 6), ==, 5);
    g_assert_cmpuint(plain_len("", 0), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/uri/uris_of_every_scheme_are_good", uris_of_every_scheme_are_good);
    g_test_add_func("/uri/what_breaks_the_grammar_is_bad_anywhere",
                    what_breaks_the_grammar_is_bad_anywhere);
    g_test_add_func("/uri/the_place_decides_about_header_fields_and_commas",
                    the_place_decides_about_header_fields_and_commas);
    g_test_add_func("/uri/blanks_between_bracket_and_uri_are_bad",
                    blanks_between_bracket_and_uri_are_bad);
    g_test_add_func("/uri/a_plain_uri_ends_at_the_first_odd_byte_or_third_colon",
                    a_plain_uri_ends_at_the_first_odd_byte_or_third_colon);
    return g_test_run();
}
