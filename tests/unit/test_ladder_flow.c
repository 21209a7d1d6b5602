/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/ladder_flow.h"

#include "reports/ladder_text.h"
#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

/* The story's call, from A by P to B, whose rows are messages 1 and 5 to 12. */
static void tell(Story *story, Judged *judged, FlowVerdict verdict)
{
    story_init(story);
    story_tell_call(story);
    judged_init(judged, "hold", verdict);
    story->judgement = &judged->judgement;
}

static LadderLayout *laid_out(Story *story)
{
    return ladder_layout_new(&story->context, story_call(story));
}

static const LadderRow *missing_row(const LadderLayout *layout, unsigned *at)
{
    for (unsigned i = 0; i < layout->rows_len; i++)
        if (layout->rows[i].kind == LADDER_MISSING) {
            *at = i;
            return &layout->rows[i];
        }
    return NULL;
}

static Deviation missing(const Step *step, unsigned before)
{
    return (Deviation){ DEVIATION_MISSING,    step,   step->from, step->to,
                        JUDGEMENT_NO_MESSAGE, before, (char *)"" };
}

static void a_call_that_was_not_judged_has_no_steps(void)
{
    g_auto(Story) story;
    g_autoptr(LadderLayout) layout = NULL;

    story_init(&story);
    story_tell_call(&story);
    layout = laid_out(&story);
    g_assert_cmpuint(layout->step_width, ==, 0);
    g_assert_cmpstr(layout->legend, ==, "");
}

static void steps_have_a_column_where_one_has_a_number(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    tell(&story, &judged, FLOW_CONFORMS);
    judged_mark(&judged, 0, MARK_MATCHED, judged_step(&judged, 0, "A-P", "INVITE"));
    {
        g_autoptr(LadderLayout) layout = laid_out(&story);

        g_assert_cmpuint(layout->step_width, ==, 0);
    }
    judged_mark(&judged, 4, MARK_MATCHED, judged_step(&judged, 12, "P-B", "INVITE"));
    {
        g_autoptr(LadderLayout) layout = laid_out(&story);

        g_assert_cmpuint(layout->step_width, ==, 4);
        g_assert_cmpuint(layout->rows[0].step, ==, 0);
        g_assert_cmpuint(layout->rows[1].step, ==, 12);
        g_assert_cmpstr(layout->legend, ==, "");
    }
}

static void what_left_the_flow_has_a_sign_and_the_legend_its_words(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(LadderLayout) layout = NULL;

    tell(&story, &judged, FLOW_DEVIATES);
    judged_mark(&judged, 5, MARK_UNEXPECTED, NULL);
    judged_mark(&judged, 9, MARK_OUT_OF_ORDER, judged_step(&judged, 7, "A-P", "ACK"));
    layout = laid_out(&story);
    g_assert_cmpint(layout->rows[2].mark, ==, LADDER_UNEXPECTED);
    g_assert_cmpstr(layout->rows[2].label, ==, "! 180 Ringing");
    g_assert_cmpint(layout->rows[6].mark, ==, LADDER_OUT_OF_ORDER);
    g_assert_cmpstr(layout->rows[6].label, ==, "~ ACK");
    g_assert_cmpuint(layout->rows[6].step, ==, 7);
    g_assert_cmpstr(layout->legend, ==, "! not in the flow;  ~ out of order");
}

static void an_arrow_that_never_came_stands_at_its_place(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(LadderLayout) layout = NULL;
    const LadderRow *row;
    unsigned at = 0;

    tell(&story, &judged, FLOW_DEVIATES);
    judged_deviate(&judged, missing(judged_step(&judged, 11, "B-P", "487 INVITE"), 6));
    layout = laid_out(&story);
    row = missing_row(layout, &at);
    g_assert_cmpuint(layout->rows_len, ==, 10);
    g_assert_cmpuint(layout->rows[at - 1].message, ==, 5);
    g_assert_cmpuint(layout->rows[at + 1].message, ==, 6);
    g_assert_cmpstr(row->label, ==, "(missing) 487 INVITE");
    g_assert_cmpuint(row->step, ==, 11);
    g_assert_cmpuint(row->from, ==, 2);
    g_assert_cmpuint(row->to, ==, 1);
    g_assert_cmpint(row->time, ==, TIME_NONE);
    g_assert_cmpint(layout->rows[at + 1].delta, ==, INT64_C(10000000));
    g_assert_cmpstr(layout->legend, ==, "(missing) never came");
}

