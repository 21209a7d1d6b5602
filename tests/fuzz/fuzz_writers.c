/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages of any content, made to calls, judged, and written:
 *
 *     format (its number, tale.h), then for each message: its ends (1 byte, two of eight
 *     addresses; bit 3: TCP), milliseconds since the last (2 bytes), its length (2 bytes), its
 *     bytes
 *
 * What is text is UTF-8 without control characters, and JSON is JSON.
 */
#include <json-c/json.h>

#include "dissect/base/reader.h"
#include "dissect/sip/full.h"
#include "tests/fuzz/target.h"
#include "tests/support/tale.h"

#define START (INT64_C(1772705702) * 1000000000)
#define NS_PER_MS 1000000
#define MESSAGES_MAX 64

static Endpoint end_of(unsigned number)
{
    return (Endpoint){ .version = 4, .port = 5060, .address = { 192, 0, 2, (uint8_t)number } };
}

/* The message number @packet at the front of @reader; its time is that of the last so far. */
static void hear(Tale *tale, Reader *reader, uint64_t packet, int64_t *time)
{
    uint8_t ends = reader_u8(reader);
    uint16_t ms = reader_be16(reader);
    uint16_t len = reader_be16(reader);
    Arrival arrival = { .text = slice_head(reader->left, len),
                        .packet = packet,
                        .packets = &packet,
                        .packets_len = 1,
                        .src = end_of(ends & 7),
                        .dst = end_of(ends >> 4 & 7),
                        .transport = ends & 8 ? TRANSPORT_TCP : TRANSPORT_UDP };
    SipView view;

    reader_skip(reader, arrival.text.len);
    arrival.time = *time += (int64_t)ms * NS_PER_MS;
    if (scan_message(arrival.text, &view))
        tale_hear(tale, &arrival, &view);
}

static bool is_clean(const char *text)
{
    for (; *text; text = g_utf8_next_char(text)) {
        if (g_str_has_prefix(text, "\r\n")) /* csv */
            continue;
        if (*text != '\n' && *text != '\t' && g_unichar_iscntrl(g_utf8_get_char(text)))
            return false;
    }
    return true;
}

static void check_json(const char *text, size_t len)
{
    struct json_tokener *tokener = json_tokener_new_ex(64);
    json_object *object;

    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    object = json_tokener_parse_ex(tokener, text, (int)len);
    g_assert_cmpint(json_tokener_get_error(tokener), ==, json_tokener_success);
    json_object_put(object);
    json_tokener_free(tokener);
}

static void check_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line; line++)
        if (**line)
            check_json(*line, strlen(*line));
}

static void check(const ReportFormat *format, const char *text, size_t len)
{
    if (format->is_binary)
        return;
    if (!g_utf8_validate(text, (gssize)len, NULL) || !is_clean(text)) /* no NUL either */
        g_error("%s: %s", format->name, text);
    if (g_str_equal(format->name, "json"))
        check_json(text, len);
    if (g_str_equal(format->name, "jsonl"))
        check_lines(text);
}

static void write_one(Tale *tale, const ReportFormat *format, bool is_long)
{
    size_t len;
    char *written = tale_write(tale, format, is_long, &len);

    check(format, written, len);
    free(written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Reader reader = { .left = slice_of(data, size) };
    const ReportFormat *format = tale_format(reader_u8(&reader));
    g_autoptr(Tale) tale = tale_new();
    int64_t time = START;

    full_init();
    for (unsigned i = 1; i <= MESSAGES_MAX && reader.left.len > 0; i++)
        hear(tale, &reader, i, &time);
    if (tale_judge(tale) > 0) {
        write_one(tale, format, false);
        write_one(tale, format, true);
    }
    return 0;
}
