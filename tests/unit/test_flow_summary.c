/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/flow_tally.h"

#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

/* Counts one call of @flow, NULL for none. */
static void count(Story *story, FlowTally *tally, const Template *flow, FlowVerdict verdict)
{
    Judgement judgement = { .flow = flow, .verdict = verdict };

    story->judgement = &judgement;
    flow_tally_add(tally, story_call(story));
    story->judgement = NULL;
}

static const char *summary(Story *story, const FlowTally *tally)
{
    rewind(story->context.out);
    story->context.tally = tally;
    flow_summary_print(&story->context);
    return story_written(story);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        g_error("no \"%s\" in:\n%s", part, text);
}

static void a_single_call_says_it_itself(void)
{
    g_auto(Story) story;
    g_autoptr(Library) library = library_new(NULL, NULL);
    g_autoptr(FlowTally) tally = flow_tally_new(library);

    story_init(&story);
    story_tell_call(&story);
    g_assert_cmpstr(summary(&story, tally), ==, "");
    count(&story, tally, library_find(library, "busy"), FLOW_DEVIATES);
    g_assert_cmpstr(summary(&story, tally), ==, "");
}

static void calls_are_counted_by_flow_and_verdict(void)
{
    g_auto(Story) story;
    g_autoptr(Library) library = library_new(NULL, NULL);
    g_autoptr(FlowTally) tally = flow_tally_new(library);
    const Template *busy = library_find(library, "busy");

    story_init(&story);
    story_tell_call(&story);
    count(&story, tally, busy, FLOW_CONFORMS);
    count(&story, tally, busy, FLOW_CONFORMS);
    count(&story, tally, busy, FLOW_DEVIATES);
    count(&story, tally, library_find(library, "basic-call"), FLOW_INCOMPLETE);
    count(&story, tally, busy, FLOW_UNKNOWN);
    g_assert_cmpuint(flow_tally_calls(tally), ==, 5);
    summary(&story, tally);
    assert_has(story.written, "\nFlows:                      ok  incomplete  deviates\n");
    assert_has(story.written, "  busy                       2           -         1\n");
    assert_has(story.written, "  basic-call                 -           1         -\n");
    assert_has(story.written, "\n1 call comes close to no flow of the library.\n");
}

static void fragments_are_never_missed(void)
{
    g_auto(Story) story;
    g_autoptr(Library) library = library_new(NULL, NULL);
    g_autoptr(FlowTally) tally = flow_tally_new(library);
    const char *missed;

    story_init(&story);
    story_tell_call(&story);
    count(&story, tally, library_find(library, "busy"), FLOW_DEVIATES);
    count(&story, tally, library_find(library, "busy"), FLOW_CONFORMS);
    story.context.calls = 2;
    missed = strstr(summary(&story, tally), "Not seen: ");
    g_assert_nonnull(missed);
    assert_has(missed, "basic-call");
    g_assert_null(strstr(missed, "offer"));
    g_assert_null(strstr(missed, " busy"));
}

static void of_a_selection_nothing_is_missed(void)
{
    g_auto(Story) story;
    g_autoptr(Library) library = library_new(NULL, NULL);
    g_autoptr(FlowTally) tally = flow_tally_new(library);

    story_init(&story);
    story_tell_call(&story);
    story.context.calls = 3;
    count(&story, tally, library_find(library, "busy"), FLOW_CONFORMS);
    count(&story, tally, library_find(library, "busy"), FLOW_CONFORMS);
    g_assert_null(strstr(summary(&story, tally), "Not seen"));
}

static void without_any_flow_there_is_no_table(void)
{
    g_auto(Story) story;
    g_autoptr(Library) library = library_new(NULL, NULL);
    g_autoptr(FlowTally) tally = flow_tally_new(library);

    story_init(&story);
    story_tell_call(&story);
    count(&story, tally, NULL, FLOW_UNKNOWN);
    count(&story, tally, NULL, FLOW_UNKNOWN);
    g_assert_true(g_str_has_prefix(summary(&story, tally),
                                   "\n2 calls come close to no flow of the library.\n"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/flow_summary/a_single_call_says_it_itself", a_single_call_says_it_itself);
    g_test_add_func("/flow_summary/calls_are_counted_by_flow_and_verdict",
                    calls_are_counted_by_flow_and_verdict);
    g_test_add_func("/flow_summary/fragments_are_never_missed", fragments_are_never_missed);
    g_test_add_func("/flow_summary/of_a_selection_nothing_is_missed",
                    of_a_selection_nothing_is_missed);
    g_test_add_func("/flow_summary/without_any_flow_there_is_no_table",
                    without_any_flow_there_is_no_table);
    return g_test_run();
}
