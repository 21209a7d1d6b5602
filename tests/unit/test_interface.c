/* SPDX-License-Identifier: Apache-2.0 */
#include "src/interface.h"

#include <poll.h>
#include <unistd.h>

#include "tests/support/netns.h"

enum { PORT = 5060 };

static Interface *open_one(const char *name, const char *filter)
{
    InterfaceOptions options = { .filter = filter, .buffer = 1 << 20 };
    g_autoptr(GError) error = NULL;
    Interface *interface = interface_open(name, &options, &error);

    g_assert_no_error(error);
    g_assert_nonnull(interface);
    return interface;
}

/* Opening @name fails with a sentence that has @words in it. */
static void assert_refused(const char *name, const char *filter, const char *words)
{
    InterfaceOptions options = { .filter = filter, .buffer = 1 << 20 };
    g_autoptr(GError) error = NULL;

    g_assert_null(interface_open(name, &options, &error));
    g_assert_nonnull(error);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, words));
}

typedef struct Taken {
    unsigned packets;
    uint8_t last; /* byte of the last packet */
} Taken;

static void take(int64_t time, uint32_t wire_len, Slice bytes, void *user)
{
    Taken *taken = user;

    g_assert_cmpint(time, >, 0);
    g_assert_cmpuint(wire_len, ==, bytes.len);
    taken->packets++;
    taken->last = bytes.data[bytes.len - 1];
}

/* Takes packets until there are @count. */
static Taken take_count(Interface *interface, unsigned count)
{
    Taken taken = { 0 };

    while (taken.packets < count) {
        struct pollfd polled = { interface_descriptor(interface), POLLIN, 0 };

        g_assert_cmpint(poll(&polled, 1, 10000), ==, 1);
        g_assert_cmpint(interface_take(interface, 10, take, &taken), >=, 0);
    }
    g_assert_cmpuint(taken.packets, ==, count);
    return taken;
}

static void take_from_lo(void)
{
    g_autoptr(Interface) interface = open_one("lo", NULL);
    Taken none = { 0 };

    g_assert_null(interface_warning(interface));
    g_assert_cmpint(interface_take(interface, 10, take, &none), ==, 0);
    netns_send("127.0.0.1", PORT, "INVITE 1");
    netns_send("127.0.0.1", PORT, "\x80 media");
    netns_send("127.0.0.1", PORT, "INVITE 2");
    /* Two requests, and what the kernel answers to each datagram: nobody listens. */
    g_assert_cmpuint(take_count(interface, 5).packets, ==, 5);
}

static void packets_come_without_media(void)
{
    netns_run(take_from_lo);
}

static void take_with_filter(void)
{
    g_autoptr(Interface) interface = open_one("lo", "udp dst port 5070");

    netns_send("127.0.0.1", PORT, "no");
    netns_send("127.0.0.1", 5070, "yes");
    g_assert_cmpuint(take_count(interface, 1).last, ==, 's');
    assert_refused("lo", "porf 5060", "lo: filter 'porf 5060': ");
}

static void the_users_filter_is_the_one_that_counts(void)
{
    netns_run(take_with_filter);
}

static void read_about(void)
{
    g_autoptr(Interface) lo = open_one("lo", "udp");
    g_autoptr(Interface) any = open_one("any", NULL);
    static const uint8_t OPTIONS[] = {
        2, 0, 2, 0, 'l', 'o', 0, 0, 11, 0, 4, 0, 0, 'u', 'd', 'p'
    };
    const PacketInterface *about = interface_about(lo);

    g_assert_cmpuint(about->link_type, ==, 1);
    g_assert_cmpuint(about->digits, ==, 9);
    g_assert_cmpuint(about->snap_len, >=, 65535);
    g_assert_cmpmem(about->options.data, about->options.len, OPTIONS, sizeof(OPTIONS));
    g_assert_cmpuint(interface_about(any)->link_type, ==, 113);
}

static void an_interface_tells_what_a_capture_of_it_needs(void)
{
    netns_run(read_about);
}

static void shut_lo(void)
{
    g_autoptr(Interface) interface = open_one("lo", "dst port 5060");

    netns_send("127.0.0.1", PORT, "before");
    interface_shut(interface);
    netns_send("127.0.0.1", PORT, "after");
    g_assert_cmpuint(take_count(interface, 1).last, ==, 'e');
    g_usleep(4 * INTERFACE_DELAY_MS * 1000);
    g_assert_cmpint(interface_take(interface, 10, take, &(Taken){ 0 }), ==, 0);
}

