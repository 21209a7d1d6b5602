/* SPDX-License-Identifier: Apache-2.0
 *
 * A file is a signature and chunks: length, four letters, bytes, CRC of letters and bytes. The
 * picture is one zlib stream in as many IDAT chunks as come. Each row begins with the number of
 * its filter; `up`, the difference to the row above, makes nothing of lifelines and background.
 */
#include "reports/paint/png_file.h"

#include <glib.h>
#include <string.h>
#include <zlib.h>

#define CHANNELS 3
#define FILTER_UP 2
#define CHUNK 65536
#define LEVEL 6

struct PngFile {
    FILE *out;
    z_stream zlib;
    size_t row;      /* bytes of a row */
    uint8_t *before; /* the row above; black over the first */
    uint8_t *filtered;
    uint8_t packed[CHUNK];
};

static void put_be32(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 24);
    at[1] = (uint8_t)(value >> 16);
    at[2] = (uint8_t)(value >> 8);
    at[3] = (uint8_t)value;
}

static void write_chunk(FILE *out, const char kind[4], const uint8_t *bytes, size_t len)
{
    uint8_t head[8];
    uint8_t check[4];
    uLong crc;

    put_be32(head, (uint32_t)len);
    memcpy(head + 4, kind, 4);
    crc = crc32(crc32(0, NULL, 0), head + 4, 4);
    if (len > 0)
        crc = crc32(crc, bytes, (uInt)len);
    put_be32(check, (uint32_t)crc);
    fwrite(head, 1, sizeof head, out);
    fwrite(bytes, 1, len, out);
    fwrite(check, 1, sizeof check, out);
}

static void write_head(FILE *out, const uint32_t size[2], uint32_t density)
{
    static const uint8_t SIGNATURE[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
    uint8_t head[13] = { [8] = 8 /* bits */, [9] = 2 /* colour */ };
    uint8_t physical[9] = { [8] = 1 /* metres */ };

    put_be32(head, size[0]);
    put_be32(head + 4, size[1]);
    put_be32(physical, density);
    put_be32(physical + 4, density);
    fwrite(SIGNATURE, 1, sizeof SIGNATURE, out);
    write_chunk(out, "IHDR", head, sizeof head);
    write_chunk(out, "pHYs", physical, sizeof physical);
}

PngFile *png_file_new(FILE *out, uint32_t width, uint32_t height, uint32_t density)
{
    PngFile *file = g_new0(PngFile, 1);

    file->out = out;
    file->row = (size_t)width * CHANNELS;
    file->before = g_malloc0(file->row);
    file->filtered = g_malloc(file->row + 1);
    file->zlib.next_out = file->packed;
    file->zlib.avail_out = CHUNK;
    if (deflateInit(&file->zlib, LEVEL) != Z_OK)
        g_error("no memory for zlib"); /* as GLib ends where there is none */
    write_head(out, (uint32_t[]){ width, height }, density);
    return file;
}

static void flush_packed(PngFile *file)
{
    if (file->zlib.avail_out < CHUNK)
        write_chunk(file->out, "IDAT", file->packed, CHUNK - file->zlib.avail_out);
    file->zlib.next_out = file->packed;
    file->zlib.avail_out = CHUNK;
}

bool png_file_add(PngFile *file, const uint8_t *row)
{
    file->filtered[0] = FILTER_UP;
    for (size_t i = 0; i < file->row; i++)
        file->filtered[i + 1] = (uint8_t)(row[i] - file->before[i]);
    memcpy(file->before, row, file->row);
    file->zlib.next_in = file->filtered;
    file->zlib.avail_in = (uInt)(file->row + 1);
    while (file->zlib.avail_in > 0) {
        deflate(&file->zlib, Z_NO_FLUSH);
        if (file->zlib.avail_out == 0)
            flush_packed(file);
    }
    return !ferror(file->out);
}

bool png_file_finish(PngFile *file)
{
    FILE *out = file->out;

    while (deflate(&file->zlib, Z_FINISH) == Z_OK)
        flush_packed(file);
    flush_packed(file);
    write_chunk(out, "IEND", (const uint8_t *)"", 0);
    deflateEnd(&file->zlib);
    g_free(file->before);
    g_free(file->filtered);
    g_free(file);
    return !ferror(out);
}
