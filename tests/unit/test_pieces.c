/* SPDX-License-Identifier: Apache-2.0 */
#include "src/pieces.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/small_disk.h"
#include "tests/support/yard.h"

typedef struct Case {
    Yard yard;
    Pieces *pieces;
    int fd;
} Case;

static void begin(Case *it)
{
    g_autofree char *path = NULL;

    yard_init(&it->yard);
    path = yard_path(&it->yard, "file");
    it->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    it->pieces = pieces_new();
    pieces_set_file(it->pieces, it->fd, true);
}

static void end(Case *it)
{
    close(it->fd);
    pieces_free(it->pieces);
    yard_clear(&it->yard);
    small_disk_set(SIZE_MAX);
}

static void add(Case *it, const char *text)
{
    pieces_add(it->pieces, text, strlen(text), true);
}

static void pieces_wait_until_they_are_written(void)
{
    Case it;

    begin(&it);
    add(&it, "one\n");
    add(&it, "two\n");
    g_assert_cmpstr(yard_read(&it.yard, "file"), ==, "");
    g_assert_cmpuint(pieces_size(it.pieces), ==, 8);
    g_assert_cmpuint(pieces_written(it.pieces), ==, 0);
    g_assert_cmpint(pieces_write(it.pieces, 0), ==, 0);
    g_assert_cmpstr(yard_read(&it.yard, "file"), ==, "one\ntwo\n");
    g_assert_cmpuint(pieces_written(it.pieces), ==, 8);
    end(&it);
}

static void wherever_a_disk_gets_full_the_file_ends_with_a_whole_piece(void)
{
    static const char ALL[] = "one\nfour five\nsix\n";

    for (size_t room = 0; room < strlen(ALL); room++) {
        Case it;
        size_t whole = room < 4 ? 0 : room < 14 ? 4 : 14;
        g_autofree char *expected = g_strndup(ALL, whole);

        begin(&it);
        add(&it, "one\n");
        add(&it, "four five\n");
        add(&it, "six\n");
        small_disk_set(room);
        g_assert_cmpint(pieces_write(it.pieces, 0), ==, ENOSPC);
        g_assert_cmpstr(yard_read(&it.yard, "file"), ==, expected);
        small_disk_set(SIZE_MAX);
        g_assert_cmpint(pieces_write(it.pieces, 0), ==, 0);
        g_assert_cmpstr(yard_read(&it.yard, "file"), ==, ALL);
        end(&it);
    }
}

static void what_waits_has_a_bound_but_one_large_piece_finds_room(void)
{
    Case it;
    g_autofree char *large = g_strnfill(PIECES_MAX * 3, 'x');

    begin(&it);
    g_assert_true(pieces_have_room(it.pieces, PIECES_MAX * 3));
    add(&it, large);
    g_assert_false(pieces_have_room(it.pieces, 1));
    g_assert_cmpint(pieces_write(it.pieces, 0), ==, 0);
    add(&it, "x");
    g_assert_true(pieces_have_room(it.pieces, PIECES_MAX - 1));
    g_assert_false(pieces_have_room(it.pieces, PIECES_MAX));
    end(&it);
}

static void what_is_forgotten_is_counted_but_not_the_head(void)
{
    Case it;

    begin(&it);
    pieces_add(it.pieces, "head", 4, false);
    add(&it, "one");
    add(&it, "two");
    g_assert_cmpuint(pieces_forget(it.pieces), ==, 2);
    g_assert_cmpuint(pieces_forget(it.pieces), ==, 0);
    g_assert_cmpint(pieces_write(it.pieces, 0), ==, 0);
    g_assert_cmpstr(yard_read(&it.yard, "file"), ==, "");
    end(&it);
}

/* Reads all that @fd holds now. */
static size_t drain(int fd)
{
    char buffer[4096];
    size_t sum = 0;
    ssize_t len;

    while ((len = read(fd, buffer, sizeof buffer)) > 0)
        sum += (size_t)len;
    return sum;
}

static void a_reader_that_stands_still_holds_nothing_up_and_gets_all_later(void)
{
    Case it;
    int ends[2];
    size_t sum = 0;
    g_autofree char *large = g_strnfill(300000, 'x');

    begin(&it);
    g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
    g_assert_cmpint(fcntl(ends[0], F_SETFL, O_NONBLOCK), ==, 0);
    pieces_set_file(it.pieces, ends[1], false);
    add(&it, large);
    g_assert_cmpint(pieces_write(it.pieces, 0), ==, EAGAIN);
    while (pieces_write(it.pieces, 0) != 0)
        sum += drain(ends[0]);
    sum += drain(ends[0]);
    g_assert_cmpuint(sum, ==, 300000);
    close(ends[0]);
    add(&it, "more");
    g_assert_cmpint(pieces_write(it.pieces, 0), ==, EPIPE);
    close(ends[1]);
    end(&it);
}

#define CASE(function) g_test_add_func("/pieces/" #function, function)

int main(int argc, char **argv)
{
    (void)signal(SIGPIPE, SIG_IGN);
    g_test_init(&argc, &argv, NULL);
    CASE(pieces_wait_until_they_are_written);
    CASE(wherever_a_disk_gets_full_the_file_ends_with_a_whole_piece);
    CASE(what_waits_has_a_bound_but_one_large_piece_finds_room);
    CASE(what_is_forgotten_is_counted_but_not_the_head);
    CASE(a_reader_that_stands_still_holds_nothing_up_and_gets_all_later);
    return g_test_run();
}
