/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/reading.h"

Source *reading_open(const char *path, Anomalies *anomalies)
{
    g_autoptr(GError) error = NULL;
    Source *source = source_open(path, 0, anomalies, &error);

    g_assert_no_error(error);
    g_assert_nonnull(source);
    return source;
}

Reading *reading_new(Source *source)
{
    Reading *reading = g_new0(Reading, 1);
    Packet packet;

    reading->packets = g_array_new(FALSE, FALSE, sizeof(Packet));
    reading->copies = g_ptr_array_new_with_free_func(g_free);
    while ((reading->last = source_next(source, &packet)) == SOURCE_PACKET) {
        uint8_t *copy = g_malloc(packet.bytes.len + 1);

        if (packet.bytes.len)
            memcpy(copy, packet.bytes.data, packet.bytes.len);
        packet.bytes.data = copy;
        g_ptr_array_add(reading->copies, copy);
        g_array_append_val(reading->packets, packet);
    }
    return reading;
}

void reading_free(Reading *reading)
{
    if (!reading)
        return;
    g_array_unref(reading->packets);
    g_ptr_array_unref(reading->copies);
    g_free(reading);
}

const Packet *reading_packet(const Reading *reading, unsigned index)
{
    g_assert_cmpuint(index, <, reading->packets->len);
    return &g_array_index(reading->packets, Packet, index);
}

void reading_assert_equal(const Reading *a, const Reading *b)
{
    g_assert_cmpuint(a->packets->len, ==, b->packets->len);
    g_assert_cmpint(a->last, ==, b->last);
    for (unsigned i = 0; i < a->packets->len; i++) {
        const Packet *one = reading_packet(a, i);
        const Packet *other = reading_packet(b, i);

        g_assert_cmpuint(one->number, ==, other->number);
        g_assert_cmpint(one->time, ==, other->time);
        g_assert_cmpuint(one->link_type, ==, other->link_type);
        g_assert_cmpuint(one->wire_len, ==, other->wire_len);
        g_assert_true(slice_equals(one->bytes, other->bytes));
    }
}
