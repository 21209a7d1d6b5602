/* SPDX-License-Identifier: Apache-2.0 */
#include "src/growing_file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/options.h"
#include "src/pieces.h"
#include "tests/support/small_disk.h"
#include "tests/support/yard.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Yard, yard_clear)

#define FIRST "calls_00001_20261126031500.jsonl"

static const GrowingRules NO_RULES;
static const GrowingKind LINES = { .pieces = "lines" };

static void begin_mark(GByteArray *out, void *user)
{
    g_byte_array_append(out, (const guint8 *)"[", 1);
    ++*(int *)user;
}

static void end_mark(GByteArray *out, void *user)
{
    g_byte_array_append(out, (const guint8 *)"]", 1);
    --*(int *)user;
}

static GrowingFile *open_in(const Yard *yard, const GrowingRules *rules,
                            const GrowingKind *kind)
{
    g_autofree char *path = yard_path(yard, "calls.jsonl");
    g_autoptr(GError) error = NULL;
    GrowingFile *file = growing_file_open(path, rules, kind, YARD_NOW, &error);

    g_assert_no_error(error);
    return file;
}

/* Adds @text at YARD_NOW + @ms. */
static bool add(GrowingFile *file, const char *text, int64_t ms)
{
    int64_t now = YARD_NOW + ms * (YARD_SECOND / 1000);

    growing_file_make_room(file, strlen(text), now);
    return growing_file_add(file, text, strlen(text), now);
}

static void finish(GrowingFile *file)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(growing_file_finish(file, &error));
    g_assert_no_error(error);
}

