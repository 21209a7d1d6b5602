/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ring.h"

#define PLACES 3

typedef struct Work {
    Ring ring;
    unsigned numbers[PLACES];
    unsigned first, end; /* what is filled in */
} Work;

static gpointer fill(gpointer data)
{
    Work *work = data;
    unsigned place;

    while (work->first < work->end && ring_room(&work->ring, &place)) {
        work->numbers[place] = work->first++;
        ring_filled(&work->ring);
    }
    ring_finish(&work->ring);
    return NULL;
}

/* Empties @want of the @end places that another thread fills, and those that were full by then;
 * how many in all. */
static unsigned run(unsigned end, unsigned want)
{
    Work work = { .end = end };
    GThread *thread;
    unsigned place;
    unsigned seen = 0;

    ring_init(&work.ring, PLACES);
    thread = g_thread_new("fill", fill, &work);
    while (ring_next(&work.ring, &place)) {
        g_assert_cmpuint(work.numbers[place], ==, seen);
        if (++seen == want)
            ring_stop(&work.ring);
        ring_emptied(&work.ring);
    }
    g_thread_join(thread);
    g_assert_cmpuint(work.first, ==, seen);
    g_assert_cmpuint(ring_waiting(&work.ring), ==, 0);
    ring_clear(&work.ring);
    return seen;
}

static void what_is_filled_is_emptied_in_the_same_order(void)
{
    g_assert_cmpuint(run(10000, 0), ==, 10000);
    g_assert_cmpuint(run(PLACES, 0), ==, PLACES);
    g_assert_cmpuint(run(1, 0), ==, 1);
}

static void nothing_to_fill_ends_at_once(void)
{
    g_assert_cmpuint(run(0, 0), ==, 0);
}

static void what_is_not_wanted_is_not_filled(void)
{
    unsigned seen = run(10000, 5);

    g_assert_cmpuint(seen, >=, 5);
    g_assert_cmpuint(seen, <=, 5 + PLACES);
}

static void a_full_place_waits_to_be_emptied(void)
{
    Ring ring;
    unsigned place;

    ring_init(&ring, PLACES);
    for (unsigned i = 0; i < PLACES; i++) {
        g_assert_true(ring_room(&ring, &place));
        g_assert_cmpuint(place, ==, i);
        ring_filled(&ring);
    }
    g_assert_cmpuint(ring_waiting(&ring), ==, PLACES);
    g_assert_true(ring_next(&ring, &place));
    ring_emptied(&ring);
    g_assert_true(ring_room(&ring, &place));
    g_assert_cmpuint(place, ==, 0);
    ring_clear(&ring);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ring/what_is_filled_is_emptied_in_the_same_order",
                    what_is_filled_is_emptied_in_the_same_order);
    g_test_add_func("/ring/nothing_to_fill_ends_at_once", nothing_to_fill_ends_at_once);
    g_test_add_func("/ring/what_is_not_wanted_is_not_filled", what_is_not_wanted_is_not_filled);
    g_test_add_func("/ring/a_full_place_waits_to_be_emptied", a_full_place_waits_to_be_emptied);
    return g_test_run();
}
