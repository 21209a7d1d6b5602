/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/chart_timeline.h"

#include "tests/support/markup.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

#define S INT64_C(1000000000)
#define BEGIN (INT64_C(1772705702) * S)

static Markup *drawn(const ChartTimeline *timeline)
{
    g_autoptr(GString) out = g_string_new(NULL);

    chart_timeline_append(timeline, out);
    return markup_parse(out->str);
}

/* The call that was told, number @id, but from second @start to second @end. */
static void add(ChartTimeline *timeline, Story *story, uint64_t id, const int64_t seconds[2])
{
    (void)story_call(story);
    story->call->id = id;
    story->call->start = BEGIN + seconds[0] * S;
    story->call->end = BEGIN + seconds[1] * S;
    chart_timeline_add(timeline, story->call);
}

static void a_call_is_a_bar_with_its_parts_and_its_story(void)
{
    g_auto(Story) story;
    g_autoptr(ChartTimeline) timeline = NULL;
    g_autoptr(Markup) chart = NULL;

    story_init(&story);
    story_tell_call(&story);
    timeline = chart_timeline_new(&story.context);
    chart_timeline_add(timeline, story_call(&story));
    chart = drawn(timeline);
    g_assert_cmpstr(markup_text_in(chart, "data-call", "1", "title"), ==,
                    "Call 1: 1001 > 1002, unknown, 10:15:02.000, 1:03");
    g_assert_true(markup_has_class(chart, "data-call", "1", "unknown"));
    g_assert_cmpuint(markup_count(chart, "class", "piece ringing"), ==, 2); /* and a sample */
    g_assert_cmpuint(markup_count(chart, "class", "piece talk"), ==, 3);    /* and two */
    g_assert_cmpuint(markup_count(chart, "class", "piece other"), ==, 0);
}

static void what_is_no_phone_call_has_one_look(void)
{
    g_auto(Story) story;
    g_autoptr(ChartTimeline) timeline = NULL;
    g_autoptr(Markup) chart = NULL;

    story_init(&story);
    story_say(&story, (Said){ 0, .start_line = "OPTIONS sip:example.net SIP/2.0",
                              .cseq = "1 OPTIONS" });
    timeline = chart_timeline_new(&story.context);
    chart_timeline_add(timeline, story_call(&story));
    chart = drawn(timeline);
    g_assert_cmpuint(markup_count(chart, "class", "piece other"), ==, 2);
    g_assert_cmpuint(markup_count(chart, "class", "piece setup"), ==, 0);
}

static void hostile_users_are_text(void)
{
    g_auto(Story) story;
    g_autoptr(ChartTimeline) timeline = NULL;
    g_autoptr(Markup) chart = NULL;

    story_init(&story);
    story_say(&story,
              (Said){ 0, .start_line = "INVITE sip:1002@example.net SIP/2.0", .user = "'&<b" });
    timeline = chart_timeline_new(&story.context);
    chart_timeline_add(timeline, story_call(&story));
    chart = drawn(timeline);
    g_assert_true(g_str_has_prefix(markup_text_in(chart, "data-call", "1", "title"),
                                   "Call 1: '&<b > 1002, unknown"));
}

/* Returns the top of the bar of call @id: its lane. */
static unsigned top_of(const ChartTimeline *timeline, unsigned id)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *begin = g_strdup_printf("data-call=\"%u\"", id);
    const char *at;

    chart_timeline_append(timeline, out);
    at = strstr(strstr(out->str, begin), " y=\"") + 4;
    return (unsigned)g_ascii_strtoull(at, NULL, 10);
}

static void calls_at_the_same_time_lie_below_each_other(void)
{
    g_auto(Story) story;
    g_autoptr(ChartTimeline) timeline = NULL;

    story_init(&story);
    story_tell_call(&story);
    timeline = chart_timeline_new(&story.context);
    add(timeline, &story, 1, (int64_t[]){ 0, 50 });
    add(timeline, &story, 2, (int64_t[]){ 10, 20 });
    add(timeline, &story, 3, (int64_t[]){ 30, 100 });
    add(timeline, &story, 4, (int64_t[]){ 60, 70 });
    g_assert_cmpuint(top_of(timeline, 2), >, top_of(timeline, 1));
    g_assert_cmpuint(top_of(timeline, 3), ==, top_of(timeline, 2));
    g_assert_cmpuint(top_of(timeline, 4), ==, top_of(timeline, 1));
}

static void too_many_at_the_same_time_are_counted_in_columns(void)
{
    g_auto(Story) story;
    g_autoptr(ChartTimeline) timeline = NULL;
    g_autoptr(Markup) chart = NULL;

    story_init(&story);
    story_tell_call(&story);
    timeline = chart_timeline_new(&story.context);
    for (unsigned i = 1; i <= 200; i++)
        add(timeline, &story, i, (int64_t[]){ i, 1000 });
    chart = drawn(timeline);
    g_assert_cmpuint(markup_count(chart, "data-call", "1"), ==, 0);
    g_assert_cmpuint(markup_count(chart, "class", "load unknown"), ==, 1);
    g_assert_true(markup_has_text(chart,
                                  "Calls in progress in each 5 s; a mark below where one "
                                  "deviates"));
}

static void days_of_calls_stay_a_picture_of_bounded_size(void)
{
    g_auto(Story) story;
    g_autoptr(ChartTimeline) timeline = NULL;
    g_autoptr(GString) out = g_string_new(NULL);

    story_init(&story);
    story_tell_call(&story);
    timeline = chart_timeline_new(&story.context);
    for (unsigned i = 1; i <= 5000; i++)
        add(timeline, &story, i, (int64_t[]){ i * 100, i * 100 + 60 });
    chart_timeline_append(timeline, out);
    g_assert_cmpuint(out->len, <, 64 * 1024);
    g_assert_nonnull(strstr(out->str, "Timeline of 5000 calls"));
}

static void times_that_cannot_be_are_left_out(void)
{
    g_auto(Story) story;
    g_autoptr(ChartTimeline) timeline = NULL;
    g_autoptr(GString) out = g_string_new(NULL);

    story_init(&story);
    story_tell_call(&story);
    timeline = chart_timeline_new(&story.context);
    (void)story_call(&story);
    story.call->end = TIME_LAST;
    chart_timeline_add(timeline, story.call);
    story.call->start = TIME_NONE;
    chart_timeline_add(timeline, story.call);
    chart_timeline_append(timeline, out);
    g_assert_cmpstr(out->str, ==, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chart_timeline/a_call_is_a_bar_with_its_parts_and_its_story",
                    a_call_is_a_bar_with_its_parts_and_its_story);
    g_test_add_func("/chart_timeline/what_is_no_phone_call_has_one_look",
                    what_is_no_phone_call_has_one_look);
    g_test_add_func("/chart_timeline/hostile_users_are_text", hostile_users_are_text);
    g_test_add_func("/chart_timeline/calls_at_the_same_time_lie_below_each_other",
                    calls_at_the_same_time_lie_below_each_other);
    g_test_add_func("/chart_timeline/too_many_at_the_same_time_are_counted_in_columns",
                    too_many_at_the_same_time_are_counted_in_columns);
    g_test_add_func("/chart_timeline/days_of_calls_stay_a_picture_of_bounded_size",
                    days_of_calls_stay_a_picture_of_bounded_size);
    g_test_add_func("/chart_timeline/times_that_cannot_be_are_left_out",
                    times_that_cannot_be_are_left_out);
    return g_test_run();
}
