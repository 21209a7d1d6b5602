/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/csv.h"

#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

/* The second line: the call's. */
static const char *row(Story *story)
{
    void *report = csv_open(&story->context);
    const char *written;

    csv_call(report, story_call(story));
    csv_close(report);
    written = story_written(story);
    g_assert_true(g_str_has_prefix(written, "id,start,end,duration_ms,method,from,"));
    g_assert_true(g_str_has_suffix(written, "\r\n"));
    return strstr(written, "\r\n") + 2;
}

static void a_call_is_a_row(void)
{
    g_auto(Story) story;

    story_init(&story);
    story_tell_call(&story);
    g_assert_cmpstr(
        row(&story), ==,
        "1,2026-03-05T10:15:02.000000Z,2026-03-05T10:16:05.040000Z,63040,INVITE,1001,"
        "sip:1001@example.net,1002,sip:1002@example.net,completed,200,A,3010,1470,60010,,,,,,"
        "12,2,"
        "1,A=192.0.2.10:5060 P=192.0.2.1:5060 B=192.0.2.20:5060,call@example.net,\r\n");
}

static void a_formula_is_a_text_and_quotes_are_doubled(void)
{
    g_auto(Story) story;
    const char *text;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0",
                              .user = "+491234",
                              .call_id = "=HYPERLINK(\"http://example.net\",1)" });
    text = row(&story);
    g_assert_nonnull(strstr(text, ",'+491234,sip:+491234@example.net,"));
    g_assert_nonnull(strstr(text, ",\"'=HYPERLINK(\"\"http://example.net\"\",1)\","));
}

static void a_verdict_has_its_first_deviation(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_DEVIATES);
    judged_deviate(&judged, (Deviation){ .text = (char *)"step 7: A, not B, was silent" });
    judged_deviate(&judged, (Deviation){ .text = (char *)"step 8" });
    story.judgement = &judged.judgement;
    g_assert_nonnull(
        strstr(row(&story), ",busy,deviates,,2,\"step 7: A, not B, was silent\",12,2,1,"));
}

static void no_text_breaks_a_line(void)
{
    g_auto(Story) story;
    const char *text;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0",
                              .user = "a\tb\x01"
                                      "c\xff" });
    text = row(&story);
    g_assert_nonnull(strstr(text, ",a\\tb\\x01c\\xff,"));
    g_assert_true(strchr(text, '\n') == text + strlen(text) - 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/csv/a_call_is_a_row", a_call_is_a_row);
    g_test_add_func("/csv/a_formula_is_a_text_and_quotes_are_doubled",
                    a_formula_is_a_text_and_quotes_are_doubled);
    g_test_add_func("/csv/a_verdict_has_its_first_deviation",
                    a_verdict_has_its_first_deviation);
    g_test_add_func("/csv/no_text_breaks_a_line", no_text_breaks_a_line);
    return g_test_run();
}
