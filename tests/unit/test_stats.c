/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/stats.h"

#include "reports/stats_tally.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

static void a_relayed_request_counts_once(void)
{
    g_auto(Story) story;
    g_autoptr(StatsTally) tally = NULL;

    story_init(&story);
    story_tell_call(&story);
    tally = stats_tally_new(&story.context);
    stats_tally_add(tally, story_call(&story));
    g_assert_cmpuint(tally->requests[METHOD_INVITE], ==, 1);
    g_assert_cmpuint(tally->requests[METHOD_ACK], ==, 1);
    g_assert_cmpuint(tally->requests[METHOD_BYE], ==, 1);
    g_assert_cmpuint(tally->answers[180], ==, 1);
    g_assert_cmpuint(tally->answers[200], ==, 2); /* of INVITE and BYE */
    g_assert_cmpuint(tally->first[METHOD_INVITE], ==, 1);
    g_assert_cmpuint(tally->states[STATE_COMPLETED], ==, 1);
    g_assert_cmpuint(tally->agentless, ==, 1);
}

static void say_agent(StatsTally *tally, const char *agent)
{
    g_auto(Story) story;
    g_autofree char *header = g_strdup_printf("User-Agent: %s\r\n", agent);

    story_init(&story);
    story_say(&story, (Said){ .start_line = "OPTIONS sip:example.net SIP/2.0",
                              .cseq = "1 OPTIONS",
                              .headers = header });
    tally->context = &story.context;
    stats_tally_add(tally, story_call(&story));
}

static void the_frequent_user_agents_come_first_and_many_are_bounded(void)
{
    static const ReportContext NOTHING = { 0 };
    g_autoptr(StatsTally) tally = stats_tally_new(&NOTHING);
    g_autoptr(GArray) agents = NULL;

    for (unsigned i = 0; i < STATS_AGENTS_MAX + 10; i++) {
        g_autofree char *name = g_strdup_printf("Phone %u", i);

        say_agent(tally, name);
    }
    say_agent(tally, "Phone 7");
    agents = stats_tally_agents(tally);
    g_assert_cmpuint(agents->len, ==, STATS_AGENTS_MAX);
    g_assert_cmpuint(tally->agents_beyond, ==, 10);
    g_assert_cmpstr(g_array_index(agents, StatsCount, 0).name, ==, "Phone 7");
    g_assert_cmpuint(g_array_index(agents, StatsCount, 0).count, ==, 2);
}

static const char *written_by(Story *story, const char *format)
{
    const ReportFormat *found = stats_find(format);
    void *report = found->open(&story->context);

    found->call(report, story_call(story));
    found->close(report);
    return story_written(story);
}

static void the_text_says_why_there_is_no_figure(void)
{
    g_auto(Story) story;
    const char *text;

    story_init(&story);
    story_tell_call(&story);
    text = written_by(&story, "text");
    g_assert_nonnull(strstr(text, "1 call; 1 session request.\n"));
    g_assert_nonnull(strstr(text, "  SRD        4.3.1      1  1.540 s"));
    g_assert_nonnull(strstr(text, "  SER   4.6      100.00 %  1 of 1  Session Establishment"));
    g_assert_nonnull(strstr(text, "  IRA   4.2         n/a: no registration\n"));
}

static void hostile_user_agents_stay_text(void)
{
    static const char *const FORMATS[] = { "text", "json" };

    for (unsigned i = 0; i < G_N_ELEMENTS(FORMATS); i++) {
        g_auto(Story) story;
        const char *text;

        story_init(&story);
        story_say(&story, (Said){ .start_line = "OPTIONS sip:example.net SIP/2.0",
                                  .cseq = "1 OPTIONS",
                                  .headers = "User-Agent: \x1b[2J\"}\xff\xe2\x80\xae\r\n" });
        text = written_by(&story, FORMATS[i]);
        g_assert_true(g_utf8_validate(text, -1, NULL));
        g_assert_null(strchr(text, '\x1b'));
        g_assert_null(strstr(text, "\xe2\x80\xae"));
        g_assert_nonnull(strstr(text, "x1b[2J"));
    }
}

static void formats_are_found_by_name_and_by_ending(void)
{
    g_assert_nonnull(stats_find("json"));
    g_assert_null(stats_find("jsonl"));
    g_assert_cmpstr(stats_of_path("a.json")->name, ==, "json");
    g_assert_cmpstr(stats_of_path("a.txt")->name, ==, "text");
    g_assert_null(stats_of_path("a.csv"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stats/a_relayed_request_counts_once", a_relayed_request_counts_once);
    g_test_add_func("/stats/the_frequent_user_agents_come_first_and_many_are_bounded",
                    the_frequent_user_agents_come_first_and_many_are_bounded);
    g_test_add_func("/stats/the_text_says_why_there_is_no_figure",
                    the_text_says_why_there_is_no_figure);
    g_test_add_func("/stats/hostile_user_agents_stay_text", hostile_user_agents_stay_text);
    g_test_add_func("/stats/formats_are_found_by_name_and_by_ending",
                    formats_are_found_by_name_and_by_ending);
    return g_test_run();
}
