/* SPDX-License-Identifier: Apache-2.0 */
#include "src/output_place.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/yard.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Yard, yard_clear)

static OutputPlace *place_in(const Yard *yard, const char *name, bool numbered)
{
    g_autofree char *path = yard_path(yard, name);
    g_autoptr(GError) error = NULL;
    OutputPlace *place = output_place_new(path, &error);

    g_assert_no_error(error);
    if (numbered)
        output_place_number(place, YARD_NOW);
    return place;
}

static int begin(OutputPlace *place, int64_t now)
{
    g_autoptr(GError) error = NULL;
    int fd = output_place_begin(place, now, &error);

    g_assert_no_error(error);
    g_assert_cmpint(fd, >=, 0);
    return fd;
}

static void finish(OutputPlace *place, int fd)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(output_place_finish(place, fd, &error));
    close(fd);
}

static void a_file_gets_its_name_and_rights_when_it_is_whole(void)
{
    g_auto(Yard) yard;
    g_autoptr(OutputPlace) place = NULL;
    g_autofree char *path = NULL;
    struct stat file;
    int fd;

    yard_init(&yard);
    yard_write(&yard, "calls.jsonl", "old");
    place = place_in(&yard, "calls.jsonl", false);
    fd = begin(place, YARD_NOW);
    g_assert_cmpstr(yard_list(&yard), ==, "calls.jsonl calls.jsonl.part");
    path = yard_path(&yard, "calls.jsonl.part");
    g_assert_cmpstr(output_place_shown(place), ==, path);
    g_assert_cmpint(stat(path, &file), ==, 0);
    g_assert_cmpint(file.st_mode & 0777, ==, 0600);
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl"), ==, "old");
    finish(place, fd);
    g_assert_cmpstr(yard_list(&yard), ==, "calls.jsonl");
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl"), ==, "");
    g_clear_pointer(&path, g_free);
    path = yard_path(&yard, "calls.jsonl");
    g_assert_cmpint(stat(path, &file), ==, 0);
    g_assert_cmpint(file.st_mode & 0777, ==, 0644);
}

static void numbers_go_on_where_those_in_the_directory_end(void)
{
    g_auto(Yard) yard;
    g_autoptr(OutputPlace) place = NULL;
    int fd;

    yard_init(&yard);
    yard_write(&yard, "calls_00009_20261125000000.jsonl", "x");
    yard_write(&yard, "calls_0099_20261125000000.jsonl", "x");
    yard_write(&yard, "calls_000099_20261125000000.jsonl", "x");
    yard_write(&yard, "calls_00099_2026112500000.jsonl", "x");
    yard_write(&yard, "calls_00099_20261125000000.json", "x");
    yard_write(&yard, "calls_00099_20261125000000.jsonl.gz", "x");
    yard_write(&yard, "recalls_00099_20261125000000.jsonl", "x");
    place = place_in(&yard, "calls.jsonl", true);
    fd = begin(place, YARD_NOW);
    g_assert_true(
        g_str_has_suffix(output_place_shown(place), "/calls_00010_20261126031500.jsonl.part"));
    finish(place, fd);
    fd = begin(place, YARD_NOW + 61 * YARD_SECOND);
    g_assert_true(
        g_str_has_suffix(output_place_shown(place), "/calls_00011_20261126031601.jsonl.part"));
    finish(place, fd);
}

static void names_need_no_ending_and_numbers_may_have_more_digits(void)
{
    g_auto(Yard) yard;
    g_autoptr(OutputPlace) place = NULL;

    yard_init(&yard);
    yard_write(&yard, ".calls_99999_20261125000000", "x");
    place = place_in(&yard, ".calls", true);
    finish(place, begin(place, YARD_NOW));
    g_assert_cmpstr(yard_list(&yard), ==,
                    ".calls_100000_20261126031500 .calls_99999_20261125000000");
}

static void only_the_newest_files_named_so_are_kept(void)
{
    g_auto(Yard) yard;
    g_autoptr(OutputPlace) place = NULL;
    g_autofree char *folder = NULL;

    yard_init(&yard);
    yard_write(&yard, "c_00001_20261125000000.csv", "x");
    yard_write(&yard, "c_00002_20200101000000.csv", "x");
    yard_write(&yard, "c_00003_20261125000000.csv", "x");
    yard_write(&yard, "c_00001_20261125000000.csv~", "x");
    yard_write(&yard, "c_00001_20261125000000", "x");
    yard_write(&yard, "c_1_20261125000000.csv", "x");
    yard_write(&yard, "c.csv", "x");
    folder = yard_path(&yard, "c_00000_20261125000000.csv");
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    place = place_in(&yard, "c.csv", true);
    output_place_keep(place, 2);
    g_assert_cmpstr(yard_list(&yard), ==,
                    "c.csv c_00000_20261125000000.csv c_00001_20261125000000 "
                    "c_00001_20261125000000.csv~ c_00002_20200101000000.csv "
                    "c_00003_20261125000000.csv c_1_20261125000000.csv");
    output_place_keep(place, 0);
    g_assert_cmpstr(yard_list(&yard), ==,
                    "c.csv c_00000_20261125000000.csv c_00001_20261125000000 "
                    "c_00001_20261125000000.csv~ c_1_20261125000000.csv");
}

