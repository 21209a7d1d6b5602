/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/judged.h"
#include "tests/support/story.h"

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        g_error("no \"%s\" in:\n%s", part, text);
}

static void assert_lines_fit(const char *text, unsigned width)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line; line++)
        if (g_utf8_strlen(*line, -1) > width)
            g_error("%ld columns, not %u: %s", g_utf8_strlen(*line, -1), width, *line);
}

static void a_call_is_one_line(void)
{
    Story story;
    Judged judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "basic-call", FLOW_CONFORMS);
    story.judgement = &judged.judgement;
    g_assert_cmpstr(story_report(&story, "list"), ==,
                    "  #  Time      From    To      State           Flow\n"
                    "     2026-03-05\n"
                    "  1  10:15:02  1001    1002    completed       basic-call ok\n");
    story_clear(&story);
    judged_clear(&judged);
}

static void the_flow_has_its_room_before_other_columns(void)
{
    Story story;
    Judged judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "forward-unconditional", FLOW_DEVIATES);
    judged_deviate(&judged, (Deviation){ .kind = DEVIATION_UNEXPECTED, .message = 7 });
    story.judgement = &judged.judgement;
    for (unsigned width = 73; width < 300; width++) {
        story.context.width = width;
        assert_has(story_report(&story, "list"), ": unexpected 200");
    }
    story.context.width = 72;
    g_assert_null(strstr(story_report(&story, "list"), "Flow"));
    story_clear(&story);
    judged_clear(&judged);
}

static void a_verdict_has_its_colour(void)
{
    Story story;
    Judged judged;

    story_init(&story);
    story_tell_call(&story);
    story.context.color = true;
    judged_init(&judged, "busy", FLOW_INCOMPLETE);
    story.judgement = &judged.judgement;
    assert_has(story_report(&story, "list"), "\x1b[33mbusy incomplete\x1b[0m\n");
    story_clear(&story);
    judged_clear(&judged);
}

static void wider_terminals_show_more(void)
{
    Story story;

    story_init(&story);
    story_tell_call(&story);
    story.context.width = 160;
    assert_has(story_report(&story, "list"), "192.0.2.10 > 192.0.2.1 > 192.0.2.20");
    story.context.width = 200;
    assert_has(story_report(&story, "list"), "call@example.net");
    story_clear(&story);
}

static void no_width_lets_a_line_pass_it(void)
{
    Story story;

    story_init(&story);
    story_say(&story,
              (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0",
                      .user = "a-user-whose-name-is-longer-than-any-column-should-be" });
    for (unsigned width = 50; width < 300; width++) {
        story.context.width = width;
        assert_lines_fit(story_report(&story, "list"), width);
    }
    story_clear(&story);
}

static void a_pipe_gets_every_column_with_the_date_in_each_line(void)
{
    Story story;

    story_init(&story);
    story_tell_call(&story);
    story.context.width = 0;
    assert_has(story_report(&story, "list"), "  1  2026-03-05 10:15:02.000000  1001  ");
    assert_has(story_report(&story, "list"), "call@example.net\n");
    story_clear(&story);
}

static void a_pipe_gets_a_dash_where_there_is_nothing(void)
{
    Story story;

    story_init(&story);
    story_say(&story,
              (Said){ .start_line = "OPTIONS sip:example.net SIP/2.0", .cseq = "1 OPTIONS" });
    story.context.width = 0;
    assert_has(story_report(&story, "list"), "      -        -     1  ");
    story_clear(&story);
}

