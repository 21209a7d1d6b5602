/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/ladder_svg.h"

#include "tests/support/judged.h"
#include "tests/support/markup.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

static Markup *draw(Story *story, unsigned page)
{
    g_autoptr(LadderLayout) layout =
        ladder_layout_new_drawn(&story->context, story_call(story));
    g_autoptr(GString) out = g_string_new(NULL);

    ladder_svg_append(out, layout, &story->context, page);
    return markup_parse(out->str);
}

static void every_message_is_a_row_with_its_number_and_its_label_as_text(void)
{
    g_auto(Story) story;
    g_autoptr(Markup) drawn = NULL;

    story_init(&story);
    story_tell_call(&story);
    drawn = draw(&story, 0);
    g_assert_cmpstr(markup_text_in(drawn, "data-n", "1", "label"), ==,
                    "INVITE sdp x3 in 1.5 s +1 dup");
    g_assert_cmpstr(markup_text_in(drawn, "data-n", "6", "label"), ==, "180 Ringing");
    g_assert_cmpstr(markup_text_in(drawn, "data-n", "1", "detail"), ==,
                    "192.0.2.10:4000 PCMU/PCMA");
    g_assert_true(markup_has_class(drawn, "data-n", "1", "request"));
    g_assert_true(markup_has_class(drawn, "data-n", "6", "provisional"));
    g_assert_true(markup_has_class(drawn, "data-n", "8", "success"));
    g_assert_null(markup_text_in(drawn, "data-n", "2", "label"));
}

static void what_left_the_flow_has_a_class_and_a_sign(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(Markup) drawn = NULL;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_DEVIATES);
    for (unsigned i = 0; i < story_call(&story)->messages_len; i++)
        judged_mark(&judged, i, i == 5 ? MARK_UNEXPECTED : MARK_ASIDE, NULL);
    judged_deviate(&judged, (Deviation){ .kind = DEVIATION_MISSING,
                                         .step = judged_step(&judged, 5, "P-A", "486 INVITE"),
                                         .before = 7,
                                         .text = (char *)"step 5: no 486" });
    for (unsigned i = 0; i < 3; i++)
        judged.endpoints[i] =
            (JudgedEndpoint){ story_call(&story)->participants[i].addresses[0], "APB"[i] };
    judged.judgement.endpoints_len = 3;
    story.judgement = &judged.judgement;
    drawn = draw(&story, 0);
    g_assert_true(markup_has_class(drawn, "data-n", "6", "unexpected"));
    g_assert_cmpstr(markup_text_in(drawn, "data-n", "6", "label"), ==, "! 180 Ringing");
    g_assert_cmpstr(markup_text_in(drawn, "class", "row missing", "label"), ==,
                    "(missing) 486 INVITE");
}

static void markup_from_the_wire_is_text(void)
{
    g_auto(Story) story;
    g_autoptr(Markup) drawn = NULL;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    story_say(&story, (Said){ .ms = 1,
                              .from = "192.0.2.2:5060",
                              .to = "192.0.2.1:5060",
                              .start_line = "SIP/2.0 400 </text><script>\"&'\x01\x7f" });
    drawn = draw(&story, 0);
    g_assert_cmpstr(markup_text_in(drawn, "data-n", "2", "label"), ==,
                    "400 </text><script>\"&'\\x01\\x7f");
}

static void a_long_call_has_pages_that_say_so(void)
{
    g_auto(Story) story;
    g_autoptr(LadderLayout) layout = NULL;
    unsigned rows = 0;

    story_init(&story);
    for (unsigned i = 0; i < 1000; i++) {
        g_autofree char *cseq = g_strdup_printf("%u INFO", i + 1);
        g_autofree char *branch = g_strdup_printf("i%u", i);

        story_say(&story, (Said){ .ms = i,
                                  .cseq = cseq,
                                  .branch = branch,
                                  .to_tag = "t",
                                  .start_line = "INFO sip:1002@example.net SIP/2.0" });
    }
    layout = ladder_layout_new_drawn(&story.context, story_call(&story));
    g_assert_cmpuint(layout->pages_len, ==, 3);
    for (unsigned page = 0; page < 3; page++) {
        g_autoptr(Markup) drawn = draw(&story, page);

        g_assert_cmpuint(layout->pages[page].len, <=, LADDER_PAGE_ROWS);
        g_assert_cmpuint(markup_count(drawn, "class", "head"), ==, layout->columns_len);
        g_assert_cmpint(markup_has_text(drawn, "continued (2 of 3)"), ==, page == 1);
        g_assert_cmpint(markup_has_text(drawn, "goes on (3 of 3)"), ==, page == 1);
        rows += markup_count(drawn, "class", "row request");
    }
    g_assert_cmpuint(rows, ==, 1000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ladder_svg/every_message_is_a_row_with_its_number_and_its_label_as_text",
                    every_message_is_a_row_with_its_number_and_its_label_as_text);
    g_test_add_func("/ladder_svg/what_left_the_flow_has_a_class_and_a_sign",
                    what_left_the_flow_has_a_class_and_a_sign);
    g_test_add_func("/ladder_svg/markup_from_the_wire_is_text", markup_from_the_wire_is_text);
    g_test_add_func("/ladder_svg/a_long_call_has_pages_that_say_so",
                    a_long_call_has_pages_that_say_so);
    return g_test_run();
}
