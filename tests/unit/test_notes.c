/* SPDX-License-Identifier: Apache-2.0 */
#include "src/notes.h"

static void expect(Notes *notes, const char *text)
{
    g_autofree char *note = notes_take(notes);

    g_assert_cmpstr(note, ==, text);
}

static void notes_come_out_in_their_order(void)
{
    g_autoptr(Notes) notes = notes_new();

    expect(notes, NULL);
    notes_add(notes, "%s: gone", "eth1");
    notes_add(notes, "%s: back", "eth1");
    expect(notes, "eth1: gone");
    expect(notes, "eth1: back");
    expect(notes, NULL);
}

static void of_a_flood_the_last_are_kept(void)
{
    g_autoptr(Notes) notes = notes_new();

    for (int i = 0; i < 1000; i++)
        notes_add(notes, "%d", i);
    for (int i = 1000 - NOTES_MAX; i < 1000; i++) {
        g_autofree char *text = g_strdup_printf("%d", i);

        expect(notes, text);
    }
    expect(notes, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/notes/notes_come_out_in_their_order", notes_come_out_in_their_order);
    g_test_add_func("/notes/of_a_flood_the_last_are_kept", of_a_flood_the_last_are_kept);
    return g_test_run();
}
