/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/full.h"

#include "tests/support/slices.h"

#define START "INVITE sip:b@example.net SIP/2.0\r\n"
#define NEEDED                                                                                 \
    "v: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"                                             \
    "From: \"A\" <sip:a@example.net>;tag=1\r\n"                                                \
    "t: <sip:b@example.net>;tag=2\r\n"                                                         \
    "i: c1@example.net\r\n"                                                                    \
    "CSeq: 7 INVITE\r\n"

static FullMessage *parse(const char *text)
{
    FullMessage *full = NULL;

    g_assert_cmpint(full_parse(slice_text(text), &full), ==, VERDICT_OK);
    return full;
}

static bool is_refused(const char *text, size_t len)
{
    FullMessage *full = NULL;
    Verdict verdict = full_parse(slice_of(text, len), &full);

    g_assert_cmpint(full != NULL, ==, verdict == VERDICT_OK);
    full_free(full);
    return verdict == VERDICT_MALFORMED;
}

static void print_header(const char *name, const char *value, void *user)
{
    g_string_append_printf(user, "%s=%s|", name, value);
}

static void assert_headers(const char *text, const char *expected)
{
    g_autoptr(FullMessage) full = parse(text);
    g_autoptr(GString) found = g_string_new("");

    full_each_header(full, print_header, found);
    g_assert_cmpstr(found->str, ==, expected);
}

static void what_the_scan_also_yields_is_there(void)
{
    g_autoptr(FullMessage) full = parse(START NEEDED "\r\n");

    g_assert_cmpstr(full_call_id(full), ==, "c1@example.net");
    g_assert_cmpstr(full_cseq_number(full), ==, "7");
    g_assert_cmpstr(full_cseq_method(full), ==, "INVITE");
    g_assert_cmpstr(full_from_tag(full), ==, "1");
    g_assert_cmpstr(full_to_tag(full), ==, "2");
    g_assert_cmpstr(full_top_branch(full), ==, "z9hG4bK1");
}

static void what_is_absent_is_null(void)
{
    g_autoptr(FullMessage) full = parse("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h\r\n\r\n");

    g_assert_null(full_call_id(full));
    g_assert_null(full_cseq_number(full));
    g_assert_null(full_cseq_method(full));
    g_assert_null(full_from_tag(full));
    g_assert_null(full_to_tag(full));
    g_assert_null(full_top_branch(full));
}

static void headers_have_canonical_names_and_are_unfolded(void)
{
    assert_headers(
        START NEEDED "X-Own:  one\r\n two \r\nl: 0\r\n\r\n",
        "Via=SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1|From=\"A\" <sip:a@example.net>;tag=1|"
        "To=<sip:b@example.net>;tag=2|Call-ID=c1@example.net|CSeq=7 INVITE|"
        "X-own=one   two|Content-Length=0|");
}

static void a_header_behind_an_empty_one_keeps_its_name(void)
{
    assert_headers(
        START NEEDED "Subject: \r\nServer: one\r\nOrganization:\r\n\r\n",
        "Via=SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1|From=\"A\" <sip:a@example.net>;tag=1|"
        "To=<sip:b@example.net>;tag=2|Call-ID=c1@example.net|CSeq=7 INVITE|"
        "Subject=|Server=one|Organization=|");
}

static void the_body_is_not_parsed_and_its_length_is_as_it_was(void)
{
    assert_headers("SIP/2.0 200 OK\r\nContent-Type: multipart/mixed;boundary=b\r\n"
                   "Content-Length: 99\r\n\r\n--b",
                   "Content-Type=multipart/mixed; boundary=b|Content-Length=99|");
    assert_headers("SIP/2.0 200 OK\r\nContent-Type: application/sdp\r\n\r\nm=",
                   "Content-Type=application/sdp|");
}

