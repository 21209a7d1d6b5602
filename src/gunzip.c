/* SPDX-License-Identifier: Apache-2.0 */
#include "src/gunzip.h"

#include <errno.h>
#include <zlib.h>

#define GZIP_WINDOW (16 + MAX_WBITS) /* zlib's way to say: a gzip header and trailer */

struct Gunzip {
    Spool *spool;
    z_stream stream;
    bool is_between; /* members: none begun, or the last one is complete */
    bool is_over;
    bool may_hold; /* the last output was full, so more may come without more input */
    char *error;
    uint64_t unpacked, taken; /* bytes, of all members; of the file */
    uint8_t packed[64 * 1024];
};

bool gunzip_begins(Slice head)
{
    return head.len >= 2 && head.data[0] == 0x1f && head.data[1] == 0x8b;
}

Gunzip *gunzip_new(Spool *spool, Slice first)
{
    Gunzip *gunzip = g_new0(Gunzip, 1);
    int made = inflateInit2(&gunzip->stream, GZIP_WINDOW);

    g_assert(made == Z_OK && first.len <= sizeof(gunzip->packed));
    gunzip->spool = spool;
    gunzip->is_between = true;
    if (first.len)
        memcpy(gunzip->packed, first.data, first.len);
    gunzip->stream.next_in = gunzip->packed;
    gunzip->stream.avail_in = (unsigned)first.len;
    gunzip->taken = first.len;
    return gunzip;
}

void gunzip_free(Gunzip *gunzip)
{
    if (!gunzip)
        return;
    inflateEnd(&gunzip->stream);
    g_free(gunzip->error);
    g_free(gunzip);
}

static void stop(Gunzip *gunzip, char *error)
{
    gunzip->is_over = true;
    gunzip->error = error;
}

static void fill(Gunzip *gunzip)
{
    ssize_t got = spool_read(gunzip->spool, gunzip->packed, sizeof(gunzip->packed));

    if (got < 0)
        stop(gunzip, g_strdup(g_strerror(errno)));
    else if (got == 0)
        stop(gunzip, gunzip->is_between ? NULL : g_strdup("its gzip data is cut short"));
    gunzip->stream.next_in = gunzip->packed;
    gunzip->stream.avail_in = (unsigned)MAX(got, 0);
    gunzip->taken += (uint64_t)MAX(got, 0);
}

/* Passes over padding, up to the first byte of another member. */
static void begin_member(Gunzip *gunzip)
{
    z_stream *stream = &gunzip->stream;

    while (stream->avail_in && *stream->next_in == 0) {
        stream->next_in++;
        stream->avail_in--;
    }
    if (!stream->avail_in)
        return;
    if (*stream->next_in != 0x1f)
        stop(gunzip, g_strdup("something that is not gzip follows its gzip data"));
    gunzip->is_between = false;
}

static bool is_bomb(const Gunzip *gunzip)
{
    return gunzip->unpacked > GUNZIP_UNASKED &&
           gunzip->unpacked / GUNZIP_RATIO_MAX > gunzip->taken;
}

static void unpack(Gunzip *gunzip)
{
    z_stream *stream = &gunzip->stream;
    unsigned room = stream->avail_out;
    int result = inflate(stream, Z_NO_FLUSH);

    gunzip->unpacked += room - stream->avail_out;

    gunzip->may_hold = stream->avail_out == 0;
    if (result == Z_STREAM_END) {
        inflateReset(stream);
        gunzip->is_between = true;
        gunzip->may_hold = false;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
        stop(gunzip, g_strdup_printf("its gzip data is damaged (%s)",
                                     stream->msg ? stream->msg : zError(result)));
    } else if (is_bomb(gunzip)) {
        stop(gunzip, g_strdup_printf("its gzip data unpacks to more than %u times its size, "
                                     "as no capture does",
                                     GUNZIP_RATIO_MAX));
    }
}

size_t gunzip_read(Gunzip *gunzip, void *to, size_t len)
{
    z_stream *stream = &gunzip->stream;
    unsigned room = (unsigned)MIN(len, (size_t)G_MAXINT);

    stream->next_out = to;
    stream->avail_out = room;
    while (stream->avail_out == room && !gunzip->is_over) {
        if (!stream->avail_in && !gunzip->may_hold)
            fill(gunzip);
        else if (gunzip->is_between)
            begin_member(gunzip);
        else
            unpack(gunzip);
    }
    return room - stream->avail_out;
}

const char *gunzip_error(const Gunzip *gunzip)
{
    return gunzip->error;
}

void gunzip_rewind(Gunzip *gunzip)
{
    inflateReset(&gunzip->stream);
    gunzip->stream.avail_in = 0;
    gunzip->is_between = true;
    gunzip->is_over = false;
    gunzip->may_hold = false;
    gunzip->unpacked = gunzip->taken = 0;
    g_clear_pointer(&gunzip->error, g_free);
}
