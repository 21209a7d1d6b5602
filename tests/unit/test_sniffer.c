/* SPDX-License-Identifier: Apache-2.0 */
#include "src/sniffer.h"

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "src/interface.h"
#include "tests/support/netns.h"

enum { PORT = 5060, PATIENCE_MS = 20000 };

static const char *const FILTER = "udp dst port 5060";

static Sniffer *open_all(char *const *names, uint64_t queue)
{
    SnifferOptions options = {
        .interfaces = names, .filter = FILTER, .buffer = 8 << 20, .queue = queue
    };
    g_autoptr(GError) error = NULL;
    Sniffer *sniffer = sniffer_open(&options, &error);

    g_assert_no_error(error);
    g_assert_nonnull(sniffer);
    return sniffer;
}

static Sniffer *start(char *const *names)
{
    Sniffer *sniffer = open_all(names, 0);

    sniffer_start(sniffer);
    return sniffer;
}

static char *const LO[] = { (char *)"lo", NULL };
static char *const PAIR[] = { (char *)"one", (char *)"two", NULL };

static void send_number(unsigned number)
{
    g_autofree char *text = g_strdup_printf("%08u", number);

    netns_send("127.0.0.1", PORT, text);
}

/* The next packet comes in time, and ends with @text. */
static Packet expect(Sniffer *sniffer, const char *text)
{
    Packet packet;

    g_assert_cmpint(sniffer_next(sniffer, PATIENCE_MS, &packet), ==, SNIFFER_PACKET);
    g_assert_cmpuint(packet.bytes.len, >, strlen(text));
    g_assert_cmpmem(packet.bytes.data + packet.bytes.len - strlen(text), strlen(text), text,
                    strlen(text));
    return packet;
}

static Packet expect_number(Sniffer *sniffer, unsigned number)
{
    g_autofree char *text = g_strdup_printf("%08u", number);

    return expect(sniffer, text);
}

static void arrive_on_lo(void)
{
    g_autoptr(Sniffer) sniffer = start(LO);
    int64_t before = 0;
    Packet packet;

    for (unsigned i = 0; i < 1000; i++)
        send_number(i);
    for (unsigned i = 0; i < 1000; i++) {
        packet = expect_number(sniffer, i);
        g_assert_cmpuint(packet.number, ==, i + 1);
        g_assert_cmpuint(packet.input, ==, 0);
        g_assert_cmpuint(packet.link_type, ==, 1);
        g_assert_cmpuint(packet.interface->link_type, ==, 1);
        g_assert_cmpuint(packet.wire_len, ==, packet.bytes.len);
        g_assert_cmpint(packet.time, >=, before);
        before = packet.time;
    }
    g_assert_cmpint(sniffer_next(sniffer, 0, &packet), ==, SNIFFER_IDLE);
    g_assert_cmpuint(sniffer_counts(sniffer, 0).packets, ==, 1000);
    g_assert_cmpuint(sniffer_counts(sniffer, 0).bytes, ==, 1000 * packet.bytes.len);
    g_assert_cmpuint(sniffer_counts(sniffer, 0).dropped_queue, ==, 0);
    g_assert_null(sniffer_take_note(sniffer));
    g_assert_cmpuint(sniffer_len(sniffer), ==, 1);
    g_assert_cmpstr(sniffer_name(sniffer, 0), ==, "lo");
}

static void packets_arrive_once_and_in_order(void)
{
    netns_run(arrive_on_lo);
}

static void stop_with_packets_under_way(void)
{
    g_autoptr(Sniffer) sniffer = start(LO);
    Packet packet;

    for (unsigned i = 0; i < 3000; i++)
        send_number(i);
    sniffer_stop(sniffer);
    for (unsigned i = 0; i < 3000; i++)
        expect_number(sniffer, i);
    g_assert_cmpint(sniffer_next(sniffer, PATIENCE_MS, &packet), ==, SNIFFER_END);
    g_assert_cmpint(sniffer_next(sniffer, PATIENCE_MS, &packet), ==, SNIFFER_END);
}

static void what_came_before_the_stop_is_handed_out(void)
{
    netns_run(stop_with_packets_under_way);
}

static void stop_before_start(void)
{
    g_autoptr(Sniffer) never = open_all(LO, 0);
    g_autoptr(Sniffer) sniffer = open_all(LO, 0);
    Packet packet;

    sniffer_stop(sniffer);
    g_assert_cmpint(sniffer_next(sniffer, PATIENCE_MS, &packet), ==, SNIFFER_END);
}