static void arrows_at_one_place_keep_their_order(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(LadderLayout) layout = NULL;

    tell(&story, &judged, FLOW_DEVIATES);
    judged_deviate(&judged, missing(judged_step(&judged, 9, "A-P", "BYE"), 12));
    judged_deviate(&judged, missing(judged_step(&judged, 10, "P-B", "BYE"), 12));
    judged_deviate(&judged, missing(judged_step(&judged, 1, "A-P", "INVITE"), 0));
    layout = laid_out(&story);
    g_assert_cmpuint(layout->rows_len, ==, 12);
    g_assert_cmpuint(layout->rows[0].step, ==, 1);
    g_assert_cmpuint(layout->rows[10].step, ==, 9);
    g_assert_cmpuint(layout->rows[11].step, ==, 10);
}

static void a_role_that_nobody_was_seen_in_has_a_column(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(LadderLayout) layout = NULL;
    unsigned at = 0;

    tell(&story, &judged, FLOW_DEVIATES);
    judged_deviate(&judged, missing(judged_step(&judged, 7, "P-C", "INVITE"), 12));
    judged_deviate(&judged, missing(judged_step(&judged, 8, "C-P", "180 INVITE"), 12));
    layout = laid_out(&story);
    g_assert_cmpuint(layout->columns_len, ==, 4);
    g_assert_cmpuint(layout->columns[3].participant, ==, LADDER_NOBODY);
    g_assert_cmpstr(layout->columns[3].title, ==, "(not seen)");
    g_assert_cmpstr(layout->columns[3].subtitle, ==, "C");
    g_assert_cmpuint(missing_row(layout, &at)->from, ==, 1);
    g_assert_cmpuint(missing_row(layout, &at)->to, ==, 3);
}

