/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/painter.h"

#include "tests/support/markup.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PainterDrawing, painter_drawing_clear)

static void a_note_is_a_document_of_broken_lines(void)
{
    g_auto(PainterDrawing) note = painter_note("one <two> and a good many words more, which a "
                                               "line of four hundred px has no room for",
                                               100);
    g_autoptr(Markup) drawn = markup_parse(note.svg);

    g_assert_cmpuint(note.len, ==, strlen(note.svg));
    g_assert_cmpuint(note.width, ==, 400);
    g_assert_true(markup_has_text(drawn, "one <two> and a good many words more, which a line"));
    g_assert_true(markup_has_text(drawn, "of four hundred px has no room for"));
}

static void a_page_is_a_document_of_the_size_it_names(void)
{
    g_auto(Story) story;
    g_autoptr(SvgCall) call = NULL;
    g_auto(PainterDrawing) page = { 0 };
    g_autoptr(Markup) drawn = NULL;
    g_autofree char *width = NULL;

    story_init(&story);
    story_tell_call(&story);
    call = svg_call_new(&story.context, story_call(&story));
    page = painter_page(call, 0);
    drawn = markup_parse(page.svg);
    width = g_strdup_printf("%u", page.width);
    g_assert_cmpuint(markup_count(drawn, "width", width), >, 0);
    g_assert_true(markup_has_text(drawn, "Call 1: 1001 > 1002, INVITE, completed"));
}

static void the_first_trouble_is_the_one_that_is_told(void)
{
    GError *told = NULL;
    ReportContext context = { .wrong = &told };

    painter_tell(&context, NULL);
    g_assert_no_error(told);
    painter_tell(&context, g_error_new_literal(G_FILE_ERROR, G_FILE_ERROR_FAILED, "first"));
    painter_tell(&context, g_error_new_literal(G_FILE_ERROR, G_FILE_ERROR_FAILED, "second"));
    g_assert_cmpstr(told->message, ==, "first");
    g_error_free(told);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/painter/a_note_is_a_document_of_broken_lines",
                    a_note_is_a_document_of_broken_lines);
    g_test_add_func("/painter/a_page_is_a_document_of_the_size_it_names",
                    a_page_is_a_document_of_the_size_it_names);
    g_test_add_func("/painter/the_first_trouble_is_the_one_that_is_told",
                    the_first_trouble_is_the_one_that_is_told);
    return g_test_run();
}
