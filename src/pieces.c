/* SPDX-License-Identifier: Apache-2.0 */
#include "src/pieces.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

typedef struct Piece {
    guint end; /* in what waits */
    bool counted;
} Piece;

struct Pieces {
    int fd;
    bool is_file;
    bool is_torn; /* a piece that is there in part could not be taken back yet */
    GByteArray *waiting;
    GArray *pieces; /* Piece, of what waits */
    uint64_t written;
};

Pieces *pieces_new(void)
{
    Pieces *pieces = g_new0(Pieces, 1);

    pieces->fd = -1;
    pieces->waiting = g_byte_array_sized_new(PIECES_MAX);
    pieces->pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    return pieces;
}

void pieces_free(Pieces *pieces)
{
    if (!pieces)
        return;
    g_byte_array_unref(pieces->waiting);
    g_array_unref(pieces->pieces);
    g_free(pieces);
}

void pieces_set_file(Pieces *pieces, int fd, bool is_file)
{
    pieces->fd = fd;
    pieces->is_file = is_file;
    pieces->is_torn = false;
    pieces->written = 0;
}

bool pieces_are_many(const Pieces *pieces, size_t len)
{
    return pieces->waiting->len > 0 && pieces->waiting->len + len > PIECES_MAX;
}

bool pieces_have_room(const Pieces *pieces, size_t len)
{
    guint waiting = pieces->waiting->len;
    guint most = pieces->is_file || pieces->fd < 0 ? PIECES_MAX : PIECES_STREAM_MAX;

    return waiting == 0 || (waiting < most && len <= most - waiting);
}

void pieces_add(Pieces *pieces, const void *piece, size_t len, bool counted)
{
    Piece added = { .counted = counted };

    if (len == 0)
        return;
    g_byte_array_append(pieces->waiting, piece, (guint)len);
    added.end = pieces->waiting->len;
    g_array_append_val(pieces->pieces, added);
}

/* Those pieces whose last byte is among the first @bytes that wait; their bytes go to @whole.
 */
static guint whole_in(const Pieces *pieces, size_t bytes, size_t *whole)
{
    guint count = 0;

    *whole = 0;
    for (; count < pieces->pieces->len; count++) {
        guint end = g_array_index(pieces->pieces, Piece, count).end;

        if (end > bytes)
            break;
        *whole = end;
    }
    return count;
}

/* The first @bytes that wait are written. */
static void settle(Pieces *pieces, size_t bytes)
{
    size_t whole;
    guint count = whole_in(pieces, bytes, &whole);

    if (pieces->is_file) {
        pieces->is_torn = bytes > whole;
        bytes = whole;
    }
    pieces->written += bytes;
    if (count > 0)
        g_array_remove_range(pieces->pieces, 0, count);
    for (guint i = 0; i < pieces->pieces->len; i++)
        g_array_index(pieces->pieces, Piece, i).end -= (guint)bytes;
    if (bytes > 0)
        g_byte_array_remove_range(pieces->waiting, 0, (guint)bytes);
    if (pieces->waiting->len == 0 && bytes > PIECES_MAX) { /* one large piece, once */
        g_byte_array_unref(pieces->waiting);
        pieces->waiting = g_byte_array_sized_new(PIECES_MAX);
    }
}

static int left_until(gint64 deadline)
{
    gint64 left = (deadline - g_get_monotonic_time()) / 1000;

    return left > 0 ? (int)left : 0;
}

/* A pipe that has any room takes this much without a wait. */
static ssize_t write_some(const Pieces *pieces, const uint8_t *bytes, size_t len,
                          gint64 deadline)
{
    struct pollfd room = { .fd = pieces->fd, .events = POLLOUT };

    if (pieces->is_file)
        return write(pieces->fd, bytes, len);
    if (poll(&room, 1, 0) == 0 && poll(&room, 1, left_until(deadline)) == 0) {
        errno = EAGAIN;
        return -1;
    }
    return write(pieces->fd, bytes, MIN(len, PIPE_BUF));
}

static int take_back(Pieces *pieces)
{
    if (!pieces->is_torn)
        return 0;
    if (ftruncate(pieces->fd, (off_t)pieces->written) != 0)
        return errno;
    pieces->is_torn = false;
    return 0;
}

int pieces_write(Pieces *pieces, int patience)
{
    gint64 deadline = g_get_monotonic_time() + patience * INT64_C(1000);
    size_t done = 0;
    int wrong = take_back(pieces);

    while (!wrong && done < pieces->waiting->len) {
        ssize_t more = write_some(pieces, pieces->waiting->data + done,
                                  pieces->waiting->len - done, deadline);

        if (more > 0)
            done += (size_t)more;
        else if (more == 0)
            wrong = EIO;
        else if (errno != EINTR)
            wrong = errno;
    }
    if (done > 0)
        settle(pieces, done);
    (void)take_back(pieces);
    return wrong;
}

unsigned pieces_forget(Pieces *pieces)
{
    unsigned lost = 0;

    for (guint i = 0; i < pieces->pieces->len; i++)
        lost += g_array_index(pieces->pieces, Piece, i).counted;
    g_array_set_size(pieces->pieces, 0);
    g_byte_array_set_size(pieces->waiting, 0);
    return lost;
}

uint64_t pieces_size(const Pieces *pieces)
{
    return pieces->written + pieces->waiting->len;
}

uint64_t pieces_written(const Pieces *pieces)
{
    return pieces->written;
}
