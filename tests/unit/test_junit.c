/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

/* A call whose users and Call-ID try to break out of the report. */
static void tell_hostile(Story *story)
{
    static const char TEXT[] = "INVITE sip:b@example.net SIP/2.0\r\n"
                               "From: <sip:\x1b[2J\xff@example.net>;tag=1\r\n"
                               "To: <sip:x)#skip<&>@example.net>\r\n"
                               "Call-ID: \"]]>\\</testsuite>\x07\r\nCSeq: 1 INVITE\r\n\r\n";

    story_init(story);
    story_say_bytes(story, 0, TEXT, sizeof TEXT - 1);
}

/* What a reader of XML finds: elements by name, and how deep they lie. */
static void count_element(GMarkupParseContext *context, const char *name, const char **names,
                          const char **values, gpointer user, GError **error)
{
    GHashTable *counts = user;
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, name));

    (void)context;
    (void)names;
    (void)values;
    (void)error;
    g_hash_table_replace(counts, g_strdup(name), GUINT_TO_POINTER(count + 1));
}

static GHashTable *elements_of(const char *xml)
{
    static const GMarkupParser PARSER = { .start_element = count_element };
    GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GMarkupParseContext) context =
        g_markup_parse_context_new(&PARSER, G_MARKUP_DEFAULT_FLAGS, counts, NULL);
    GError *error = NULL;

    g_markup_parse_context_parse(context, xml, -1, &error);
    g_assert_no_error(error);
    g_markup_parse_context_end_parse(context, &error);
    g_assert_no_error(error);
    return counts;
}

static void a_good_call_is_a_case(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_CONFORMS);
    story.judgement = &judged.judgement;
    g_assert_cmpstr(
        story_report(&story, "junit"), ==,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites>\n"
        "  <testsuite name=\"a.pcap\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\" "
        "time=\"63.040\" timestamp=\"2026-03-05T10:15:02.000Z\">\n"
        "    <testcase classname=\"busy\" name=\"call 1 (1001 &gt; 1002)\" time=\"63.040\"/>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

static void a_bad_call_says_where_and_what(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_DEVIATES);
    judged_deviate(&judged, (Deviation){ .kind = DEVIATION_UNEXPECTED,
                                         .message = 7,
                                         .text = (char *)"step 5: B answered 200" });
    story.judgement = &judged.judgement;
    g_assert_nonnull(strstr(
        story_report(&story, "junit"),
        ">\n      <failure type=\"deviates\" message=\"busy deviates: step 5: B answered 200\">"
        "step 5: B answered 200\npacket 8 of a.pcap\nCall-ID call@example.net\n</failure>\n"
        "    </testcase>\n"));
    g_assert_nonnull(strstr(story.written, " tests=\"1\" failures=\"1\" "));
}

static void what_is_not_looked_at_is_skipped_and_all_skipped_is_bad(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(Expectation) expectation = expectation_new();
    g_autoptr(GHashTable) elements = NULL;

    story_init(&story);
    story_say(&story,
              (Said){ .start_line = "OPTIONS sip:example.net SIP/2.0", .cseq = "1 OPTIONS" });
    judged_init(&judged, "busy", FLOW_UNKNOWN);
    judged_step(&judged, 1, "A-P", "INVITE");
    judged.steps[0].methods = 1u << METHOD_INVITE;
    expectation_add(expectation, &judged.flow);
    story.judgement = &judged.judgement;
    story.context.expectation = expectation;
    elements = elements_of(story_report(&story, "junit"));
    g_assert_nonnull(strstr(story.written, " tests=\"2\" failures=\"1\" errors=\"0\" "
                                           "skipped=\"1\" "));
    g_assert_cmpuint(GPOINTER_TO_UINT(g_hash_table_lookup(elements, "skipped")), ==, 1);
    g_assert_cmpuint(GPOINTER_TO_UINT(g_hash_table_lookup(elements, "failure")), ==, 1);
    g_assert_nonnull(strstr(story.written, "no call to check"));
}

static void hostile_text_stays_text(void)
{
    g_auto(Story) story;
    g_autoptr(GHashTable) elements = NULL;

    tell_hostile(&story);
    elements = elements_of(story_report(&story, "junit"));
    g_assert_cmpuint(GPOINTER_TO_UINT(g_hash_table_lookup(elements, "testsuite")), ==, 1);
    g_assert_cmpuint(GPOINTER_TO_UINT(g_hash_table_lookup(elements, "failure")), ==, 1);
    for (const char *c = story.written; *c; c++)
        g_assert_true((guchar)*c >= ' ' || *c == '\n');
}

static void an_input_that_was_not_read_is_an_error(void)
{
    static const char *const UNREAD[] = { "<b>.pcap: No such file", NULL };
    g_auto(Story) story;
    g_autoptr(GHashTable) elements = NULL;

    story_init(&story);
    story_tell_call(&story);
    story.context.unread = UNREAD;
    elements = elements_of(story_report(&story, "junit"));
    g_assert_nonnull(strstr(story.written, " tests=\"2\" "));
    g_assert_nonnull(strstr(story.written, " errors=\"1\" "));
    g_assert_nonnull(strstr(story.written, "message=\"&lt;b&gt;.pcap: No such file\""));
    g_assert_cmpuint(GPOINTER_TO_UINT(g_hash_table_lookup(elements, "error")), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/junit/an_input_that_was_not_read_is_an_error",
                    an_input_that_was_not_read_is_an_error);
    g_test_add_func("/junit/a_good_call_is_a_case", a_good_call_is_a_case);
    g_test_add_func("/junit/a_bad_call_says_where_and_what", a_bad_call_says_where_and_what);
    g_test_add_func("/junit/what_is_not_looked_at_is_skipped_and_all_skipped_is_bad",
                    what_is_not_looked_at_is_skipped_and_all_skipped_is_bad);
    g_test_add_func("/junit/hostile_text_stays_text", hostile_text_stays_text);
    return g_test_run();
}
