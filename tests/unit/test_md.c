/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/md.h"

#include <errno.h>

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
    g_test_add_func("/md/a report is a table and a chapter for each call",
                    a_report_is_a_table_and_a_chapter_for_each_call);
    g_test_add_func("/md/without a call it says so", without_a_call_it_says_so);
    g_test_add_func("/md/where chapters cannot be kept the report fails",
                    where_chapters_cannot_be_kept_the_report_fails);
    return g_test_run();
}
