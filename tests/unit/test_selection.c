/* SPDX-License-Identifier: Apache-2.0 */
#include "src/selection.h"

#include "tests/support/story.h"

#define LIST(...) ((char *[]){ __VA_ARGS__, NULL })

/* An INVITE from 1001, a REGISTER of Bob, an OPTIONS, and a BYE whose call began earlier. */
static void tell(Story *story)
{
    story_init(story);
    story_say(story,
              (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0", .call_id = "call" });
    story_say(story, (Said){ .start_line = "REGISTER sip:example.net SIP/2.0",
                             .cseq = "1 REGISTER",
                             .call_id = "registration",
                             .user = "Bob" });
    story_say(story, (Said){ .start_line = "OPTIONS sip:example.net SIP/2.0",
                             .cseq = "1 OPTIONS",
                             .call_id = "ping" });
    story_say(story, (Said){ .start_line = "BYE sip:1002@example.net SIP/2.0",
                             .cseq = "2 BYE",
                             .to_tag = "t",
                             .call_id = "late" });
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

/* The numbers of the calls that @options select. */
static char *selected(Options options)
{
    g_auto(Story) story;
    g_autoptr(Selection) selection = selection_new(&options, NULL);
    GString *numbers = g_string_new(NULL);

    tell(&story);
    g_assert_nonnull(selection);
    for (DialogId id = 1; id <= dialogs_len(story.dialogs); id++)
        if (selection_has(selection, story.dialogs, &id, 1, id))
            g_string_append_printf(numbers, "%u", id);
    return g_string_free(numbers, FALSE);
}

#define assert_selects(numbers, ...)                                                           \
    do {                                                                                       \
        g_autofree char *found_ = selected((Options){ __VA_ARGS__ });                          \
        g_assert_cmpstr(found_, ==, (numbers));                                                \
    } while (0)

static void without_options_all_are_selected(void)
{
    assert_selects("1234", 0);
}

static void numbers_are_single_listed_or_ranges(void)
{
    assert_selects("2", .numbers = LIST("2"));
    assert_selects("14", .numbers = LIST("4,1"));
    assert_selects("234", .numbers = LIST("2-9"));
    assert_selects("134", .numbers = LIST("1", "3-4"));
    assert_selects("", .numbers = LIST("17"));
}

static void a_method_is_that_of_the_first_request(void)
{
    assert_selects("2", .methods = LIST("REGISTER"));
    assert_selects("23", .methods = LIST("register,OPTIONS"));
    assert_selects("124", .methods = LIST("!OPTIONS"));
    assert_selects("14", .methods = LIST("!OPTIONS,!REGISTER"));
}

static void a_call_that_began_earlier_is_of_invite_too(void)
{
    assert_selects("14", .methods = LIST("INVITE"));
    assert_selects("4", .methods = LIST("BYE"));
}

static void from_and_to_are_searched_in_any_case(void)
{
    assert_selects("2", .from = LIST("bob"));
    assert_selects("134", .from = LIST("1001@EXAMPLE"));
    assert_selects("1234", .from = LIST("bob", "1001"));
    assert_selects("1234", .to = LIST("1002"));
    assert_selects("", .to = LIST("1001"));
}

static void a_call_id_is_compared_whole(void)
{
    assert_selects("1", .call_ids = LIST("call"));
    assert_selects("13", .call_ids = LIST("ping", "call"));
    assert_selects("", .call_ids = LIST("CALL"));
}

static void different_options_must_all_hold(void)
{
    assert_selects("3", .from = LIST("1001"), .methods = LIST("OPTIONS", "REGISTER"));
    assert_selects("", .numbers = LIST("1"), .call_ids = LIST("ping"));
}

static void what_cannot_be_understood_is_named(void)
{
    static const char *const WRONG[] = { "0", "", "x", "1,", "1-", "-3", "3-2", "1-2-3", "+1" };

    for (unsigned i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autofree char *expected =
            g_strdup_printf("--number=%s: expected numbers of the list, as 3 or 3,7 or 10-20",
                            WRONG[i]);
        Options options = { .numbers = LIST((char *)WRONG[i]) };
        g_autoptr(GError) error = NULL;

        g_assert_null(selection_new(&options, &error));
        g_assert_cmpstr(error->message, ==, expected);
        g_assert_true(error->domain == OPTIONS_ERROR);
    }
}

static void an_unknown_method_is_named_with_those_known(void)
{
    Options options = { .methods = LIST("INVITE,!FOO") };
    Options empty = { .methods = LIST("") };
    g_autoptr(GError) error = NULL;

    g_assert_null(selection_new(&empty, NULL));

    g_assert_null(selection_new(&options, &error));
    g_assert_cmpstr(error->message, ==,
                    "--method=INVITE,!FOO: 'FOO' is no method; known are ACK BYE CANCEL INFO "
                    "INVITE MESSAGE NOTIFY OPTIONS PRACK PUBLISH REFER REGISTER SUBSCRIBE "
                    "UPDATE");
}

static void a_selection_may_be_after_particular_calls(void)
{
    Options none = { 0 };
    Options number = { .numbers = LIST("1") };
    Options call_id = { .call_ids = LIST("call") };
    Options method = { .methods = LIST("OPTIONS") };
    Options not_method = { .methods = LIST("!OPTIONS") };
    const struct {
        const Options *options;
        bool is_particular;
    } ROWS[] = { { &none, false },
                 { &number, true },
                 { &call_id, true },
                 { &method, true },
                 { &not_method, false } };

    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Selection) selection = selection_new(ROWS[i].options, NULL);

        g_assert_cmpint(selection_is_particular(selection), ==, ROWS[i].is_particular);
    }
}

/* Whether a call of @flow with this verdict is selected. */
static bool has_verdict(Options options, const char *flow, FlowVerdict verdict)
{
    g_autoptr(Library) library = library_new(NULL, NULL);
    g_autoptr(Selection) selection = selection_new(&options, NULL);
    Judgement judgement = { .flow = flow ? library_find(library, flow) : NULL,
                            .verdict = verdict };

    g_assert_true(selection_read_flows(selection, library, NULL));
    return selection_has_verdict(selection, &judgement);
}

static void a_verdict_is_one_of_those_given(void)
{
    g_assert_true(has_verdict((Options){ 0 }, NULL, FLOW_UNKNOWN));
    g_assert_true(
        has_verdict((Options){ .verdicts = LIST("deviates") }, "busy", FLOW_DEVIATES));
    g_assert_false(
        has_verdict((Options){ .verdicts = LIST("deviates") }, "busy", FLOW_CONFORMS));
    g_assert_true(
        has_verdict((Options){ .verdicts = LIST("conforms,unknown") }, NULL, FLOW_UNKNOWN));
    g_assert_true(has_verdict((Options){ .verdicts = LIST("conforms", "incomplete") }, "busy",
                              FLOW_INCOMPLETE));
}

static void a_flow_is_followed_well_or_badly(void)
{
    Options busy = { .flow_names = LIST("busy") };

    g_assert_true(has_verdict(busy, "busy", FLOW_CONFORMS));
    g_assert_true(has_verdict(busy, "busy", FLOW_DEVIATES));
    g_assert_false(has_verdict(busy, "basic-call", FLOW_CONFORMS));
    g_assert_false(has_verdict(busy, NULL, FLOW_UNKNOWN));
    busy.flow_names = LIST("busy,basic-call");
    g_assert_true(has_verdict(busy, "basic-call", FLOW_CONFORMS));
    busy.verdicts = LIST("deviates");
    g_assert_false(has_verdict(busy, "basic-call", FLOW_CONFORMS));
}

static void flows_and_verdicts_have_to_be_known(void)
{
    const struct {
        Options options;
        const char *complaint;
    } ROWS[] = {
        { { .verdicts = (char *[]){ "deviates,good", NULL } },
          "--verdict=deviates,good: 'good' is no verdict; known are conforms, incomplete, "
          "deviates, unknown" },
        { { .flow_names = (char *[]){ "busx", NULL } },
          "--flow=busx: no flow of that name; did you mean " },
        { { .flow_names = (char *[]){ "qqqqqqqqqqqq", NULL } },
          "--flow=qqqqqqqqqqqq: no flow of that name; 'sipstory flows' lists them" },
        { { .flow_names = (char *[]){ "offer", NULL } },
          "--flow=offer: that is a part of flows, and no flow by itself" },
    };
    g_autoptr(Library) library = library_new(NULL, NULL);

    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Selection) selection = selection_new(&ROWS[i].options, NULL);
        g_autoptr(GError) error = NULL;

        g_assert_false(selection_read_flows(selection, library, &error));
        g_assert_true(error->domain == OPTIONS_ERROR);
        if (!g_str_has_prefix(error->message, ROWS[i].complaint))
            g_error("%s", error->message);
    }
}