/* Two servers are one P; the arrow between P and B is at the one that B talked to. */
static void of_two_servers_the_neighbour_is_taken(void)
{
    static const char *const HOPS[] = { "192.0.2.1:5060", "192.0.2.2:5060", "192.0.2.3:5060",
                                        "192.0.2.4:5060" };
    static const char ROLES[] = "APPB";
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(LadderLayout) layout = NULL;
    const Call *call;
    unsigned at = 0;

    story_init(&story);
    judged_init(&judged, "hold", FLOW_DEVIATES);
    for (unsigned i = 0; i < 3; i++)
        story_say(&story, (Said){ .ms = i,
                                  .from = HOPS[i],
                                  .to = HOPS[i + 1],
                                  .branch = &"abc"[i],
                                  .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    judged_deviate(&judged, missing(judged_step(&judged, 3, "P-A", "100 INVITE"), 3));
    judged_deviate(&judged, missing(judged_step(&judged, 5, "B-P", "180 INVITE"), 3));
    call = story_call(&story);
    for (unsigned i = 0; i < 4; i++)
        judged.endpoints[i] = (JudgedEndpoint){ call->participants[i].addresses[0], ROLES[i] };
    judged.judgement.endpoints_len = 4;
    story.judgement = &judged.judgement;
    layout = laid_out(&story);
    g_assert_cmpuint(missing_row(layout, &at)->from, ==, 1);
    g_assert_cmpuint(missing_row(layout, &at)->to, ==, 0);
    g_assert_cmpuint(layout->rows[at + 1].from, ==, 3);
    g_assert_cmpuint(layout->rows[at + 1].to, ==, 2);
}

static void every_width_holds_what_is_missing(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    tell(&story, &judged, FLOW_DEVIATES);
    judged_mark(&judged, 4, MARK_OUT_OF_ORDER, judged_step(&judged, 2, "P-B", "INVITE"));
    judged_deviate(&judged, missing(judged_step(&judged, 7, "P-C", "INVITE/UPDATE"), 3));
    for (unsigned width = 70; width <= 200; width++) {
        g_autoptr(LadderLayout) layout = NULL;

        story.context.width = width;
        layout = laid_out(&story);
        g_assert_cmpuint(layout->width, <=, width);
    }
}

static const char *drawn(Story *story)
{
    g_autoptr(LadderLayout) layout = laid_out(story);

    rewind(story->context.out);
    ladder_text_draw(layout, &story->context);
    return story_written(story);
}

/* An INVITE that P swallows, and a BYE that A should not have sent. */
static void tell_swallowed(Story *story, Judged *judged)
{
    story_init(story);
    judged_init(judged, "basic-call", FLOW_DEVIATES);
    story_say(story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    story_say(story, (Said){ 10, .start_line = "BYE sip:1002@example.net SIP/2.0",
                             .cseq = "2 BYE", .branch = "b", .to_tag = "t" });
    judged_mark(judged, 0, MARK_MATCHED, judged_step(judged, 1, "A-P", "INVITE"));
    judged_mark(judged, 1, MARK_UNEXPECTED, NULL);
    judged_deviate(judged, missing(judged_step(judged, 2, "P-B", "INVITE"), 1));
    judged_deviate(judged, missing(judged_step(judged, 3, "P-A", "100 INVITE"), 1));
    story->judgement = &judged->judgement;
}

static void it_looks_like_this(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    tell_swallowed(&story, &judged);
    g_assert_cmpstr(
        drawn(&story), ==,
        "                        192.0.2.1:5060     192.0.2.2:5060             (not seen)\n"
        "    step                    A 1001                P                        B\n"
        " 1     1  10:15:02.000         │──── INVITE ─────▶│                        │\n"
        "       2                       │                  │·  (missing) INVITE · ·▷│\n"
        "       3                       │ (missing) 100 INVITE                      │\n"
        "                               │◁· · · · · · · · ·│                        │\n"
        " 2        10:15:02.010         │───── ! BYE ─────▶│                        │\n"
        "  ! not in the flow;  (missing) never came\n");
}

static void without_unicode_it_looks_like_this(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    tell_swallowed(&story, &judged);
    story.context.unicode = false;
    g_assert_cmpstr(
        drawn(&story), ==,
        "                        192.0.2.1:5060     192.0.2.2:5060             (not seen)\n"
        "    step                    A 1001                P                        B\n"
        " 1     1  10:15:02.000         |---- INVITE ----->|                        |\n"
        "       2                       |                  |-  (missing) INVITE - ->|\n"
        "       3                       | (missing) 100 INVITE                      |\n"
        "                               |<- - - - - - - - -|                        |\n"
        " 2        10:15:02.010         |----- ! BYE ----->|                        |\n"
        "  ! not in the flow;  (missing) never came\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ladder_flow/a_call_that_was_not_judged_has_no_steps",
                    a_call_that_was_not_judged_has_no_steps);
    g_test_add_func("/ladder_flow/steps_have_a_column_where_one_has_a_number",
                    steps_have_a_column_where_one_has_a_number);
    g_test_add_func("/ladder_flow/what_left_the_flow_has_a_sign_and_the_legend_its_words",
                    what_left_the_flow_has_a_sign_and_the_legend_its_words);
    g_test_add_func("/ladder_flow/an_arrow_that_never_came_stands_at_its_place",
                    an_arrow_that_never_came_stands_at_its_place);
    g_test_add_func("/ladder_flow/arrows_at_one_place_keep_their_order",
                    arrows_at_one_place_keep_their_order);
    g_test_add_func("/ladder_flow/a_role_that_nobody_was_seen_in_has_a_column",
                    a_role_that_nobody_was_seen_in_has_a_column);
    g_test_add_func("/ladder_flow/of_two_servers_the_neighbour_is_taken",
                    of_two_servers_the_neighbour_is_taken);
    g_test_add_func("/ladder_flow/every_width_holds_what_is_missing",
                    every_width_holds_what_is_missing);
    g_test_add_func("/ladder_flow/it_looks_like_this", it_looks_like_this);
    g_test_add_func("/ladder_flow/without_unicode_it_looks_like_this",
                    without_unicode_it_looks_like_this);
    return g_test_run();
}
