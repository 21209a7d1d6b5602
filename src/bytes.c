/* SPDX-License-Identifier: Apache-2.0 */
#include "src/bytes.h"

#include <errno.h>

#include "src/gunzip.h"
#include "src/spool.h"

/* Large enough that reading costs few calls, small enough to stay in the processor's cache
 * and to have a thousand inputs open. */
#define WINDOW (64u * 1024)

struct Bytes {
    Spool *spool;
    Gunzip *gunzip;  /* NULL if the input is not packed */
    uint8_t *window; /* of @size bytes, of which @from to @to are still to be passed over */
    size_t size, from, to;
    uint64_t offset; /* of @from in the capture */
    bool is_over;
    char *error;
};

/* What is there of the next bytes, at most @len; 0 at the end. */
static size_t read_some(Bytes *bytes, void *to, size_t len)
{
    ssize_t got;

    if (bytes->is_over)
        return 0;
    got = bytes->gunzip ? (ssize_t)gunzip_read(bytes->gunzip, to, len)
                        : spool_read(bytes->spool, to, len);
    if (got > 0)
        return (size_t)got;
    bytes->is_over = true;
    bytes->error = g_strdup(got < 0 ? g_strerror(errno)
                                    : (bytes->gunzip ? gunzip_error(bytes->gunzip) : NULL));
    return 0;
}

Bytes *bytes_open(const char *path, GError **error)
{
    g_autoptr(Bytes) bytes = g_new0(Bytes, 1);
    Slice head;

    bytes->spool = spool_open(path, error);
    if (!bytes->spool)
        return NULL;
    bytes->size = WINDOW;
    bytes->window = g_malloc(bytes->size);
    while (bytes->to < 2) {
        size_t got = read_some(bytes, bytes->window + bytes->to, GUNZIP_FIRST - bytes->to);

        if (!got)
            return g_steal_pointer(&bytes);
        bytes->to += got;
    }
    head = slice_of(bytes->window, bytes->to);
    if (gunzip_begins(head)) {
        bytes->gunzip = gunzip_new(bytes->spool, head);
        bytes->to = 0;
    }
    return g_steal_pointer(&bytes);
}

void bytes_free(Bytes *bytes)
{
    if (!bytes)
        return;
    gunzip_free(bytes->gunzip);
    spool_free(bytes->spool);
    g_free(bytes->window);
    g_free(bytes->error);
    g_free(bytes);
}

/* Makes room behind @to: by moving what is left to the front, else, where the window is full
 * of bytes that somebody wants in one piece, by doubling it. */
static void make_room(Bytes *bytes)
{
    if (bytes->from > 0) {
        bytes->to -= bytes->from;
        memmove(bytes->window, bytes->window + bytes->from, bytes->to);
        bytes->from = 0;
    } else if (bytes->to == bytes->size) {
        bytes->size *= 2;
        bytes->window = g_realloc(bytes->window, bytes->size);
    }
}

static void fill(Bytes *bytes, size_t len)
{
    while (bytes->to - bytes->from < len) {
        size_t got;

        if (bytes->to == bytes->size || bytes->from > 0)
            make_room(bytes);
        got = read_some(bytes, bytes->window + bytes->to, bytes->size - bytes->to);
        if (!got)
            return;
        bytes->to += got;
    }
}

Slice bytes_peek(Bytes *bytes, size_t len)
{
    if (bytes->to - bytes->from < len)
        fill(bytes, MIN(len, BYTES_PEEK_MAX));
    return slice_of(bytes->window + bytes->from, bytes->to - bytes->from);
}

bool bytes_skip(Bytes *bytes, uint64_t len)
{
    for (;;) {
        size_t passed = MIN(len, bytes->to - bytes->from);

        bytes->from += passed;
        bytes->offset += passed;
        len -= passed;
        if (!len)
            return true;
        bytes->from = 0;
        bytes->to = read_some(bytes, bytes->window, bytes->size);
        if (!bytes->to)
            return false;
    }
}

uint64_t bytes_offset(const Bytes *bytes)
{
    return bytes->offset;
}

const char *bytes_error(const Bytes *bytes)
{
    return bytes->error;
}

const char *bytes_name(const Bytes *bytes)
{
    return spool_name(bytes->spool);
}

bool bytes_rewind(Bytes *bytes, GError **error)
{
    if (!spool_rewind(bytes->spool, error))
        return false;
    if (bytes->gunzip)
        gunzip_rewind(bytes->gunzip);
    bytes->from = 0;
    bytes->to = 0;
    bytes->offset = 0;
    bytes->is_over = false;
    g_clear_pointer(&bytes->error, g_free);
    return true;
}
