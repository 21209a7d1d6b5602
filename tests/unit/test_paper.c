/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/paper.h"

#include <glib.h>

static void a_narrow_ladder_is_as_large_as_on_a_screen(void)
{
    Paper paper = paper_for(500);

    g_assert_cmpfloat(paper.width, <, paper.height);
    g_assert_cmpfloat(paper.scale, ==, 0.75);
    g_assert_cmpuint(paper_room(&paper), ==, 1048);
}

static void wider_ones_turn_the_paper_and_then_take_a_larger_one(void)
{
    Paper upright = paper_for(1100);
    Paper turned = paper_for(1500);
    Paper large = paper_for(2500);

    g_assert_cmpfloat(upright.width, ==, 595);
    g_assert_cmpfloat(turned.width, ==, 842);
    g_assert_cmpfloat(large.width, ==, 1191);
    g_assert_cmpfloat(large.scale * 2500, <=, 1191 - 2 * PAPER_MARGIN);
}

static void what_no_printer_takes_stays_legible(void)
{
    Paper paper = paper_for(30000);

    g_assert_cmpfloat(paper.scale, ==, 0.45);
    g_assert_cmpfloat(paper.width, >, 30000 * 0.45);
}

static void what_is_too_high_is_made_smaller(void)
{
    Paper paper = paper_for(500);

    paper_fit(&paper, 1048);
    g_assert_cmpfloat(paper.scale, ==, 0.75);
    paper_fit(&paper, 2000);
    g_assert_cmpuint(paper_room(&paper), ==, 2000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/paper/a_narrow_ladder_is_as_large_as_on_a_screen",
                    a_narrow_ladder_is_as_large_as_on_a_screen);
    g_test_add_func("/paper/wider_ones_turn_the_paper_and_then_take_a_larger_one",
                    wider_ones_turn_the_paper_and_then_take_a_larger_one);
    g_test_add_func("/paper/what_no_printer_takes_stays_legible",
                    what_no_printer_takes_stays_legible);
    g_test_add_func("/paper/what_is_too_high_is_made_smaller",
                    what_is_too_high_is_made_smaller);
    return g_test_run();
}
