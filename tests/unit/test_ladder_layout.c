/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/ladder_layout.h"
#include "reports/terminal.h"
#include "tests/support/story.h"

static const LadderRow *row_of(const LadderLayout *layout, unsigned n)
{
    for (unsigned i = 0; i < layout->rows_len; i++)
        if (layout->rows[i].kind == LADDER_MESSAGE && layout->rows[i].message + 1 == n)
            return &layout->rows[i];
    return NULL;
}

/* What every layout keeps, whatever it shows. */
static void assert_sound(const LadderLayout *layout, unsigned width)
{
    unsigned y = 0;

    for (unsigned i = 0; i + 1 < layout->columns_len; i++)
        g_assert_cmpuint(layout->columns[i + 1].x, >=, layout->columns[i].x + 4);
    for (unsigned i = 0; i < layout->rows_len; i++) {
        const LadderRow *row = &layout->rows[i];

        g_assert_cmpuint(row->y, ==, y);
        g_assert_cmpuint(row->arrow_y, <, y + row->height);
        y += row->height;
        if (row->label_place == LADDER_ON_ARROW && row->from != row->to) {
            unsigned low = layout->columns[MIN(row->from, row->to)].x;
            unsigned high = layout->columns[MAX(row->from, row->to)].x;

            g_assert_cmpuint(row->label_x, >, low + 1);
            g_assert_cmpuint(row->label_x + terminal_width(slice_text(row->label)), <,
                             high - 1);
        }
        if (width && row->detail_place)
            g_assert_cmpuint(row->detail_x + terminal_width(slice_text(row->detail)), <=,
                             width);
    }
    g_assert_cmpuint(layout->height, ==, y);
    if (width)
        g_assert_cmpuint(layout->width, <=, width);
}

static void a_call_fits_every_width(void)
{
    Story story;

    story_init(&story);
    story_tell_call(&story);
    for (unsigned width = 60; width <= 200; width++) {
        g_autoptr(LadderLayout) layout = NULL;

        story.context.width = width;
        layout = ladder_layout_new(&story.context, story_call(&story));
        g_assert_cmpuint(layout->columns_len, ==, 3);
        g_assert_cmpuint(layout->rows_len, ==, 9);
        assert_sound(layout, width);
    }
    story_clear(&story);
}

static void repeats_fold_into_their_original(void)
{
    Story story;
    g_autoptr(LadderLayout) layout = NULL;
    const LadderRow *row;

    story_init(&story);
    story_tell_call(&story);
    layout = ladder_layout_new(&story.context, story_call(&story));
    row = row_of(layout, 1);
    g_assert_cmpuint(row->repeats.retransmissions, ==, 2);
    g_assert_cmpuint(row->repeats.duplicates, ==, 1);
    g_assert_cmpint(row->repeats.over, ==, INT64_C(1500000000));
    g_assert_cmpstr(row->label, ==, "INVITE sdp x3 in 1.5 s +1 dup");
    for (unsigned n = 2; n <= 4; n++)
        g_assert_null(row_of(layout, n));
    g_assert_cmpstr(row_of(layout, 5)->label, ==, "INVITE sdp");
    g_assert_cmpint(row_of(layout, 5)->delta, ==, INT64_C(1520000000));
    story_clear(&story);
}

static void an_answer_names_its_method_where_several_are_answered(void)
{
    Story story;
    g_autoptr(LadderLayout) both = NULL;
    g_autoptr(LadderLayout) one = NULL;

    story_init(&story);
    story_tell_call(&story);
    both = ladder_layout_new(&story.context, story_call(&story));
    g_assert_cmpstr(row_of(both, 6)->label, ==, "180 Ringing");
    g_assert_cmpstr(row_of(both, 8)->label, ==, "200 OK (INVITE) sdp");
    g_assert_cmpstr(row_of(both, 12)->label, ==, "200 OK (BYE)");
    story_clear(&story);

    story_init(&story);
    story_say(&story,
              (Said){ .start_line = "REGISTER sip:example.net SIP/2.0", .cseq = "1 REGISTER" });
    story_say(&story, (Said){ .ms = 5,
                              .start_line = "SIP/2.0 200 OK",
                              .cseq = "1 REGISTER",
                              .from = "192.0.2.2:5060",
                              .to = "192.0.2.1:5060" });
    one = ladder_layout_new(&story.context, story_call(&story));
    g_assert_cmpstr(row_of(one, 2)->label, ==, "200 OK");
    story_clear(&story);
}

static void a_description_is_told_once(void)
{
    Story story;
    g_autoptr(LadderLayout) layout = NULL;
    Said relayed = { .ms = 1,
                     .from = "192.0.2.2:5060",
                     .to = "192.0.2.3:5060",
                     .branch = "b",
                     .start_line = "INVITE sip:1002@example.net SIP/2.0" };

    story_init(&story);
    story_tell_call(&story);
    story_say(&story, relayed);
    layout = ladder_layout_new(&story.context, story_call(&story));
    g_assert_cmpstr(row_of(layout, 1)->detail, ==, "192.0.2.10:4000 PCMU/PCMA");
    g_assert_cmpstr(row_of(layout, 9)->detail, ==, "192.0.2.1:5002 PCMU/PCMA");
    g_assert_cmpstr(row_of(layout, 10)->detail, ==, "");
    story_clear(&story);
}