static void users_are_escaped_and_cut(void)
{
    static const char TEXT[] = "INVITE sip:b@example.net SIP/2.0\r\n"
                               "From: <sip:\x1b[2J\xe2\x80\xae\xff@example.net>;tag=1\r\n"
                               "To: <sip:\xe7\x8e\x8b@example.net>\r\n"
                               "Call-ID: \x1b]0;x\x07\r\nCSeq: 1 INVITE\r\n\r\n";
    Story story;
    const char *list;

    story_init(&story);
    story_say_bytes(&story, 0, TEXT, sizeof TEXT - 1);
    story.context.width = 200;
    list = story_report(&story, "list");
    g_assert_null(strchr(list, '\x1b'));
    g_assert_null(strchr(list, '\x07'));
    g_assert_true(g_utf8_validate(list, -1, NULL));
    g_assert_null(strstr(list, "\xe2\x80\xae"));
    assert_has(list, "\\x1b[2J\\u202e\\xff");
    story.context.width = 60;
    g_assert_true(g_utf8_validate(story_report(&story, "list"), -1, NULL));
    story_clear(&story);
}

static void the_state_has_its_colour_and_the_rest_has_none(void)
{
    Story story;

    story_init(&story);
    story_tell_call(&story);
    story.context.color = true;
    assert_has(story_report(&story, "list"), "\x1b[32mcompleted\x1b[0m     ");
    story_clear(&story);
}

static void folded_calls_are_counted_with_the_first(void)
{
    Story story;
    Call *call;
    const ReportFormat *list = formats_find("list");
    void *report;

    story_init(&story);
    story_tell_call(&story);
    call = (Call *)story_call(&story);
    call->folded = 11;
    report = list->open(&story.context);
    list->call(report, call);
    list->close(report);
    assert_has(story_written(&story), "completed x12 ");
    story_clear(&story);
}

static void no_call_is_said(void)
{
    Story story;
    const ReportFormat *list = formats_find("list");

    story_init(&story);
    list->close(list->open(&story.context));
    g_assert_cmpstr(story_written(&story), ==, "No call to show.\n");
    story_clear(&story);
}

static void a_call_that_goes_on_says_so_in_place_of_a_verdict(void)
{
    static const struct {
        LiveEvent event;
        const char *said;
    } CASES[] = {
        { { .kind = LIVE_BEGIN }, "  begins\n" },
        { { .kind = LIVE_UPDATE }, "  has ended\n" },
        { { .kind = LIVE_JOINED, .into = 7 }, "  is a leg of call 7\n" },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        Story story;

        story_init(&story);
        story_tell_call(&story);
        story.context.event = &CASES[i].event;
        assert_has(story_report(&story, "list"), CASES[i].said);
        story_clear(&story);
    }
}

static void a_call_that_rings_goes_on(void)
{
    Story story;
    LiveEvent event = { .kind = LIVE_UPDATE };

    story_init(&story);
    story_say(&story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0",
                              .cseq = "1 INVITE" });
    story.context.event = &event;
    assert_has(story_report(&story, "list"), "  goes on\n");
    story_clear(&story);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/list/a_call_is_one_line", a_call_is_one_line);
    g_test_add_func("/list/the_flow_has_its_room_before_other_columns",
                    the_flow_has_its_room_before_other_columns);
    g_test_add_func("/list/a_verdict_has_its_colour", a_verdict_has_its_colour);
    g_test_add_func("/list/wider_terminals_show_more", wider_terminals_show_more);
    g_test_add_func("/list/no_width_lets_a_line_pass_it", no_width_lets_a_line_pass_it);
    g_test_add_func("/list/a_pipe_gets_every_column_with_the_date_in_each_line",
                    a_pipe_gets_every_column_with_the_date_in_each_line);
    g_test_add_func("/list/a_pipe_gets_a_dash_where_there_is_nothing",
                    a_pipe_gets_a_dash_where_there_is_nothing);
    g_test_add_func("/list/users_are_escaped_and_cut", users_are_escaped_and_cut);
    g_test_add_func("/list/the_state_has_its_colour_and_the_rest_has_none",
                    the_state_has_its_colour_and_the_rest_has_none);
    g_test_add_func("/list/folded_calls_are_counted_with_the_first",
                    folded_calls_are_counted_with_the_first);
    g_test_add_func("/list/no_call_is_said", no_call_is_said);
    g_test_add_func("/list/rings", a_call_that_rings_goes_on);
    g_test_add_func("/list/live", a_call_that_goes_on_says_so_in_place_of_a_verdict);
    return g_test_run();
}
