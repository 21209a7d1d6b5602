/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/svg.h"

#include "tests/support/markup.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

static Markup *written(Story *story, unsigned calls)
{
    void *report = svg_open(&story->context);

    for (unsigned i = 0; i < calls; i++)
        svg_call(report, story_call(story));
    svg_close(report);
    return markup_parse(story_written(story));
}

static void the_document_has_a_title_a_description_and_each_call_by_its_number(void)
{
    g_auto(Story) story;
    g_autoptr(Markup) drawn = NULL;

    story_init(&story);
    story_tell_call(&story);
    drawn = written(&story, 1);
    g_assert_cmpstr(markup_text_in(drawn, "role", "img", "title"), ==, "SIP ladders of 1 call");
    g_assert_cmpstr(markup_text_in(drawn, "id", "about", NULL), ==,
                    "Call 1: 1001 > 1002, INVITE, completed");
    g_assert_cmpuint(markup_count(drawn, "id", "call-1"), ==, 1);
}

static void calls_that_are_left_out_are_told_at_the_top(void)
{
    g_auto(Story) story;
    g_autoptr(Markup) drawn = NULL;

    story_init(&story);
    story_tell_call(&story);
    story.context.limit = 1;
    story.context.left_out = 41;
    drawn = written(&story, 1);
    g_assert_true(markup_has_text(drawn, "41 of 42 calls are left out; those that deviate from "
                                         "their flow come first, then the earliest; --limit "
                                         "sets the number, --number, --from, --flow and "
                                         "--verdict select"));
}

static void without_calls_it_is_a_picture_that_says_so(void)
{
    g_auto(Story) story;
    g_autoptr(Markup) drawn = NULL;

    story_init(&story);
    drawn = written(&story, 0);
    g_assert_true(markup_has_text(drawn, "No call to show."));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svg/the_document_has_a_title_a_description_and_each_call_by_its_number",
                    the_document_has_a_title_a_description_and_each_call_by_its_number);
    g_test_add_func("/svg/calls_that_are_left_out_are_told_at_the_top",
                    calls_that_are_left_out_are_told_at_the_top);
    g_test_add_func("/svg/without_calls_it_is_a_picture_that_says_so",
                    without_calls_it_is_a_picture_that_says_so);
    return g_test_run();
}