static void broken_grammar_is_refused_and_nothing_is_printed(void)
{
    static const char OPEN[] = START NEEDED "Contact: \"A <sip:a@h>\r\n\r\n";
    static const char NO_COLON[] = START NEEDED "text\r\n\r\n";
    static const char NO_END[] = START NEEDED;

    if (g_test_subprocess()) {
        g_assert_true(is_refused(OPEN, strlen(OPEN)));
        g_assert_true(is_refused(NO_COLON, strlen(NO_COLON)));
        g_assert_true(is_refused(NO_END, strlen(NO_END)));
        g_assert_true(is_refused("", 0));
        g_assert_true(is_refused("\r\n", 2));
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_passed();
    g_test_trap_assert_stdout_unmatched("*ERROR*");
    g_test_trap_assert_stderr_unmatched("*ERROR*");
}

static void a_nul_in_the_header_is_refused(void)
{
    static const char TEXT[] = START NEEDED "Subject: a\0b\r\n\r\n";
    static const char IN_BODY[] = START NEEDED "\r\na\0b";

    g_assert_true(is_refused(TEXT, sizeof(TEXT) - 1));
    g_assert_false(is_refused(IN_BODY, sizeof(IN_BODY) - 1));
}

/* START, NEEDED, then @head, @unit again and again up to @size bytes, and the end. */
static GString *flood(const char *head, const char *unit, size_t size)
{
    GString *text = g_string_new(START NEEDED);

    g_string_append(text, head);
    while (text->len < size)
        g_string_append(text, unit);
    g_string_append(text, "\r\n\r\n");
    return text;
}

static void the_bounds_are_kept(void)
{
    g_autoptr(GString) lines = flood("", "A: b\r\n", 2000);
    g_autoptr(GString) too_many = flood("", "A: b\r\n", 4000);
    g_autoptr(GString) line = flood("Subject: ", "x", 8000);
    g_autoptr(GString) too_long = flood("Subject: ", "x", 8600);
    g_autoptr(GString) commas = flood("Allow: A", ",A", 2000);
    g_autoptr(GString) too_full = flood("Allow: A", ",A", 3000);
    g_autoptr(GString) parameters = flood("Contact: <sip:a@b>", ";a", 2000);
    g_autoptr(GString) too_many_parameters = flood("Contact: <sip:a@b>", ";a", 3000);

    g_string_truncate(lines, lines->len - 2);
    g_assert_false(is_refused(lines->str, lines->len));
    g_assert_true(is_refused(too_many->str, too_many->len));
    g_assert_false(is_refused(line->str, line->len));
    g_assert_true(is_refused(too_long->str, too_long->len));
    g_assert_false(is_refused(commas->str, commas->len));
    g_assert_true(is_refused(too_full->str, too_full->len));
    g_assert_false(is_refused(parameters->str, parameters->len));
    g_assert_true(is_refused(too_many_parameters->str, too_many_parameters->len));
}

/* Seven lines more, each @head and then @unit up to 8,000 bytes. */
static void append_lines(GString *text, const char *head, const char *unit)
{
    g_string_truncate(text, text->len - strlen("\r\n\r\n"));
    for (int i = 0; i < 7; i++) {
        g_string_append_printf(text, "\r\n%s", head);
        while (text->len % 8000 < 7990)
            g_string_append(text, unit);
    }
    g_string_append(text, "\r\n\r\n");
}

/* What they cost is measured in tests/torture/cost.py. */
static void floods_of_parts_are_refused(void)
{
    static const char *const FLOODS[][2] = {
        { "Via: SIP/2.0/UDP h", ";a" },
        { "Via: ", "SIP/2.0/UDP h," },
        { "From: <sip:a>", ";a" },
        { "Contact: ", "<sip:a@b>," },
        { "Contact: <sip:a", ";a=b" },
        { "Contact: <sip:a@b>", ";a=b" },
        { "Contact: <sip:a@b?a=b", "&a=b" },
        { "Accept: ", "a/b," },
        { "Accept-Encoding: ", "; " },
        { "Allow: ", "A," },
        { "WWW-Authenticate: Digest ", "realm=\"\"," },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(FLOODS); i++) {
        g_autoptr(GString) text = flood(FLOODS[i][0], FLOODS[i][1], 8000);

        append_lines(text, FLOODS[i][0], FLOODS[i][1]);
        if (!is_refused(text->str, text->len))
            g_error("%s%s", FLOODS[i][0], FLOODS[i][1]);
    }
}

static void floods_of_other_bytes_are_read_or_refused(void)
{
    static const char *const FLOODS[][2] = {
        { "", "Via: " },
        { "Via: ", "\"" },
        { "From: ", "\"" },
        { "Contact: ", "\"\"" },
        { "Contact: ", "\\\"" },
        { "Route: ", "<" },
        { "Subject: ", "%00" },
        { "To: <sip:a", "%41" },
        { "WWW-Authenticate: Digest realm=", "\\\"" },
        { "Subject: ", "\r\n " },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(FLOODS); i++) {
        g_autoptr(GString) text = flood(FLOODS[i][0], FLOODS[i][1], 8000);

        (void)is_refused(text->str, text->len);
        append_lines(text, FLOODS[i][0], FLOODS[i][1]);
        (void)is_refused(text->str, text->len);
    }
}

static void a_cr_that_ends_no_line_is_refused(void)
{
    static const char INSIDE[] = START NEEDED "Subject: a\rCall-ID: c2\r\n\r\n";
    static const char DOUBLED[] = START NEEDED "Subject: a\r\r\n\r\n";
    static const char IN_BODY[] = START NEEDED "\r\na\rb";

    g_assert_true(is_refused(INSIDE, sizeof(INSIDE) - 1));
    g_assert_true(is_refused(DOUBLED, sizeof(DOUBLED) - 1));
    g_assert_false(is_refused(IN_BODY, sizeof(IN_BODY) - 1));
}

static void a_cut_or_damaged_message_is_parsed_or_refused(void)
{
    static const char TEXT[] = START NEEDED
        "Contact: \"A\" <sip:a:p@[2001:db8::1]:5060;x?y=z>;expires=1, *\r\n"
        "Proxy-Authorization: Digest realm=\"r\", nonce=\"n\"\r\n"
        "Content-Type: application/sdp;a=\"b\"\r\nContent-Length: 5\r\n\r\nv=0\r\n";
    static const char ODD[] = "\"<>;,=\\\r\n :/*[]@?";
    g_autoptr(GRand) rand = g_rand_new_with_seed(5060);

    for (size_t len = 0; len < sizeof(TEXT); len++) {
        Slice cut = slice_exact_copy(slice_text(TEXT), len);

        (void)is_refused((const char *)cut.data, cut.len);
        g_free((void *)cut.data);
    }
    for (int round = 0; round < 5000; round++) {
        g_autofree char *text = g_strdup(TEXT);

        for (int i = g_rand_int_range(rand, 0, 4); i >= 0; i--)
            text[g_rand_int_range(rand, 0, sizeof(TEXT) - 1)] =
                ODD[g_rand_int_range(rand, 0, sizeof(ODD) - 1)];
        (void)is_refused(text, sizeof(TEXT) - 1);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    full_init();
    g_test_add_func("/full/what_the_scan_also_yields_is_there",
                    what_the_scan_also_yields_is_there);
    g_test_add_func("/full/what_is_absent_is_null", what_is_absent_is_null);
    g_test_add_func("/full/headers_have_canonical_names_and_are_unfolded",
                    headers_have_canonical_names_and_are_unfolded);
    g_test_add_func("/full/a_header_behind_an_empty_one_keeps_its_name",
                    a_header_behind_an_empty_one_keeps_its_name);
    g_test_add_func("/full/the_body_is_not_parsed_and_its_length_is_as_it_was",
                    the_body_is_not_parsed_and_its_length_is_as_it_was);
    g_test_add_func("/full/broken_grammar_is_refused_and_nothing_is_printed",
                    broken_grammar_is_refused_and_nothing_is_printed);
    g_test_add_func("/full/a_nul_in_the_header_is_refused", a_nul_in_the_header_is_refused);
    g_test_add_func("/full/the_bounds_are_kept", the_bounds_are_kept);
    g_test_add_func("/full/floods_of_parts_are_refused", floods_of_parts_are_refused);
    g_test_add_func("/full/floods_of_other_bytes_are_read_or_refused",
                    floods_of_other_bytes_are_read_or_refused);
    g_test_add_func("/full/a_cr_that_ends_no_line_is_refused",
                    a_cr_that_ends_no_line_is_refused);
    g_test_add_func("/full/a_cut_or_damaged_message_is_parsed_or_refused",
                    a_cut_or_damaged_message_is_parsed_or_refused);
    return g_test_run();
}
