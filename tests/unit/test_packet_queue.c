/* SPDX-License-Identifier: Apache-2.0 */
#include "src/packet_queue.h"

static bool add_sized(PacketQueue *queue, unsigned number, size_t size)
{
    g_autofree uint8_t *bytes = g_malloc(size + 1);
    Packet packet = { .number = number, .time = number, .bytes = slice_of(bytes, size) };

    memset(bytes, (int)(number & 0xff), size);
    return packet_queue_add(queue, &packet, number + 7);
}

/* The first packet is number @number, with @size bytes that say so; removes it. */
static void expect(PacketQueue *queue, unsigned number, size_t size)
{
    int64_t taken;
    const Packet *packet = packet_queue_first(queue, &taken);

    g_assert_nonnull(packet);
    g_assert_cmpuint(packet->number, ==, number);
    g_assert_cmpint(taken, ==, number + 7);
    g_assert_cmpuint(packet->bytes.len, ==, size);
    for (size_t i = 0; i < size; i++)
        g_assert_cmpuint(packet->bytes.data[i], ==, number & 0xff);
    packet_queue_remove(queue);
}

static bool is_empty(PacketQueue *queue)
{
    int64_t taken;

    return packet_queue_first(queue, &taken) == NULL;
}

static void what_is_handed_over_comes_out_in_order(void)
{
    g_autoptr(PacketQueue) queue = packet_queue_new(PACKET_QUEUE_MIN);

    for (unsigned i = 0; i < 10; i++)
        g_assert_true(add_sized(queue, i, i * 100));
    g_assert_true(is_empty(queue));
    g_assert_true(packet_queue_flush(queue));
    g_assert_false(packet_queue_flush(queue));
    for (unsigned i = 0; i < 10; i++)
        expect(queue, i, i * 100);
    g_assert_true(is_empty(queue));
}

static void a_full_queue_takes_no_more_until_some_is_removed(void)
{
    g_autoptr(PacketQueue) queue = packet_queue_new(PACKET_QUEUE_MIN);
    unsigned added = 0;

    while (add_sized(queue, added, 1000))
        added++;
    g_assert_cmpuint(added, >, PACKET_QUEUE_MIN / 1100 - 1);
    g_assert_cmpuint(added, <, PACKET_QUEUE_MIN / 1000);
    g_assert_false(add_sized(queue, added, 1000));
    (void)packet_queue_flush(queue);
    for (unsigned i = 0; i < added; i++)
        expect(queue, i, 1000);
    g_assert_true(is_empty(queue));
    g_assert_true(add_sized(queue, added, 1000));
    (void)packet_queue_flush(queue);
    expect(queue, added, 1000);
}

static void the_largest_packets_fit_wherever_the_end_of_the_ring_is(void)
{
    g_autoptr(PacketQueue) queue = packet_queue_new(PACKET_QUEUE_MIN);

    for (unsigned i = 0; i < 200; i++) {
        size_t size = i % 3 == 0 ? 262144 : 13 * i;

        g_assert_true(add_sized(queue, i, size));
        (void)packet_queue_flush(queue);
        expect(queue, i, size);
        g_assert_true(is_empty(queue));
    }
}

enum { RACED = 200000 };

static size_t raced_size(unsigned number)
{
    return number % 1000 == 0 ? 60000 : number % 7 * 50;
}

/* Adds each packet again until there is room; now and then what waits is handed over. */
static gpointer add_all(gpointer data)
{
    PacketQueue *queue = data;

    for (unsigned i = 0; i < RACED; i++) {
        while (!add_sized(queue, i, raced_size(i))) {
            (void)packet_queue_flush(queue);
            g_thread_yield();
        }
        if (i % 50 == 0)
            (void)packet_queue_flush(queue);
    }
    (void)packet_queue_flush(queue);
    return NULL;
}

static void two_threads_at_once_lose_and_mix_up_nothing(void)
{
    g_autoptr(PacketQueue) queue = packet_queue_new(PACKET_QUEUE_MIN);
    GThread *adder = g_thread_new("add", add_all, queue);

    for (unsigned i = 0; i < RACED; i++) {
        while (is_empty(queue))
            g_thread_yield();
        expect(queue, i, raced_size(i));
    }
    g_thread_join(adder);
    g_assert_true(is_empty(queue));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/packet_queue/what_is_handed_over_comes_out_in_order",
                    what_is_handed_over_comes_out_in_order);
    g_test_add_func("/packet_queue/a_full_queue_takes_no_more_until_some_is_removed",
                    a_full_queue_takes_no_more_until_some_is_removed);
    g_test_add_func("/packet_queue/the_largest_packets_fit_wherever_the_end_of_the_ring_is",
                    the_largest_packets_fit_wherever_the_end_of_the_ring_is);
    g_test_add_func("/packet_queue/two_threads_at_once_lose_and_mix_up_nothing",
                    two_threads_at_once_lose_and_mix_up_nothing);
    return g_test_run();
}