static void a_file_is_renamed_into_place_at_the_end(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;
    int open = 0;
    GrowingKind kind = { "lines", begin_mark, end_mark, &open };

    yard_init(&yard);
    file = open_in(&yard, &NO_RULES, &kind);
    g_assert_true(add(file, "a\n", 0));
    growing_file_flush(file, YARD_NOW);
    g_assert_cmpstr(yard_list(&yard), ==, "calls.jsonl.part");
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl.part"), ==, "[a\n");
    finish(file);
    g_assert_cmpstr(yard_list(&yard), ==, "calls.jsonl");
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl"), ==, "[a\n]");
    g_assert_cmpint(open, ==, 0);
}

static void a_file_that_nobody_finished_is_finished(void)
{
    g_auto(Yard) yard;

    yard_init(&yard);
    growing_file_free(open_in(&yard, &NO_RULES, &LINES));
    g_assert_cmpstr(yard_list(&yard), ==, "calls.jsonl");
}

static void no_file_exceeds_its_size_and_each_has_its_beginning(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;
    int open = 0;
    GrowingKind kind = { "lines", begin_mark, end_mark, &open };

    yard_init(&yard);
    file = open_in(&yard, &(GrowingRules){ .size = 10 }, &kind);
    add(file, "1234\n", 0);
    add(file, "678\n", 0);
    add(file, "a piece larger than a file\n", 1000);
    add(file, "x\n", 2000);
    finish(file);
    g_assert_cmpstr(yard_list(&yard), ==,
                    FIRST " calls_00002_20261126031501.jsonl calls_00003_20261126031502.jsonl");
    g_assert_cmpstr(yard_read(&yard, FIRST), ==, "[1234\n678\n]");
    g_assert_cmpstr(yard_read(&yard, "calls_00002_20261126031501.jsonl"), ==,
                    "[a piece larger than a file\n]");
    g_assert_cmpstr(yard_read(&yard, "calls_00003_20261126031502.jsonl"), ==, "[x\n]");
    g_assert_cmpint(open, ==, 0);
}

static void time_counts_from_the_first_piece_and_an_empty_file_stays(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;

    yard_init(&yard);
    file = open_in(&yard, &(GrowingRules){ .time = 10 * YARD_SECOND }, &LINES);
    growing_file_tick(file, YARD_NOW + 100 * YARD_SECOND);
    g_assert_cmpstr(yard_list(&yard), ==, FIRST ".part");
    add(file, "a\n", 100000);
    add(file, "b\n", 109999);
    growing_file_tick(file, YARD_NOW + 110 * YARD_SECOND);
    g_assert_cmpstr(yard_list(&yard), ==, FIRST " calls_00002_20261126031650.jsonl.part");
    g_assert_cmpstr(yard_read(&yard, FIRST), ==, "a\nb\n");
    add(file, "c\n", 111000);
    add(file, "d\n", 121000);
    g_assert_cmpstr(yard_read(&yard, "calls_00002_20261126031650.jsonl"), ==, "c\n");
    finish(file);
    g_assert_cmpstr(yard_read(&yard, "calls_00003_20261126031701.jsonl"), ==, "d\n");
}

static void a_clock_that_steps_back_an_hour_delays_nothing_by_an_hour(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;

    yard_init(&yard);
    file = open_in(&yard, &(GrowingRules){ .time = 10 * YARD_SECOND }, &LINES);
    add(file, "a\n", 3600000);
    add(file, "b\n", 0);
    add(file, "c\n", 11000);
    finish(file);
    g_assert_cmpstr(yard_read(&yard, FIRST), ==, "a\nb\n");
    g_assert_cmpstr(yard_read(&yard, "calls_00002_20261126031511.jsonl"), ==, "c\n");
}

static void the_file_in_the_making_is_one_of_those_kept(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;

    yard_init(&yard);
    yard_write(&yard, "calls_00001_20261125000000.jsonl", "x");
    yard_write(&yard, "calls_00002_20261125000000.jsonl", "x");
    yard_write(&yard, "calls_00003_20261125000000.jsonl", "x");
    file = open_in(&yard, &(GrowingRules){ .size = 1, .keep = 2 }, &LINES);
    g_assert_cmpstr(yard_list(&yard), ==,
                    "calls_00003_20261125000000.jsonl calls_00004_20261126031500.jsonl.part");
    add(file, "a\n", 0);
    add(file, "b\n", 1000);
    g_assert_cmpstr(yard_list(&yard), ==,
                    "calls_00004_20261126031500.jsonl calls_00005_20261126031501.jsonl.part");
    finish(file);
    g_assert_cmpstr(yard_list(&yard), ==,
                    "calls_00004_20261126031500.jsonl calls_00005_20261126031501.jsonl");
}

static void a_file_rotated_by_hand_is_numbered_and_replaces_nothing(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;

    yard_init(&yard);
    yard_write(&yard, "calls.jsonl", "earlier");
    file = open_in(&yard, &NO_RULES, &LINES);
    growing_file_rotate(file, YARD_NOW);
    g_assert_cmpstr(yard_list(&yard), ==, "calls.jsonl calls.jsonl.part");
    add(file, "a\n", 1000);
    growing_file_rotate(file, YARD_NOW + 60 * YARD_SECOND);
    add(file, "b\n", 61000);
    growing_file_rotate(file, YARD_NOW + 120 * YARD_SECOND);
    finish(file);
    g_assert_cmpstr(yard_list(&yard), ==,
                    "calls.jsonl " FIRST " calls_00002_20261126031600.jsonl "
                    "calls_00003_20261126031700.jsonl");
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl"), ==, "earlier");
    g_assert_cmpstr(yard_read(&yard, FIRST), ==, "a\n");
    g_assert_cmpstr(yard_read(&yard, "calls_00002_20261126031600.jsonl"), ==, "b\n");
}

static void a_tick_writes_what_waited_for_a_second(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;

    yard_init(&yard);
    file = open_in(&yard, &NO_RULES, &LINES);
    add(file, "a\n", 0);
    growing_file_tick(file, YARD_NOW + YARD_SECOND / 2);
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl.part"), ==, "");
    growing_file_tick(file, YARD_NOW + YARD_SECOND);
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl.part"), ==, "a\n");
}

static void a_full_disk_is_told_once_and_tried_again_each_second(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;

    yard_init(&yard);
    file = open_in(&yard, &NO_RULES, &LINES);
    add(file, "whole\n", 0);
    add(file, "cut\n", 0);
    small_disk_set(8);
    growing_file_flush(file, YARD_NOW);
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl.part"), ==, "whole\n");
    small_disk_set(SIZE_MAX);
    growing_file_flush(file, YARD_NOW + YARD_SECOND / 2);
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl.part"), ==, "whole\n");
    growing_file_flush(file, YARD_NOW + YARD_SECOND);
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl.part"), ==, "whole\ncut\n");
    g_assert_cmpuint(growing_file_lost(file), ==, 0);
    finish(file);
}

static void what_does_not_fit_while_a_disk_is_full_is_counted(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *large = g_strnfill(40000, 'x');
    g_autofree char *expected = NULL;

    yard_init(&yard);
    file = open_in(&yard, &NO_RULES, &LINES);
    small_disk_set(0);
    g_assert_true(add(file, large, 0));
    g_assert_false(add(file, large, 1));
    g_assert_true(add(file, "small\n", 2));
    g_assert_false(add(file, large, 3));
    g_assert_cmpuint(growing_file_lost(file), ==, 2);
    small_disk_set(SIZE_MAX);
    growing_file_tick(file, YARD_NOW + 2 * YARD_SECOND);
    expected = g_strconcat(large, "small\n", NULL);
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl.part"), ==, expected);
    g_assert_false(growing_file_finish(file, &error));
    g_assert_true(g_str_has_suffix(error->message, "lines that could not be written: 2"));
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl"), ==, expected);
}

static void a_disk_that_stays_full_leaves_no_empty_file(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;
    g_autoptr(GError) error = NULL;
    int open = 0;
    GrowingKind kind = { "lines", begin_mark, end_mark, &open };

    yard_init(&yard);
    file = open_in(&yard, &NO_RULES, &kind);
    small_disk_set(0);
    add(file, "a\n", 0);
    add(file, "b\n", 0);
    g_assert_false(growing_file_finish(file, &error));
    small_disk_set(SIZE_MAX);
    g_assert_cmpuint(growing_file_lost(file), ==, 2);
    g_assert_cmpstr(yard_list(&yard), ==, "");
    g_assert_cmpint(open, ==, 0);
}

static void a_file_that_misses_its_end_is_not_whole(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;
    g_autoptr(GError) error = NULL;
    int open = 0;
    GrowingKind kind = { "lines", begin_mark, end_mark, &open };

    yard_init(&yard);
    file = open_in(&yard, &NO_RULES, &kind);
    add(file, "a\n", 0);
    growing_file_flush(file, YARD_NOW);
    small_disk_set(0);
    g_assert_false(growing_file_finish(file, &error));
    small_disk_set(SIZE_MAX);
    g_assert_true(g_str_has_suffix(error->message, "calls.jsonl: could not be written whole"));
    g_assert_cmpuint(growing_file_lost(file), ==, 0);
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl"), ==, "[a\n");
}

static void a_next_file_that_cannot_be_made_is_tried_again(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;
    g_autofree char *folder = NULL;
    g_autofree char *inside = NULL;
    int open = 0;
    GrowingKind kind = { "lines", begin_mark, end_mark, &open };

    yard_init(&yard);
    file = open_in(&yard, &(GrowingRules){ .size = 4 }, &kind);
    folder = yard_path(&yard, "calls_00002_20261126031501.jsonl.part");
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    add(file, "a\n", 0);
    add(file, "b\n", 1000);
    g_assert_true(add(file, "c\n", 1500));
    g_assert_cmpint(g_rmdir(folder), ==, 0);
    growing_file_tick(file, YARD_NOW + 3 * YARD_SECOND);
    finish(file);
    g_assert_cmpstr(yard_read(&yard, FIRST), ==, "[a\n]");
    g_assert_cmpstr(yard_read(&yard, "calls_00002_20261126031503.jsonl"), ==, "[b\nc\n]");
}

static void what_has_no_name_to_take_is_written_in_place(void)
{
    g_autoptr(GrowingFile) file = NULL;
    g_autoptr(GError) error = NULL;
    GrowingRules rules = { .size = 100 };

    g_assert_null(growing_file_open("/dev/null", &rules, &LINES, YARD_NOW, &error));
    g_assert_error(error, OPTIONS_ERROR, 0);
    g_assert_cmpstr(error->message, ==,
                    "/dev/null: that is no file, so that it cannot be rotated");
    g_clear_error(&error);
    file = growing_file_open("/dev/null", &NO_RULES, &LINES, YARD_NOW, &error);
    g_assert_no_error(error);
    g_assert_true(add(file, "a\n", 0));
    growing_file_rotate(file, YARD_NOW);
    growing_file_tick(file, YARD_NOW + YARD_SECOND);
    finish(file);
}

static void a_fifo_gets_each_piece_and_is_off_when_its_reader_has_gone(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;
    g_autofree char *path = NULL;
    char got[8] = "";
    int fd;

    yard_init(&yard);
    path = yard_path(&yard, "calls.jsonl");
    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    file = open_in(&yard, &NO_RULES, &LINES);
    add(file, "a\n", 0);
    growing_file_flush(file, YARD_NOW);
    g_assert_cmpint(read(fd, got, sizeof got), ==, 2);
    g_assert_cmpstr(got, ==, "a\n");
    g_assert_false(growing_file_is_off(file));
    close(fd);
    growing_file_tick(file, YARD_NOW);
    g_assert_true(growing_file_is_off(file));
    g_assert_false(add(file, "b\n", 1));
    finish(file);
    g_assert_cmpuint(growing_file_lost(file), ==, 0);
    g_assert_cmpstr(yard_list(&yard), ==, "calls.jsonl");
}

static void a_reader_that_stands_still_costs_pieces_but_no_time(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;
    g_autofree char *path = NULL;
    g_autofree char *line = g_strnfill(999, 'x');
    g_autofree char *got = g_malloc(PIECES_STREAM_MAX + (1 << 20));
    unsigned taken = 0;
    size_t sum = 0;
    ssize_t len;
    int fd;

    yard_init(&yard);
    path = yard_path(&yard, "calls.jsonl");
    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    file = open_in(&yard, &NO_RULES, &LINES);
    for (int i = 0; i < 10000; i++)
        taken += add(file, line, i);
    g_assert_cmpuint(growing_file_lost(file), ==, 10000 - taken);
    g_assert_cmpuint(taken, <, 10000);
    g_assert_cmpuint(taken, >=, PIECES_STREAM_MAX / 999);
    for (int i = 0; i < 1000 && sum < taken * 999; i++) {
        while ((len = read(fd, got + sum, (1 << 16))) > 0)
            sum += (size_t)len;
        growing_file_flush(file, YARD_NOW + (10 + i) * YARD_SECOND);
    }
    g_assert_cmpuint(sum, ==, taken * 999);
    g_assert_true(add(file, line, 200000));
    g_assert_false(growing_file_finish(file, NULL));
    close(fd);
}

static void the_beginning_is_there_at_once(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;
    int open = 0;
    GrowingKind kind = { "lines", begin_mark, end_mark, &open };

    yard_init(&yard);
    file = open_in(&yard, &NO_RULES, &kind);
    g_assert_cmpstr(yard_read(&yard, "calls.jsonl.part"), ==, "[");
}

static void a_folder_is_no_file(void)
{
    g_auto(Yard) yard;
    g_autoptr(GError) error = NULL;
    g_autofree char *expected = NULL;

    yard_init(&yard);
    g_assert_null(growing_file_open(yard.path, &NO_RULES, &LINES, YARD_NOW, &error));
    expected = g_strconcat(yard.path, ": cannot be written: Is a directory", NULL);
    g_assert_cmpstr(error->message, ==, expected);
}

#define LINE "a line of a call, neither short nor long, as they come\n"

/* Writes until it is killed. */
static void write_for_ever(const Yard *yard)
{
    int dies_with_its_parent = prctl(PR_SET_PDEATHSIG, SIGKILL);
    GrowingFile *file = open_in(yard, &NO_RULES, &LINES);

    while (dies_with_its_parent == 0) {
        add(file, LINE, 0);
        if (growing_file_has_pieces(file))
            growing_file_flush(file, YARD_NOW);
    }
}

/* Whole lines, and maybe the beginning of one: what was being written at that moment. */
static void a_killed_run_leaves_lines_that_the_next_run_keeps(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;
    g_autofree char *part = NULL;
    g_autofree char *names = NULL;
    g_auto(GStrv) all = NULL;
    struct stat grown = { 0 };
    const char *left;
    pid_t child;

    yard_init(&yard);
    part = yard_path(&yard, "calls.jsonl.part");
    child = fork();
    if (child == 0)
        write_for_ever(&yard);
    while (grown.st_size < 10000)
        if (stat(part, &grown) != 0)
            g_usleep(1000);
    g_assert_cmpint(kill(child, SIGKILL), ==, 0);
    g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
    file = open_in(&yard, &NO_RULES, &LINES);
    names = g_strdup(yard_list(&yard));
    all = g_strsplit(names, " ", -1);
    g_assert_cmpuint(g_strv_length(all), ==, 2);
    left = yard_read(&yard, g_str_has_suffix(all[0], ".part") ? all[1] : all[0]);
    g_assert_cmpuint(strlen(left), >=, 10000);
    for (; strlen(left) >= strlen(LINE); left += strlen(LINE))
        g_assert_true(g_str_has_prefix(left, LINE));
    g_assert_true(g_str_has_prefix(LINE, left));
}

/* Everything inside of a disk of 64 KiB. 77: it cannot be had here. */
static int fill_disk(Yard *yard)
{
    g_autoptr(GrowingFile) file = NULL;
    g_autofree char *filler = yard_path(yard, "filler");
    g_autofree char *line = g_strnfill(999, 'x');
    unsigned taken = 0;

    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", yard->path, "tmpfs", 0, "size=64k") != 0)
        return 77;
    yard_write(yard, "filler", line);
    line[998] = '\n';
    file = open_in(yard, &NO_RULES, &LINES);
    for (int i = 0; i < 1000; i++)
        taken += add(file, line, i);
    g_assert_cmpuint(strlen(yard_read(yard, "calls.jsonl.part")) % 999, ==, 0);
    g_assert_cmpuint(taken + growing_file_lost(file), ==, 1000);
    g_assert_cmpuint(growing_file_lost(file), >, 800);
    g_assert_cmpint(mount(NULL, yard->path, NULL, MS_REMOUNT, "size=1m"), ==, 0);
    add(file, line, 5000);
    growing_file_tick(file, YARD_NOW + 10 * YARD_SECOND);
    g_assert_cmpuint(strlen(yard_read(yard, "calls.jsonl.part")), ==, (taken + 1) * 999);
    g_assert_false(growing_file_finish(file, NULL));
    g_assert_cmpuint(strlen(yard_read(yard, "calls.jsonl")), ==, (taken + 1) * 999);
    return 0;
}

static void a_real_disk_that_is_full_costs_lines_but_no_half_ones(void)
{
    g_auto(Yard) yard;
    pid_t child;
    int status;

    yard_init(&yard);
    child = fork();
    if (child == 0)
        _exit(fill_disk(&yard));
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
        g_test_skip("no disk may be mounted here");
        return;
    }
    g_assert_cmpint(status, ==, 0);
}

/* What the user sees, in a process of its own. */
static void say_what_is_wrong(void)
{
    g_auto(Yard) yard;
    g_autoptr(GrowingFile) file = NULL;
    g_autofree char *large = g_strnfill(70000, 'x');

    yard_init(&yard);
    g_assert_cmpint(g_chdir(yard.path), ==, 0);
    file = growing_file_open("calls.jsonl", &NO_RULES, &LINES, YARD_NOW, NULL);
    add(file, "a\n", 0);
    small_disk_set(0);
    growing_file_flush(file, YARD_NOW);
    add(file, large, 100);
    growing_file_flush(file, YARD_NOW + 2 * YARD_SECOND);
    small_disk_set(SIZE_MAX);
    growing_file_flush(file, YARD_NOW + 4 * YARD_SECOND);
    small_disk_set(0);
    add(file, "b\n", 5000);
    growing_file_flush(file, YARD_NOW + 5 * YARD_SECOND);
    small_disk_set(SIZE_MAX);
    growing_file_flush(file, YARD_NOW + 6 * YARD_SECOND);
}

static void what_is_said_is_said_once(void)
{
    if (g_test_subprocess()) {
        say_what_is_wrong();
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr(
        "sipstory: calls.jsonl.part: cannot be written: No space left on device; going on "
        "without, and trying again\n"
        "sipstory: calls.jsonl.part: is written again; lines lost: 1\n"
        "sipstory: calls.jsonl: lines that could not be written: 1\n");
}

#define CASE(function) g_test_add_func("/growing_file/" #function, function)

int main(int argc, char **argv)
{
    (void)signal(SIGPIPE, SIG_IGN);
    g_test_init(&argc, &argv, NULL);
    CASE(a_file_is_renamed_into_place_at_the_end);
    CASE(a_file_that_nobody_finished_is_finished);
    CASE(no_file_exceeds_its_size_and_each_has_its_beginning);
    CASE(time_counts_from_the_first_piece_and_an_empty_file_stays);
    CASE(a_clock_that_steps_back_an_hour_delays_nothing_by_an_hour);
    CASE(the_file_in_the_making_is_one_of_those_kept);
    CASE(a_file_rotated_by_hand_is_numbered_and_replaces_nothing);
    CASE(a_tick_writes_what_waited_for_a_second);
    CASE(a_full_disk_is_told_once_and_tried_again_each_second);
    CASE(what_does_not_fit_while_a_disk_is_full_is_counted);
    CASE(a_disk_that_stays_full_leaves_no_empty_file);
    CASE(a_file_that_misses_its_end_is_not_whole);
    CASE(a_next_file_that_cannot_be_made_is_tried_again);
    CASE(what_has_no_name_to_take_is_written_in_place);
    CASE(a_fifo_gets_each_piece_and_is_off_when_its_reader_has_gone);
    CASE(a_reader_that_stands_still_costs_pieces_but_no_time);
    CASE(the_beginning_is_there_at_once);
    CASE(a_folder_is_no_file);
    CASE(a_killed_run_leaves_lines_that_the_next_run_keeps);
    CASE(a_real_disk_that_is_full_costs_lines_but_no_half_ones);
    CASE(what_is_said_is_said_once);
    return g_test_run();
}
