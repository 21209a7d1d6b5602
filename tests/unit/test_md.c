/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/md.h"

#include <errno.h>

#include "dissect/sip/full.h"
#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

static void assert_begins(const char *text, const char *part)
{
    if (!g_str_has_prefix(text, part))
        g_error("\"%s\" does not begin:\n%s", part, text);
}

static void a_report_is_a_table_and_a_chapter_for_each_call(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_DEVIATES);
    judged_deviate(&judged, (Deviation){ .kind = DEVIATION_MISSING,
                                         .message = JUDGEMENT_NO_MESSAGE,
                                         .text = (char *)"step 7: *nothing* came" });
    story.judgement = &judged.judgement;
    assert_begins(
        strstr(story_report(&story, "md"), "| Call |"),
        "| Call | Time | From | To | State | Flow | Verdict |\n"
        "| ---: | --- | --- | --- | --- | --- | --- |\n"
        "| [1](#call-1) | 2026-03-05 10:15:02.000 UTC | `1001` | `1002` | completed | busy | "
        "**deviates** |\n"
        "\n"
        "## Call 1\n"
        "\n"
        "INVITE from `1001` to `1002`: completed. It **deviates** from the flow busy (Title of "
        "busy).\n"
        "\n"
        "- missing: step 7: \\*nothing\\* came\n"
        "\n"
        "| | |\n"
        "| --- | --- |\n"
        "| Began | 2026-03-05 10:15:02.000 UTC |\n"
        "| Lasted | 1:03 |\n"
        "| Set up in | 3.0 s |\n"
        "| Rang for | 1.5 s |\n"
        "| Talked for | 1:00 |\n"
        "| Hung up by | A |\n"
        "| Messages | 12, 2 of them retransmissions, 1 duplicate packet |\n"
        "| Seen | A-P, P-B |\n"
        "| Call-ID | `call@example.net` |\n"
        "\n"
        "```mermaid\n"
        "%% Call 1, 1001 to 1002: busy deviates\n");
}

/* What the chapter of the call of @story says of it between its facts and its ladder. */
static char *findings_of(Story *story)
{
    g_autoptr(Lint) lint = lint_new();
    const char *begin, *end;

    for (unsigned rule = 0; rule < LINT_COUNT; rule++)
        lint->findings->ignored[rule] = rule != LINT_RACK && rule != LINT_CSEQ_METHOD;
    lint_look(lint, story_call(story), story->texts);
    story->context.lint = lint;
    begin = strstr(story_report(story, "md"), "| Call-ID |");
    story->context.lint = NULL;
    begin = strchr(begin, '\n') + 1;
    end = strstr(begin, "\n```");
    return g_strndup(begin, (gsize)(end - begin));
}

static void what_breaks_the_protocol_is_a_table_where_it_is_asked_for(void)
{
    g_auto(Story) story;
    g_autofree char *text = NULL;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "PRACK sip:1002@example.net SIP/2.0",
                              .cseq = "1 PRACK",
                              .headers = "RAck: | `*<b>\x1b[2J\r\n" });
    text = findings_of(&story);
    g_assert_cmpstr(
        text, ==,
        "\n"
        "| Message | Packet | Level | Rule | What breaks the protocol | Written in |\n"
        "| ---: | ---: | --- | --- | --- | --- |\n"
        "| 1 | 1 | error | rack | `RAck \"\\x7c \\x60*<b>\\x1b[2J\" is not two "
        "numbers and a method` | RFC 3262 7.2 |\n");
}

static void a_long_list_of_findings_has_an_end(void)
{
    g_auto(Story) story;
    g_autofree char *text = NULL;

    story_init(&story);
    for (unsigned i = 1; i <= 60; i++) {
        g_autofree char *branch = g_strdup_printf("b%u", i);
        g_autofree char *cseq = g_strdup_printf("%u INVITE", i);

        story_say(&story, (Said){ .start_line = "OPTIONS sip:1002@example.net SIP/2.0",
                                  .branch = branch,
                                  .cseq = cseq });
    }
    text = findings_of(&story);
    g_assert_nonnull(strstr(text, "\n| 50 | 50 | error | cseq-method |"));
    g_assert_null(strstr(text, "\n| 51 |"));
    g_assert_true(g_str_has_suffix(text, "\nAnd 10 more.\n"));
}

static void without_a_call_it_says_so(void)
{
    g_auto(Story) story;
    void *report;

    story_init(&story);
    report = md_open(&story.context);
    md_close(report);
    g_assert_nonnull(strstr(story_written(&story), "\n\nNo call to show.\n"));
}

static void fail_to_keep_chapters(void)
{
    g_auto(Story) story;
    g_autoptr(GError) wrong = NULL;
    void *report;

    story_init(&story);
    story_tell_call(&story);
    story_call(&story);
    story.context.wrong = &wrong;
    report = md_open(&story.context);
    md_call(report, story.call);
    md_close(report);
    g_assert_error(wrong, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* In a process of its own, for GLib looks once where temporary files go. */
static void where_chapters_cannot_be_kept_the_report_fails(void)
{
    if (g_test_subprocess()) {
        fail_to_keep_chapters();
        return;
    }
    g_setenv("TMPDIR", "/nowhere", TRUE);
    g_test_trap_subprocess(NULL, 0, 0);
    g_unsetenv("TMPDIR");
    g_test_trap_assert_passed();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    full_init();
    g_test_add_func("/md/a report is a table and a chapter for each call",
                    a_report_is_a_table_and_a_chapter_for_each_call);
    g_test_add_func("/md/what breaks the protocol is a table where it is asked for",
                    what_breaks_the_protocol_is_a_table_where_it_is_asked_for);
    g_test_add_func("/md/a long list of findings has an end",
                    a_long_list_of_findings_has_an_end);
    g_test_add_func("/md/without a call it says so", without_a_call_it_says_so);
    g_test_add_func("/md/where chapters cannot be kept the report fails",
                    where_chapters_cannot_be_kept_the_report_fails);
    return g_test_run();
}