static void one_that_never_ran_can_be_stopped(void)
{
    netns_run(stop_before_start);
}

/* The queue has room for a fifth of these. */
static void overrun(void)
{
    g_autoptr(Sniffer) sniffer = open_all(LO, 1 << 20);
    SnifferCounts counts;
    Packet packet;
    uint64_t got = 0;

    sniffer_start(sniffer);
    for (unsigned i = 0; i < 30000; i++)
        send_number(i);
    do
        counts = sniffer_counts(sniffer, 0);
    while (counts.packets < 30000 && counts.dropped_queue == 0);
    sniffer_stop(sniffer);
    while (sniffer_next(sniffer, PATIENCE_MS, &packet) == SNIFFER_PACKET)
        g_assert_cmpuint(packet.number, ==, ++got);
    counts = sniffer_counts(sniffer, 0);
    g_assert_cmpuint(counts.dropped_queue, >, 0);
    g_assert_cmpuint(got, >, 0);
    g_assert_cmpuint(counts.packets, ==, got + counts.dropped_queue);
    g_assert_cmpuint(counts.packets + counts.dropped_kernel, ==, 30000);
}

static void what_finds_the_queue_full_is_dropped_and_counted(void)
{
    netns_run(overrun);
}

static Sniffer *woken;

static void on_alarm(int number)
{
    (void)number;
    sniffer_wake(woken);
}

static void wake_from_handler(void)
{
    g_autoptr(Sniffer) sniffer = start(LO);
    struct itimerval soon = { .it_value = { .tv_usec = 50000 } };
    Packet packet;

    woken = sniffer;
    (void)signal(SIGALRM, on_alarm);
    g_assert_cmpint(setitimer(ITIMER_REAL, &soon, NULL), ==, 0);
    g_assert_cmpint(sniffer_next(sniffer, G_MAXINT, &packet), ==, SNIFFER_IDLE);
    sniffer_wake(sniffer);
    g_assert_cmpint(sniffer_next(sniffer, G_MAXINT, &packet), ==, SNIFFER_IDLE);
    send_number(1);
    expect_number(sniffer, 1);
}

static void a_handler_of_signals_can_wake_the_reader(void)
{
    netns_run(wake_from_handler);
}

static void make_pair(void)
{
    netns_link("one", "192.0.2.1");
    netns_link("two", "198.51.100.1");
}

static void send_by_turns(void)
{
    g_autoptr(Sniffer) sniffer = NULL;
    uint64_t numbers[2] = { 0 };

    make_pair();
    sniffer = start(PAIR);
    for (unsigned i = 0; i < 200; i++) {
        g_autofree char *text = g_strdup_printf("%08u", i);

        netns_send(i % 2 ? "192.0.2.2" : "198.51.100.2", PORT, text);
        if (i % 20 == 0)
            g_usleep(2000);
    }
    for (unsigned i = 0; i < 200; i++) {
        Packet packet = expect_number(sniffer, i);

        g_assert_cmpuint(packet.input, ==, i % 2 ? 0 : 1);
        g_assert_cmpuint(packet.number, ==, ++numbers[packet.input]);
    }
}

static void packets_of_several_inputs_come_by_their_times(void)
{
    netns_run(send_by_turns);
}

/* Reads until there is a note, and compares. */
static void expect_note(Sniffer *sniffer, const char *text)
{
    g_autofree char *note = NULL;
    Packet packet;

    for (int tries = 0; tries < PATIENCE_MS / 10 && !note; tries++) {
        (void)sniffer_next(sniffer, 10, &packet);
        note = sniffer_take_note(sniffer);
    }
    g_assert_cmpstr(note, ==, text);
}