static void what_a_killed_run_left_is_kept_as_it_is(void)
{
    for (int numbered = 0; numbered < 2; numbered++) {
        g_auto(Yard) yard;
        g_autoptr(OutputPlace) place = NULL;
        int fd;

        yard_init(&yard);
        yard_write(&yard, "calls.jsonl.part", "whole\ncut sh");
        yard_write(&yard, "calls_20261126031500.jsonl", "there already");
        yard_write(&yard, "calls_00007_20261125000000.jsonl.part", "seven");
        yard_write(&yard, "calls_00008_20261125000000.jsonl.part", "");
        place = place_in(&yard, "calls.jsonl", numbered);
        fd = begin(place, YARD_NOW);
        g_assert_cmpstr(yard_read(&yard, "calls_20261126031500-2.jsonl"), ==, "whole\ncut sh");
        g_assert_cmpstr(yard_read(&yard, "calls_00007_20261125000000.jsonl"), ==, "seven");
        finish(place, fd);
        g_assert_cmpstr(
            yard_list(&yard), ==,
            numbered ? "calls_00007_20261125000000.jsonl calls_00009_20261126031500.jsonl "
                       "calls_20261126031500-2.jsonl calls_20261126031500.jsonl"
                     : "calls.jsonl calls_00007_20261125000000.jsonl "
                       "calls_20261126031500-2.jsonl calls_20261126031500.jsonl");
    }
}

static void two_runs_never_write_one_output(void)
{
    for (int numbered = 0; numbered < 4; numbered++) {
        g_auto(Yard) yard;
        g_autoptr(OutputPlace) place = NULL;
        g_autoptr(OutputPlace) other = NULL;
        g_autoptr(GError) error = NULL;
        g_autofree char *expected = NULL;
        g_autofree char *before = NULL;
        int fd;

        yard_init(&yard);
        place = place_in(&yard, "calls.jsonl", numbered & 1);
        other = place_in(&yard, "calls.jsonl", numbered & 2);
        fd = begin(place, YARD_NOW);
        before = g_strdup(yard_list(&yard));
        g_assert_cmpint(output_place_begin(other, YARD_NOW, &error), ==, -1);
        expected = g_strconcat(output_place_shown(place), ": another run is writing it", NULL);
        g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
        g_assert_cmpstr(error->message, ==, expected);
        g_assert_cmpstr(yard_list(&yard), ==, before);
        finish(place, fd);
        finish(other, begin(other, YARD_NOW));
    }
}

static void a_link_is_followed_and_stays_one(void)
{
    g_auto(Yard) yard;
    g_autoptr(OutputPlace) place = NULL;
    g_autofree char *link = NULL;

    yard_init(&yard);
    yard_write(&yard, "real.csv", "old");
    link = yard_path(&yard, "link.csv");
    g_assert_cmpint(symlink("real.csv", link), ==, 0);
    place = place_in(&yard, "link.csv", false);
    finish(place, begin(place, YARD_NOW));
    g_assert_cmpstr(yard_read(&yard, "real.csv"), ==, "");
    g_assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
}

static void a_directory_that_moves_is_still_the_place(void)
{
    g_auto(Yard) yard;
    g_autoptr(OutputPlace) place = NULL;
    g_autofree char *here = g_get_current_dir();
    g_autofree char *moved = NULL;
    int fd;

    yard_init(&yard);
    g_assert_cmpint(g_chdir(yard.path), ==, 0);
    place = output_place_new("calls.csv", NULL);
    fd = begin(place, YARD_NOW);
    g_assert_cmpstr(output_place_shown(place), ==, "calls.csv.part");
    g_assert_cmpint(g_chdir(here), ==, 0);
    moved = g_strconcat(yard.path, "-moved", NULL);
    g_assert_cmpint(g_rename(yard.path, moved), ==, 0);
    g_free(yard.path);
    yard.path = g_steal_pointer(&moved);
    finish(place, fd);
    g_assert_cmpstr(yard_list(&yard), ==, "calls.csv");
}

static void a_place_that_is_not_there_is_said(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(output_place_new("/no/such/place/calls.csv", &error));
    g_assert_cmpstr(error->message, ==,
                    "/no/such/place/calls.csv: cannot be written: No such file or directory");
}

#define CASE(function) g_test_add_func("/output_place/" #function, function)

int main(int argc, char **argv)
{
    umask(022);
    g_test_init(&argc, &argv, NULL);
    CASE(a_file_gets_its_name_and_rights_when_it_is_whole);
    CASE(numbers_go_on_where_those_in_the_directory_end);
    CASE(names_need_no_ending_and_numbers_may_have_more_digits);
    CASE(only_the_newest_files_named_so_are_kept);
    CASE(what_a_killed_run_left_is_kept_as_it_is);
    CASE(two_runs_never_write_one_output);
    CASE(a_link_is_followed_and_stays_one);
    CASE(a_directory_that_moves_is_still_the_place);
    CASE(a_place_that_is_not_there_is_said);
    return g_test_run();
}
