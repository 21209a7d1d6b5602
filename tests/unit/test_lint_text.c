/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/lint_text.h"

#include "dissect/sip/full.h"
#include "reports/terminal.h"
#include "tests/support/story.h"

/* What the report says of the one call of @story, which is looked at before. */
static const char *report(Story *story)
{
    const ReportFormat *format = formats_lint();
    g_autoptr(Lint) lint = lint_new();
    void *made;

    for (unsigned rule = 0; rule < LINT_COUNT; rule++)
        lint->findings->ignored[rule] = rule != LINT_CSEQ_METHOD && rule != LINT_RACK;
    lint_look(lint, story_call(story), story->texts);
    story->context.lint = lint;
    rewind(story->context.out);
    made = format->open(&story->context);
    format->call(made, story->call);
    format->close(made);
    story->context.lint = NULL;
    return story_written(story);
}

static void a_finding_stands_below_its_message(void)
{
    Story story;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    story_say(&story, (Said){ 10, .start_line = "BYE sip:1002@example.net SIP/2.0",
                              .branch = "b", .cseq = "2 INVITE", .to_tag = "t" });
    g_assert_cmpstr(
        report(&story), ==,
        "Call 1: 1001 > 1002, INVITE, completed\n"
        "  2  packet 2  10:15:02.010  BYE sip:1002@example.net SIP/2.0\n"
        "      error cseq-method: CSeq says INVITE, the request is BYE (RFC 3261 8.1.1.5)\n"
        "\n"
        "1 error, 0 warnings and 0 notes in 2 messages of 1 call.\n");
    story_clear(&story);
}

static void nothing_is_said_in_words_too(void)
{
    Story story;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    g_assert_cmpstr(report(&story), ==, "Nothing to complain about in 1 message of 1 call.\n");
    story_clear(&story);
}

static void what_was_cut_is_counted_apart(void)
{
    static const char CUT[] = "INVITE sip:1002@example.net SIP/2.0\r\nCall-ID: 1\r\nCSe";
    Story story;

    story_init(&story);
    story.oddities = ANOMALY_BIT(ANOMALY_CUT_SHORT);
    story_say_bytes(&story, 0, CUT, sizeof CUT - 1);
    g_assert_cmpstr(
        report(&story), ==,
        "Nothing to complain about in 0 messages of 1 call; not looked at, for the\n"
        "  capture cut their headers: 1 message.\n");
    story_clear(&story);
}

static void a_long_start_line_ends_where_the_terminal_does(void)
{
    g_autofree char *user = g_strnfill(110, 'u');
    g_autofree char *start = g_strdup_printf("PRACK sip:%s@example.net SIP/2.0", user);
    g_auto(GStrv) lines = NULL;
    unsigned longest = 0;
    Story story;

    story_init(&story);
    story.context.width = 60;
    story_say(&story, (Said){ .start_line = start, .cseq = "1 PRACK", .to_tag = "t" });
    lines = g_strsplit(report(&story), "\n", -1);
    for (char **line = lines; *line; line++)
        if (strstr(*line, "sip:uuu"))
            longest = MAX(longest, terminal_width(slice_text(*line)));
    g_assert_cmpuint(longest, >, 40);
    g_assert_cmpuint(longest, <=, 60);
    story_clear(&story);
}

static void hostile_text_reaches_no_terminal(void)
{
    Story story;
    const char *text;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "PRACK sip:\x1b[2J@example.net SIP/2.0",
                              .cseq = "1 PRACK",
                              .headers = "RAck: \x1b]0;a\x07\xe2\x80\xae\xff\r\n" });
    text = report(&story);
    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_assert_null(strpbrk(text, "\x1b\x07"));
    g_assert_null(strstr(text, "\xe2\x80\xae"));
    g_assert_nonnull(strstr(text, "error rack: RAck \"\\x1b]0;a\\x07\\u202e\\xff\""));
    story_clear(&story);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    full_init();
#define ADD(name) g_test_add_func("/lint_text/" #name, name)
    ADD(a_finding_stands_below_its_message);
    ADD(nothing_is_said_in_words_too);
    ADD(what_was_cut_is_counted_apart);
    ADD(a_long_start_line_ends_where_the_terminal_does);
    ADD(hostile_text_reaches_no_terminal);
    return g_test_run();
}