static void who_asks_for_a_verdict_sees_each_call(void)
{
    Options options = { .verdicts = LIST("deviates") };
    g_autoptr(Selection) selection = selection_new(&options, NULL);

    g_assert_true(selection_is_particular(selection));
    g_assert_true(selection_needs_verdicts(selection));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/selection/without_options_all_are_selected",
                    without_options_all_are_selected);
    g_test_add_func("/selection/numbers_are_single_listed_or_ranges",
                    numbers_are_single_listed_or_ranges);
    g_test_add_func("/selection/a_method_is_that_of_the_first_request",
                    a_method_is_that_of_the_first_request);
    g_test_add_func("/selection/a_call_that_began_earlier_is_of_invite_too",
                    a_call_that_began_earlier_is_of_invite_too);
    g_test_add_func("/selection/from_and_to_are_searched_in_any_case",
                    from_and_to_are_searched_in_any_case);
    g_test_add_func("/selection/a_call_id_is_compared_whole", a_call_id_is_compared_whole);
    g_test_add_func("/selection/different_options_must_all_hold",
                    different_options_must_all_hold);
    g_test_add_func("/selection/what_cannot_be_understood_is_named",
                    what_cannot_be_understood_is_named);
    g_test_add_func("/selection/an_unknown_method_is_named_with_those_known",
                    an_unknown_method_is_named_with_those_known);
    g_test_add_func("/selection/a_selection_may_be_after_particular_calls",
                    a_selection_may_be_after_particular_calls);
    g_test_add_func("/selection/a_verdict_is_one_of_those_given",
                    a_verdict_is_one_of_those_given);
    g_test_add_func("/selection/a_flow_is_followed_well_or_badly",
                    a_flow_is_followed_well_or_badly);
    g_test_add_func("/selection/flows_and_verdicts_have_to_be_known",
                    flows_and_verdicts_have_to_be_known);
    g_test_add_func("/selection/who_asks_for_a_verdict_sees_each_call",
                    who_asks_for_a_verdict_sees_each_call);
    return g_test_run();
}
