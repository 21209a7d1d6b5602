/* SPDX-License-Identifier: Apache-2.0 */
#include "src/expecting.h"

#include "tests/support/story.h"

#define LIST(...) ((char *[]){ __VA_ARGS__, NULL })

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

static void assert_refused(Options options, const char *complaint)
{
    g_autoptr(Library) library = library_new(NULL, NULL);
    g_autoptr(GError) error = NULL;

    g_assert_null(expecting_new(&options, library, &error));
    g_assert_true(error->domain == OPTIONS_ERROR);
    if (!g_str_has_prefix(error->message, complaint))
        g_error("%s: %s", complaint, error->message);
}

/* How it ends when the story's call follows @flow in this way. */
static bool is_met(Options options, const char *flow, FlowVerdict verdict)
{
    g_autoptr(Library) library = library_new(NULL, NULL);
    g_autoptr(Expecting) expecting = expecting_new(&options, library, NULL);
    Judgement judgement = { .flow = library_find(library, flow), .verdict = verdict };
    g_auto(Story) story;

    g_assert_nonnull(expecting);
    story_init(&story);
    story_tell_call(&story);
    story.judgement = &judgement;
    expecting_look(expecting, &story.context, story_call(&story));
    return expecting_is_met(expecting);
}

static void without_it_all_is_well(void)
{
    g_autoptr(Library) library = library_new(NULL, NULL);
    g_autoptr(Expecting) expecting = expecting_new(&(Options){ 0 }, library, NULL);

    g_assert_null(expecting_what(expecting));
    g_assert_true(expecting_is_met(expecting));
    g_assert_true(is_met((Options){ 0 }, "busy", FLOW_DEVIATES));
}

static void a_flow_has_to_be_known(void)
{
    assert_refused((Options){ .expect = LIST("busx") },
                   "--expect=busx: no flow of that name; did you mean ");
    assert_refused((Options){ .expect = LIST("busy,") }, "--expect=: no flow of that name; ");
    assert_refused((Options){ .expect = LIST("busy", "offer") },
                   "--expect=offer: that is a part of flows, and no flow by itself");
}

static void every_call_has_to_keep_an_expected_flow(void)
{
    g_assert_true(
        is_met((Options){ .expect = LIST("basic-call,busy") }, "busy", FLOW_CONFORMS));
    g_assert_true(
        is_met((Options){ .expect = LIST("busy", "basic-call") }, "busy", FLOW_CONFORMS));
    g_assert_false(is_met((Options){ .expect = LIST("busy") }, "busy", FLOW_DEVIATES));
    g_assert_false(is_met((Options){ .expect = LIST("busy") }, "basic-call", FLOW_CONFORMS));
    g_assert_false(is_met((Options){ .expect = LIST("busy") }, "busy", FLOW_INCOMPLETE));
    g_assert_true(is_met((Options){ .expect = LIST("busy"), .allow_incomplete = true }, "busy",
                         FLOW_INCOMPLETE));
}

static void no_call_to_check_is_not_well(void)
{
    g_autoptr(Library) library = library_new(NULL, NULL);
    Options options = { .expect = LIST("busy") };
    g_autoptr(Expecting) expecting = expecting_new(&options, library, NULL);

    g_assert_false(expecting_is_met(expecting));
}

static void a_selection_by_method_looks_at_all_that_it_selects(void)
{
    g_autoptr(Library) library = library_new(NULL, NULL);
    Options options = { .expect = LIST("busy"), .methods = LIST("OPTIONS") };
    g_autoptr(Expecting) expecting = expecting_new(&options, library, NULL);

    g_assert_true(expecting_what(expecting)->looks_at_all);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/expecting/without_it_all_is_well", without_it_all_is_well);
    g_test_add_func("/expecting/a_flow_has_to_be_known", a_flow_has_to_be_known);
    g_test_add_func("/expecting/every_call_has_to_keep_an_expected_flow",
                    every_call_has_to_keep_an_expected_flow);
    g_test_add_func("/expecting/no_call_to_check_is_not_well", no_call_to_check_is_not_well);
    g_test_add_func("/expecting/a_selection_by_method_looks_at_all_that_it_selects",
                    a_selection_by_method_looks_at_all_that_it_selects);
    return g_test_run();
}
