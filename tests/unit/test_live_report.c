/* SPDX-License-Identifier: Apache-2.0 */
#include "src/live_report.h"

#include <string.h>

#include "src/options.h"
#include "tests/support/small_disk.h"
#include "tests/support/story.h"
#include "tests/support/yard.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Yard, yard_clear)

static const GrowingRules NO_RULES;

static void begin(Yard *yard, Story *story)
{
    yard_init(yard);
    story_init(story);
    story_tell_call(story);
}

/* Opens the report that writes @name there. */
static LiveReport *open_in(const Yard *yard, Story *story, const char *name,
                           const GrowingRules *rules)
{
    g_autofree char *path = yard_path(yard, name);
    g_autoptr(GError) error = NULL;
    LiveReport *report;

    story->context.path = path;
    report = live_report_open(formats_of_path(path), &story->context, rules, YARD_NOW, &error);
    story->context.path = NULL;
    g_assert_no_error(error);
    live_report_context(report)->path = name;
    return report;
}

static bool call(LiveReport *report, Story *story, int64_t seconds)
{
    return live_report_call(report, story_call(story), YARD_NOW + seconds * YARD_SECOND);
}

static void finish(LiveReport *report)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(growing_file_finish(live_report_file(report), &error));
    g_assert_no_error(error);
}

/* How often @text stands in @in. */
static unsigned count(const char *in, const char *text)
{
    unsigned found = 0;

    for (; (in = strstr(in, text)); in++)
        found++;
    return found;
}

static void a_live_file_is_the_file_that_a_capture_gives(void)
{
    static const char *const NAMES[] = { "json", "jsonl", "csv" };

    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_auto(Yard) yard;
        g_auto(Story) story;
        g_autoptr(LiveReport) report = NULL;
        g_autofree char *name = g_strconcat("calls.", NAMES[i], NULL);

        begin(&yard, &story);
        report = open_in(&yard, &story, name, &NO_RULES);
        g_assert_true(call(report, &story, 0));
        finish(report);
        g_assert_cmpstr(yard_read(&yard, name), ==, story_report(&story, NAMES[i]));
    }
}

static void each_file_of_a_series_is_a_report_of_its_own(void)
{
    g_auto(Yard) yard;
    g_auto(Story) story;
    g_autoptr(LiveReport) report = NULL;
    g_autofree char *alone = NULL;

    begin(&yard, &story);
    report = open_in(&yard, &story, "c.json", &(GrowingRules){ .time = 10 * YARD_SECOND });
    call(report, &story, 0);
    call(report, &story, 20);
    growing_file_rotate(live_report_file(report), YARD_NOW + 25 * YARD_SECOND);
    call(report, &story, 26);
    call(report, &story, 27);
    finish(report);
    alone = g_strdup(story_report(&story, "json"));
    g_assert_cmpstr(yard_list(&yard), ==,
                    "c_00001_20261126031500.json c_00002_20261126031520.json "
                    "c_00003_20261126031525.json");
    g_assert_cmpstr(yard_read(&yard, "c_00001_20261126031500.json"), ==, alone);
    g_assert_cmpstr(yard_read(&yard, "c_00002_20261126031520.json"), ==, alone);
    g_assert_cmpuint(count(yard_read(&yard, "c_00003_20261126031525.json"), "\n,"), ==, 0);
    g_assert_cmpuint(count(yard.text->str, "\"participants\""), ==, 2);
}

static void a_file_exceeds_its_size_by_one_call_at_most(void)
{
    g_auto(Yard) yard;
    g_auto(Story) story;
    g_autoptr(LiveReport) report = NULL;
    g_autofree char *alone = NULL;

    begin(&yard, &story);
    alone = g_strdup(story_report(&story, "jsonl"));
    report = open_in(&yard, &story, "c.jsonl", &(GrowingRules){ .size = strlen(alone) + 1 });
    for (int i = 0; i < 3; i++)
        call(report, &story, i);
    finish(report);
    g_assert_cmpstr(yard_list(&yard), ==,
                    "c_00001_20261126031500.jsonl c_00002_20261126031502.jsonl");
    g_assert_cmpuint(strlen(yard_read(&yard, "c_00001_20261126031500.jsonl")), ==,
                     2 * strlen(alone));
    g_assert_cmpstr(yard_read(&yard, "c_00002_20261126031502.jsonl"), ==, alone);
}

static void a_line_is_there_once_it_is_flushed(void)
{
    g_auto(Yard) yard;
    g_auto(Story) story;
    g_autoptr(LiveReport) report = NULL;

    begin(&yard, &story);
    report = open_in(&yard, &story, "c.jsonl", &NO_RULES);
    call(report, &story, 0);
    growing_file_flush(live_report_file(report), YARD_NOW);
    g_assert_cmpstr(yard_read(&yard, "c.jsonl.part"), ==, story_report(&story, "jsonl"));
}

/* A first call that is larger than what may wait beside the heading. */
static void a_heading_is_not_lost_with_its_call(void)
{
    g_auto(Yard) yard;
    g_auto(Story) story;
    g_autoptr(LiveReport) report = NULL;
    g_autofree char *filler = g_strnfill(70000, 'x');
    g_autofree char *header = g_strdup_printf("X-Filler: %s\r\n", filler);

    begin(&yard, &story);
    story_say(&story,
              (Said){ 9000, "192.0.2.10:5060", "192.0.2.1:5060",
                      "INFO sip:1002@example.net SIP/2.0", "9 INFO", .headers = header });
    story.context.raw = true;
    small_disk_set(0);
    report = open_in(&yard, &story, "c.json", &NO_RULES);
    g_assert_false(call(report, &story, 0));
    small_disk_set(SIZE_MAX);
    growing_file_tick(live_report_file(report), YARD_NOW + 5 * YARD_SECOND);
    g_assert_true(call(report, &story, 6));
    g_assert_false(growing_file_finish(live_report_file(report), NULL));
    g_assert_cmpstr(yard_read(&yard, "c.json"), ==, story_report(&story, "json"));
}

#define CASE(function) g_test_add_func("/live_report/" #function, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CASE(a_live_file_is_the_file_that_a_capture_gives);
    CASE(each_file_of_a_series_is_a_report_of_its_own);
    CASE(a_file_exceeds_its_size_by_one_call_at_most);
    CASE(a_line_is_there_once_it_is_flushed);
    CASE(a_heading_is_not_lost_with_its_call);
    return g_test_run();
}