static void what_came_before_it_was_shut_can_be_taken(void)
{
    netns_run(shut_lo);
}

static void follow_state(void)
{
    Interface *interface;

    netns_link("one", "192.0.2.1");
    netns_ip("link set one down");
    assert_refused("one", NULL, "one: the interface is down; 'sudo ip link set one up'");
    netns_ip("link set one up");
    interface = open_one("one", NULL);
    g_assert_cmpint(interface_state(interface), ==, INTERFACE_UP);
    netns_ip("link set one down");
    g_assert_cmpint(interface_state(interface), ==, INTERFACE_DOWN);
    netns_ip("link del one");
    g_assert_cmpint(interface_state(interface), ==, INTERFACE_GONE);
    netns_link("one", "192.0.2.1");
    g_assert_cmpint(interface_state(interface), ==, INTERFACE_GONE);
    interface_free(interface);
}

static void its_state_is_that_of_the_interface_that_was_opened(void)
{
    netns_run(follow_state);
}

static void flood_a_small_ring(void)
{
    InterfaceOptions options = { .filter = "udp dst port 5060", .buffer = 1 };
    g_autoptr(Interface) interface = interface_open("lo", &options, NULL);
    InterfaceDrops drops;

    g_assert_nonnull(interface);
    for (int i = 0; i < 20000; i++)
        netns_send("127.0.0.1", PORT, "filling a block of the ring");
    drops = interface_drops(interface);
    g_assert_cmpuint(drops.kernel, >, 0);
    g_assert_cmpuint(interface_drops(interface).kernel, ==, 0);
}

static void drops_are_counted_from_one_call_to_the_next(void)
{
    netns_run(flood_a_small_ring);
}

static void ask_for_promiscuous(void)
{
    InterfaceOptions options = { .promiscuous = true, .buffer = 1 << 20 };
    g_autoptr(Interface) any = interface_open("any", &options, NULL);

    g_assert_nonnull(any);
    g_assert_cmpstr(interface_warning(any), ==, "any: cannot be promiscuous");
}

static void what_cannot_be_as_asked_is_a_warning(void)
{
    netns_run(ask_for_promiscuous);
}

static void open_unknown(void)
{
    assert_refused("eth9", NULL, "eth9: no such interface");
}

static void an_unknown_name_is_refused(void)
{
    netns_run(open_unknown);
}

/* Whoever was root gives up what root may. */
static void open_without_rights(void)
{
    g_assert_cmpint(setresuid(65534, 65534, 65534), ==, 0);
    assert_refused("lo", NULL,
                   "lo: needs CAP_NET_RAW: run as root, or 'sudo setcap cap_net_raw+ep /");
}

static void as_root(void)
{
    if (getuid() == 0)
        open_without_rights();
    else
        assert_refused("lo", NULL, "lo: needs CAP_NET_RAW: ");
}

static void without_rights_the_command_that_grants_them_is_named(void)
{
    g_test_trap_subprocess("/interface/subprocess/without_rights", 0, 0);
    g_test_trap_assert_passed();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/interface/packets_come_without_media", packets_come_without_media);
    g_test_add_func("/interface/the_users_filter_is_the_one_that_counts",
                    the_users_filter_is_the_one_that_counts);
    g_test_add_func("/interface/an_interface_tells_what_a_capture_of_it_needs",
                    an_interface_tells_what_a_capture_of_it_needs);
    g_test_add_func("/interface/what_came_before_it_was_shut_can_be_taken",
                    what_came_before_it_was_shut_can_be_taken);
    g_test_add_func("/interface/its_state_is_that_of_the_interface_that_was_opened",
                    its_state_is_that_of_the_interface_that_was_opened);
    g_test_add_func("/interface/drops_are_counted_from_one_call_to_the_next",
                    drops_are_counted_from_one_call_to_the_next);
    g_test_add_func("/interface/what_cannot_be_as_asked_is_a_warning",
                    what_cannot_be_as_asked_is_a_warning);
    g_test_add_func("/interface/an_unknown_name_is_refused", an_unknown_name_is_refused);
    g_test_add_func("/interface/without_rights_the_command_that_grants_them_is_named",
                    without_rights_the_command_that_grants_them_is_named);
    g_test_add_func("/interface/subprocess/without_rights", as_root);
    return g_test_run();
}
