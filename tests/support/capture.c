/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/capture.h"

#include "tests/support/folder.h"

Capture *capture_new(bool is_big_endian)
{
    Capture *capture = g_new0(Capture, 1);

    capture->bytes = g_byte_array_new();
    capture->is_big_endian = is_big_endian;
    return capture;
}

void capture_free(Capture *capture)
{
    if (!capture)
        return;
    g_byte_array_unref(capture->bytes);
    g_free(capture);
}

void capture_number(Capture *capture, uint64_t number, unsigned size)
{
    for (unsigned i = 0; i < size; i++) {
        unsigned shift = 8 * (capture->is_big_endian ? size - 1 - i : i);
        uint8_t byte = (uint8_t)(number >> shift);

        g_byte_array_append(capture->bytes, &byte, 1);
    }
}

void capture_bytes(Capture *capture, Slice bytes)
{
    if (bytes.len)
        g_byte_array_append(capture->bytes, bytes.data, (guint)bytes.len);
}

void capture_pad(Capture *capture)
{
    while (capture->bytes->len % 4)
        capture_number(capture, 0, 1);
}

void capture_pcap(Capture *capture, uint32_t magic, uint32_t snap_len, uint32_t link_type)
{
    capture_number(capture, magic, 4);
    capture_number(capture, 2, 2);
    capture_number(capture, 4, 2);
    capture_number(capture, 0, 8);
    capture_number(capture, snap_len, 4);
    capture_number(capture, link_type, 4);
}

void capture_record(Capture *capture, uint32_t seconds, uint32_t fraction, Slice bytes)
{
    capture_number(capture, seconds, 4);
    capture_number(capture, fraction, 4);
    capture_number(capture, bytes.len, 4);
    capture_number(capture, bytes.len, 4);
    capture_bytes(capture, bytes);
}

unsigned capture_begin(Capture *capture, uint32_t type)
{
    unsigned begun = capture->bytes->len;

    capture_number(capture, type, 4);
    capture_number(capture, 0, 4);
    return begun;
}

void capture_end(Capture *capture, unsigned begun)
{
    g_autoptr(Capture) length = capture_new(capture->is_big_endian);

    capture_pad(capture);
    capture_number(length, capture->bytes->len - begun + 4, 4);
    memcpy(capture->bytes->data + begun + 4, length->bytes->data, 4);
    capture_bytes(capture, slice_of(length->bytes->data, 4));
}

void capture_option(Capture *capture, uint16_t code, Slice value)
{
    capture_number(capture, code, 2);
    capture_number(capture, value.len, 2);
    capture_bytes(capture, value);
    capture_pad(capture);
}

char *capture_write(const Capture *capture, const char *name)
{
    return folder_write(name, slice_of(capture->bytes->data, capture->bytes->len));
}
