/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/png_stack.h"

static void add(PngStack *stack, unsigned width, unsigned height)
{
    png_stack_add(stack, (PainterDrawing){ g_strdup("<svg/>"), 6, width, height });
}

/* A call of one drawing that takes @height with what is below it. */
static void add_call(PngStack *stack, bool deviates, unsigned height)
{
    png_stack_begin(stack, deviates);
    add(stack, 10 + height, height - PNG_STACK_APART);
}

static bool append_height(const PainterDrawing *drawing, void *user)
{
    g_string_append_printf(user, "%u ", drawing->height + PNG_STACK_APART);
    return true;
}

static char *heights(const PngStack *stack)
{
    GString *text = g_string_new(NULL);

    png_stack_each(stack, append_height, text);
    return g_string_free(text, FALSE);
}

static void all_stay_where_there_is_room(void)
{
    g_autoptr(PngStack) stack = png_stack_new(1000);
    g_autofree char *text = NULL;

    add_call(stack, false, 400);
    add_call(stack, true, 600);
    text = heights(stack);
    g_assert_cmpstr(text, ==, "400 600 ");
    g_assert_cmpuint(png_stack_size(stack).height, ==, 1000);
    g_assert_cmpuint(png_stack_size(stack).width, ==, 610);
    g_assert_cmpuint(png_stack_lost_calls(stack), ==, 0);
}

static void the_last_that_does_not_deviate_goes_first(void)
{
    g_autoptr(PngStack) stack = png_stack_new(1000);
    g_autofree char *text = NULL;

    add_call(stack, false, 300);
    add_call(stack, false, 301);
    add_call(stack, true, 302);
    add_call(stack, true, 303);
    text = heights(stack);
    g_assert_cmpstr(text, ==, "300 302 303 ");
    g_assert_cmpuint(png_stack_lost_calls(stack), ==, 1);
}

static void what_follows_of_a_call_that_went_goes_too(void)
{
    g_autoptr(PngStack) stack = png_stack_new(1000);
    g_autofree char *text = NULL;

    add_call(stack, false, 800);
    png_stack_begin(stack, false);
    add(stack, 10, 300);
    add(stack, 10, 10);
    text = heights(stack);
    g_assert_cmpstr(text, ==, "800 ");
    g_assert_cmpuint(png_stack_lost_calls(stack), ==, 1);
    g_assert_cmpuint(png_stack_lost_pages(stack), ==, 0);
}

static void a_single_call_loses_its_last_pages(void)
{
    g_autoptr(PngStack) stack = png_stack_new(1000);

    png_stack_begin(stack, false);
    for (unsigned i = 0; i < 5; i++)
        add(stack, 10, 400);
    g_assert_cmpuint(png_stack_lost_pages(stack), ==, 3);
    g_assert_cmpuint(png_stack_lost_calls(stack), ==, 0);
    g_assert_cmpuint(png_stack_size(stack).height, <=, 1000);
}

static void a_drawing_that_is_too_high_alone_stays(void)
{
    g_autoptr(PngStack) stack = png_stack_new(1000);

    add_call(stack, false, 5000);
    g_assert_cmpuint(png_stack_size(stack).height, ==, 5000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/png_stack/all_stay_where_there_is_room", all_stay_where_there_is_room);
    g_test_add_func("/png_stack/the_last_that_does_not_deviate_goes_first",
                    the_last_that_does_not_deviate_goes_first);
    g_test_add_func("/png_stack/what_follows_of_a_call_that_went_goes_too",
                    what_follows_of_a_call_that_went_goes_too);
    g_test_add_func("/png_stack/a_single_call_loses_its_last_pages",
                    a_single_call_loses_its_last_pages);
    g_test_add_func("/png_stack/a_drawing_that_is_too_high_alone_stays",
                    a_drawing_that_is_too_high_alone_stays);
    return g_test_run();
}