static void remove_and_make_again(void)
{
    g_autoptr(Sniffer) sniffer = NULL;
    const PacketInterface *kinds[SNIFFER_KINDS_MAX];
    Packet packet;

    make_pair();
    sniffer = start(PAIR);
    netns_send("192.0.2.2", PORT, "first");
    expect(sniffer, "first");
    netns_ip("link del one");
    expect_note(sniffer, "one: gone; it is opened again when it is back");
    netns_send("198.51.100.2", PORT, "meanwhile");
    expect(sniffer, "meanwhile");
    netns_link("one", "192.0.2.1");
    expect_note(sniffer, "one: back");
    netns_send("192.0.2.2", PORT, "second");
    packet = expect(sniffer, "second");
    g_assert_cmpuint(packet.input, ==, 0);
    g_assert_cmpuint(packet.number, ==, 2);
    g_assert_cmpuint(sniffer_counts(sniffer, 0).packets, ==, 2);
    g_assert_cmpuint(sniffer_kinds(sniffer, 0, kinds), ==, 1);
    g_assert_true(packet.interface == kinds[0]);
}

static void an_interface_made_again_is_opened_again(void)
{
    netns_run(remove_and_make_again);
}

/* A tunnel has no link header: the same name, another kind of link. */
static void make_again_of_another_kind(void)
{
    g_autoptr(Sniffer) sniffer = NULL;
    const PacketInterface *kinds[SNIFFER_KINDS_MAX];
    Packet packet;
    int tunnel;

    make_pair();
    sniffer = start(PAIR);
    netns_ip("link del one");
    expect_note(sniffer, "one: gone; it is opened again when it is back");
    netns_tunnel("one", "192.0.2.1", &tunnel);
    expect_note(sniffer, "one: back");
    netns_send("192.0.2.2", PORT, "bare");
    packet = expect(sniffer, "bare");
    g_assert_cmpuint(packet.link_type, ==, 101);
    g_assert_cmpuint(packet.interface->link_type, ==, 101);
    g_assert_cmpuint(sniffer_kinds(sniffer, 0, kinds), ==, 2);
    g_assert_cmpuint(kinds[0]->link_type, ==, 1);
    g_assert_true(kinds[1] == packet.interface);
    (void)close(tunnel);
}

static void an_interface_may_come_back_as_another_kind(void)
{
    netns_run(make_again_of_another_kind);
}

static void set_down_and_up(void)
{
    g_autoptr(Sniffer) sniffer = NULL;

    make_pair();
    sniffer = start(PAIR);
    netns_ip("link set one down");
    expect_note(sniffer, "one: down; packets come again when it is up");
    netns_ip("link set one up");
    expect_note(sniffer, "one: up again");
    netns_ip("neigh replace 192.0.2.2 lladdr 02:00:00:00:00:02 dev one");
    netns_send("192.0.2.2", PORT, "again");
    expect(sniffer, "again");
}

static void an_interface_that_was_down_goes_on(void)
{
    netns_run(set_down_and_up);
}

static void open_wrong_names(void)
{
    char *const unknown[] = { (char *)"lo", (char *)"eth9", NULL };
    SnifferOptions options = { .interfaces = unknown, .buffer = 1 << 20 };
    g_autoptr(GError) error = NULL;

    g_assert_null(sniffer_open(&options, &error));
    g_assert_true(g_str_has_prefix(error->message, "eth9: no such interface; there are "));
}

static void a_name_that_is_none_is_refused(void)
{
    netns_run(open_wrong_names);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sniffer/packets_arrive_once_and_in_order",
                    packets_arrive_once_and_in_order);
    g_test_add_func("/sniffer/what_came_before_the_stop_is_handed_out",
                    what_came_before_the_stop_is_handed_out);
    g_test_add_func("/sniffer/one_that_never_ran_can_be_stopped",
                    one_that_never_ran_can_be_stopped);
    g_test_add_func("/sniffer/what_finds_the_queue_full_is_dropped_and_counted",
                    what_finds_the_queue_full_is_dropped_and_counted);
    g_test_add_func("/sniffer/a_handler_of_signals_can_wake_the_reader",
                    a_handler_of_signals_can_wake_the_reader);
    g_test_add_func("/sniffer/packets_of_several_inputs_come_by_their_times",
                    packets_of_several_inputs_come_by_their_times);
    g_test_add_func("/sniffer/an_interface_made_again_is_opened_again",
                    an_interface_made_again_is_opened_again);
    g_test_add_func("/sniffer/an_interface_may_come_back_as_another_kind",
                    an_interface_may_come_back_as_another_kind);
    g_test_add_func("/sniffer/an_interface_that_was_down_goes_on",
                    an_interface_that_was_down_goes_on);
    g_test_add_func("/sniffer/a_name_that_is_none_is_refused", a_name_that_is_none_is_refused);
    return g_test_run();
}
