/* SPDX-License-Identifier: Apache-2.0
 *
 * A capture file of any kind: pcap, pcapng, gzip of either. Read again, and read from a pipe,
 * it gives the same packets.
 */
#include <unistd.h>

#include "src/source.h"
#include "tests/fuzz/target.h"
#include "tests/support/memory_file.h"
#include "tests/support/reading.h"

#define PIPE_MAX 65536 /* bytes that a pipe holds unread */

static void note_name(const Endpoint *address, const char *name, void *user)
{
    size_t *len = user;
    char text[ENDPOINT_TEXT];

    *len += strlen(endpoint_print(address, text)) + strlen(name);
}

static void look_around(Source *source)
{
    const SourceInfo *info = source_info(source);
    size_t len = 0;

    source_each_name(source, note_name, &len);
    for (const char *const *comment = info->comments; comment && *comment; comment++)
        len += strlen(*comment);
    g_assert_cmpuint(info->time_digits, <=, 9);
    g_assert_cmpuint(info->link_types_len, <=, G_N_ELEMENTS(info->link_types));
}

/* What can be asked of each packet. */
static void read_on(Source *source)
{
    g_autoptr(GByteArray) kept = g_byte_array_new();
    Packet packet;

    while (source_next(source, &packet) == SOURCE_PACKET) {
        g_byte_array_set_size(kept, 0);
        source_keep_options(source, kept);
        g_assert_cmpuint(kept->len % 4, ==, 0);
        for (unsigned rank = 0; source_comment(source, rank).len > 0; rank++)
            g_assert_cmpuint(source_comment(source, rank).len, <=, kept->len);
    }
}

static Reading *read_pipe(Slice content)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autofree char *path = NULL;
    g_autoptr(Source) source = NULL;
    int ends[2];

    g_assert_cmpint(pipe(ends), ==, 0);
    g_assert_cmpint(write(ends[1], content.data, content.len), ==, (gssize)content.len);
    close(ends[1]);
    path = g_strdup_printf("/proc/self/fd/%d", ends[0]);
    source = source_open(path, 0, anomalies, NULL);
    close(ends[0]);
    return source ? reading_new(source) : NULL;
}

static void read_file(const char *path, Slice content)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = source_open(path, 0, anomalies, NULL);
    g_autoptr(Reading) first = NULL;
    g_autoptr(Reading) again = NULL;
    g_autoptr(Reading) piped = content.len < PIPE_MAX ? read_pipe(content) : NULL;

    if (!source) {
        g_assert_null(piped);
        return;
    }
    first = reading_new(source);
    look_around(source);
    g_assert_true(source_rewind(source, NULL));
    again = reading_new(source);
    reading_assert_equal(first, again);
    if (piped)
        reading_assert_equal(first, piped);
    g_assert_true(source_rewind(source, NULL));
    read_on(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[MEMORY_FILE_PATH];
    int fd = memory_file(slice_of(data, size), path);

    read_file(path, slice_of(data, size));
    close(fd);
    return 0;
}