/* A request that goes along a chain of @len endpoints, and its answer that comes back. */
static void tell_chain(Story *story, unsigned len)
{
    char from[32];
    char to[32];
    char branch[16];

    for (unsigned i = 0; i < 2 * (len - 1); i++) {
        unsigned at = i < len - 1 ? i : 2 * (len - 1) - i;
        unsigned next = i < len - 1 ? at + 1 : at - 1;

        g_snprintf(from, sizeof from, "192.0.2.%u:5060", at + 100);
        g_snprintf(to, sizeof to, "192.0.2.%u:5060", next + 100);
        g_snprintf(branch, sizeof branch, "x%u", MIN(at, next));
        story_say(story,
                  (Said){ .ms = i,
                          .from = from,
                          .to = to,
                          .branch = branch,
                          .start_line = i < len - 1 ? "INVITE sip:1002@example.net SIP/2.0"
                                                    : "SIP/2.0 486 Busy Here",
                          .sdp_port = i < len - 1 ? "4000" : NULL,
                          .to_tag = i < len - 1 ? NULL : "t" });
    }
}

static void twelve_participants_stand_on_stairs_in_eighty_columns(void)
{
    Story story;
    g_autoptr(LadderLayout) layout = NULL;

    story_init(&story);
    tell_chain(&story, 12);
    layout = ladder_layout_new(&story.context, story_call(&story));
    g_assert_cmpuint(layout->columns_len, ==, 12);
    g_assert_true(layout->has_stairs);
    assert_sound(layout, 80);
    story_clear(&story);
}

static void without_a_bound_every_label_is_on_its_arrow(void)
{
    Story story;
    g_autoptr(LadderLayout) layout = NULL;

    story_init(&story);
    tell_chain(&story, 12);
    story.context.width = 0;
    layout = ladder_layout_new(&story.context, story_call(&story));
    assert_sound(layout, 0);
    g_assert_false(layout->has_stairs);
    for (unsigned i = 0; i < layout->rows_len; i++)
        g_assert_cmpint(layout->rows[i].label_place, ==, LADDER_ON_ARROW);
    g_assert_cmpuint(layout->height, ==, layout->rows_len);
    story_clear(&story);
}

static void a_hundred_participants_are_drawn_although_they_do_not_fit(void)
{
    Story story;
    g_autoptr(LadderLayout) layout = NULL;

    story_init(&story);
    tell_chain(&story, 100);
    layout = ladder_layout_new(&story.context, story_call(&story));
    g_assert_cmpuint(layout->columns_len, ==, 100);
    assert_sound(layout, 0);
    story_clear(&story);
}

static void three_thousand_messages_are_three_thousand_rows(void)
{
    Story story;
    g_autoptr(LadderLayout) layout = NULL;

    story_init(&story);
    for (unsigned i = 0; i < 3000; i++) {
        g_autofree char *cseq = g_strdup_printf("%u INFO", i + 1);
        g_autofree char *branch = g_strdup_printf("i%u", i);

        story_say(&story, (Said){ .ms = i,
                                  .cseq = cseq,
                                  .branch = branch,
                                  .to_tag = "t",
                                  .start_line = "INFO sip:1002@example.net SIP/2.0" });
    }
    layout = ladder_layout_new(&story.context, story_call(&story));
    g_assert_cmpuint(layout->rows_len, ==, 3000);
    g_assert_cmpuint(layout->number_width, ==, 4);
    assert_sound(layout, 80);
    story_clear(&story);
}

static void pages_can_be_cut_to_paper(void)
{
    Story story;
    g_autoptr(LadderLayout) layout = NULL;
    unsigned rows = 0;
    unsigned height = 0;

    story_init(&story);
    story_tell_call(&story);
    layout = ladder_layout_new_drawn(&story.context, story_call(&story));
    ladder_layout_cut(layout, 5, 9);
    g_assert_cmpuint(layout->pages_len, >, 1);
    for (unsigned i = 0; i < layout->pages_len; i++) {
        const LadderPage *page = &layout->pages[i];

        g_assert_cmpuint(page->len, >, 0);
        g_assert_cmpuint(page->height, <=, i ? 9 : 5);
        g_assert_cmpuint(page->first, ==, rows);
        g_assert_cmpuint(page->y, ==, height);
        rows += page->len;
        height += page->height;
    }
    g_assert_cmpuint(rows, ==, layout->rows_len);
    ladder_layout_cut(layout, 0, 0);
    g_assert_cmpuint(layout->pages_len, ==, layout->rows_len);
    story_clear(&story);
}

