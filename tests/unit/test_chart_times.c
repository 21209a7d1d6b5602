/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/chart_times.h"

#include "tests/support/markup.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

static Markup *drawn(Story *story, unsigned calls)
{
    g_autoptr(ChartTimes) times = chart_times_new(&story->context);
    g_autoptr(GString) out = g_string_new(NULL);

    for (unsigned i = 0; i < calls; i++)
        chart_times_add(times, story_call(story));
    chart_times_append(times, out);
    return markup_parse(out->str);
}

static void durations_are_short(void)
{
    static const struct {
        uint32_t us;
        const char *text;
    } TEXTS[] = { { 0, "0.00 ms" },     { 347, "0.35 ms" },   { 4210, "4.2 ms" },
                  { 230000, "230 ms" }, { 1540000, "1.5 s" }, { 187000000, "3:07" } };

    for (unsigned i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_autofree char *text = chart_times_text(TEXTS[i].us);

        g_assert_cmpstr(text, ==, TEXTS[i].text);
    }
}

static void few_are_dots_and_have_no_percentiles(void)
{
    g_auto(Story) story;
    g_autoptr(Markup) chart = NULL;

    story_init(&story);
    story_tell_call(&story);
    chart = drawn(&story, 2);
    g_assert_cmpuint(markup_count(chart, "class", "times-row"), ==, 3);
    g_assert_cmpuint(markup_count(chart, "class", "dot"), ==, 6);
    g_assert_cmpuint(markup_count(chart, "class", "column"), ==, 0);
    g_assert_cmpuint(markup_count(chart, "class", "stat median"), ==, 3);
    g_assert_cmpuint(markup_count(chart, "class", "stat p95"), ==, 0);
    g_assert_true(markup_has_text(chart, "n = 2"));
    g_assert_true(markup_has_text(chart, "3.0 s"));
}

static void many_are_columns_with_all_figures(void)
{
    g_auto(Story) story;
    g_autoptr(Markup) chart = NULL;

    story_init(&story);
    story_tell_call(&story);
    chart = drawn(&story, 100);
    g_assert_cmpuint(markup_count(chart, "class", "dot"), ==, 0);
    g_assert_cmpuint(markup_count(chart, "class", "column"), ==, 3);
    g_assert_cmpuint(markup_count(chart, "class", "stat p95"), ==, 3);
    g_assert_cmpuint(markup_count(chart, "class", "stat p99"), ==, 3);
    g_assert_true(markup_has_text(chart, "n = 100"));
}

/* An INVITE that is refused @wait ms later. */
static void story_refuse(Story *story, int64_t wait)
{
    story_init(story);
    story_say(story, (Said){ 0, .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    story_say(story, (Said){ wait, "192.0.2.2:5060", "192.0.2.1:5060", "SIP/2.0 486 Busy Here",
                             .to_tag = "t" });
}

static void as_many_of_two_durations_are_columns_of_one_height(void)
{
    g_auto(Story) quick, slow;
    g_autoptr(ChartTimes) times = NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    g_auto(GStrv) full = NULL;

    story_refuse(&quick, 10);
    story_refuse(&slow, 2000);
    times = chart_times_new(&quick.context);
    for (unsigned i = 0; i < 15; i++) {
        chart_times_add(times, story_call(&quick));
        chart_times_add(times, story_call(&slow));
    }
    chart_times_append(times, out);
    full = g_strsplit(out->str, "v-50.0h", -1);
    g_assert_cmpuint(g_strv_length(full), ==, 3);
}

static void the_longest_waits_stay_in_the_picture(void)
{
    g_auto(Story) story;
    g_autoptr(Markup) chart = NULL;

    story_init(&story);
    story_say(&story, (Said){ 0, .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    story_say(&story, (Said){ INT64_C(86400000), "192.0.2.2:5060", "192.0.2.1:5060",
                              "SIP/2.0 486 Busy Here", .to_tag = "t" });
    chart = drawn(&story, 40);
    g_assert_cmpuint(markup_count(chart, "class", "column"), ==, 1);
    g_assert_true(markup_has_text(chart, "10000 s"));
}

static void without_answers_nothing_is_drawn(void)
{
    g_auto(Story) story;
    g_autoptr(ChartTimes) times = NULL;
    g_autoptr(GString) out = g_string_new(NULL);

    story_init(&story);
    story_say(&story, (Said){ 0, .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    times = chart_times_new(&story.context);
    chart_times_add(times, story_call(&story));
    chart_times_append(times, out);
    g_assert_cmpstr(out->str, ==, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chart_times/durations_are_short", durations_are_short);
    g_test_add_func("/chart_times/few_are_dots_and_have_no_percentiles",
                    few_are_dots_and_have_no_percentiles);
    g_test_add_func("/chart_times/many_are_columns_with_all_figures",
                    many_are_columns_with_all_figures);
    g_test_add_func("/chart_times/as_many_of_two_durations_are_columns_of_one_height",
                    as_many_of_two_durations_are_columns_of_one_height);
    g_test_add_func("/chart_times/the_longest_waits_stay_in_the_picture",
                    the_longest_waits_stay_in_the_picture);
    g_test_add_func("/chart_times/without_answers_nothing_is_drawn",
                    without_answers_nothing_is_drawn);
    return g_test_run();
}