static void a_long_reason_stands_above_its_arrow_uncut(void)
{
    static const char REASON[] = "488 Not Acceptable Here because of the codecs offered";
    Story story;
    g_autoptr(LadderLayout) layout = NULL;

    story_init(&story);
    story.context.width = 90;
    story_say(&story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    story_say(&story, (Said){ 1, "192.0.2.2:5060", "192.0.2.3:5060", .branch = "b",
                              .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    story_say(&story, (Said){ 2, "192.0.2.3:5060", "192.0.2.2:5060", .branch = "b",
                              .start_line = "SIP/2.0 488 Not Acceptable Here because of the "
                                            "codecs offered" });
    layout = ladder_layout_new(&story.context, story_call(&story));
    g_assert_cmpstr(row_of(layout, 3)->label, ==, REASON);
    g_assert_cmpint(row_of(layout, 3)->label_place, ==, LADDER_ABOVE);
    g_assert_cmpuint(row_of(layout, 3)->arrow_y, ==, row_of(layout, 3)->y + 1);
    assert_sound(layout, 90);
    story_clear(&story);
}

static void a_new_date_has_a_row(void)
{
    Story story;
    g_autoptr(LadderLayout) layout = NULL;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    story_say(&story, (Said){ .ms = 50000000,
                              .cseq = "2 BYE",
                              .branch = "b",
                              .to_tag = "t",
                              .start_line = "BYE sip:1002@example.net SIP/2.0" });
    layout = ladder_layout_new(&story.context, story_call(&story));
    g_assert_cmpuint(layout->rows_len, ==, 3);
    g_assert_cmpint(layout->rows[1].kind, ==, LADDER_DATE);
    g_assert_cmpstr(layout->rows[1].label, ==, "2026-03-06");
    assert_sound(layout, 80);
    story_clear(&story);
}

static void without_texts_the_registered_words_serve(void)
{
    Story story;
    g_autoptr(LadderLayout) layout = NULL;

    story_init(&story);
    story_tell_call(&story);
    story.context.texts = NULL;
    layout = ladder_layout_new(&story.context, story_call(&story));
    g_assert_cmpstr(row_of(layout, 6)->label, ==, "180 Ringing");
    g_assert_cmpstr(row_of(layout, 1)->detail, ==, "");
    story_clear(&story);
}

/* Each message goes from one to the next. */
static void of_a_thousand_participants_the_last_share_a_column(void)
{
    const unsigned len = 1000;
    Story story;
    g_autoptr(LadderLayout) layout = NULL;

    story_init(&story);
    for (unsigned i = 0; i + 1 < len; i++) {
        g_autofree char *from = g_strdup_printf("[2001:db8::%x]:5060", i + 1);
        g_autofree char *to = g_strdup_printf("[2001:db8::%x]:5060", i + 2);

        story_say(&story, (Said){ .ms = i,
                                  .from = from,
                                  .to = to,
                                  .start_line = "INVITE sip:1002@example.net SIP/2.0",
                                  .cseq = "1 INVITE" });
    }
    layout = ladder_layout_new(&story.context, story_call(&story));
    g_assert_cmpuint(layout->columns_len, ==, LADDER_PARTICIPANTS_MAX);
    g_assert_cmpstr(layout->columns[LADDER_PARTICIPANTS_MAX - 1].title, ==, "745 others");
    g_assert_cmpuint(layout->rows_len, >=, len - 1);
    for (unsigned i = 0; i < layout->rows_len; i++) {
        g_assert_cmpuint(layout->rows[i].from, <, layout->columns_len);
        g_assert_cmpuint(layout->rows[i].to, <, layout->columns_len);
    }
    story_clear(&story);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ladder_layout/a_call_fits_every_width", a_call_fits_every_width);
    g_test_add_func("/ladder_layout/repeats_fold_into_their_original",
                    repeats_fold_into_their_original);
    g_test_add_func("/ladder_layout/an_answer_names_its_method_where_several_are_answered",
                    an_answer_names_its_method_where_several_are_answered);
    g_test_add_func("/ladder_layout/a_description_is_told_once", a_description_is_told_once);
    g_test_add_func("/ladder_layout/twelve_participants_stand_on_stairs_in_eighty_columns",
                    twelve_participants_stand_on_stairs_in_eighty_columns);
    g_test_add_func("/ladder_layout/without_a_bound_every_label_is_on_its_arrow",
                    without_a_bound_every_label_is_on_its_arrow);
    g_test_add_func("/ladder_layout/a_hundred_participants_are_drawn_although_they_do_not_fit",
                    a_hundred_participants_are_drawn_although_they_do_not_fit);
    g_test_add_func("/ladder_layout/three_thousand_messages_are_three_thousand_rows",
                    three_thousand_messages_are_three_thousand_rows);
    g_test_add_func("/ladder_layout/pages_can_be_cut_to_paper", pages_can_be_cut_to_paper);
    g_test_add_func("/ladder_layout/a_long_reason_stands_above_its_arrow_uncut",
                    a_long_reason_stands_above_its_arrow_uncut);
    g_test_add_func("/ladder_layout/a_new_date_has_a_row", a_new_date_has_a_row);
    g_test_add_func("/ladder_layout/without_texts_the_registered_words_serve",
                    without_texts_the_registered_words_serve);
    g_test_add_func("/ladder_layout/of_a_thousand_participants_the_last_share_a_column",
                    of_a_thousand_participants_the_last_share_a_column);
    return g_test_run();
}
