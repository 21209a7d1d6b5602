/* SPDX-License-Identifier: Apache-2.0
 *
 *     send --interface NAME --rate MESSAGES --seconds N CAPTURE
 *
 * Sends the packets of a capture on an interface, so many SIP messages a second with the RTP
 * that is between them, and prints as JSON what it sent and how fast that was. Packets go out
 * in batches, each as large as what is due. Who cannot keep up falls behind: what was missed
 * for more than BURST is not sent later.
 */
#include <errno.h>
#include <inttypes.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/live/load/replay.h"

#define BATCH 64
#define BURST 20000 /* microseconds */
#define NAP 500     /* microseconds between batches */

typedef struct Sender {
    Replay *replay;
    int socket;
    uint64_t packets, messages;
    uint64_t refused; /* times that the interface had no room, and was asked again */
} Sender;

static bool open_socket(Sender *sender, const char *interface)
{
    struct sockaddr_ll address = { .sll_family = AF_PACKET,
                                   .sll_ifindex = (int)if_nametoindex(interface) };
    int yes = 1;

    sender->socket = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0); /* it receives nothing */
    return sender->socket >= 0 && address.sll_ifindex > 0 &&
           setsockopt(sender->socket, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof yes) == 0 &&
           bind(sender->socket, (struct sockaddr *)&address, sizeof address) == 0;
}

/* Sends the next @count packets, at most BATCH. */
static bool send_batch(Sender *sender, unsigned count)
{
    struct mmsghdr headers[BATCH] = { 0 };
    struct iovec parts[BATCH];
    unsigned sent = 0;

    for (unsigned i = 0; i < count; i++) {
        ReplayFrame frame = replay_next(sender->replay);

        parts[i] = (struct iovec){ frame.bytes, frame.len };
        headers[i].msg_hdr.msg_iov = &parts[i];
        headers[i].msg_hdr.msg_iovlen = 1;
        sender->messages += frame.is_message;
    }
    while (sent < count) {
        int now = sendmmsg(sender->socket, headers + sent, count - sent, 0);

        if (now < 0 && errno != ENOBUFS && errno != EINTR)
            return false;
        sender->refused += now < 0;
        sent += now > 0 ? (unsigned)now : 0;
    }
    sender->packets += count;
    return true;
}

/* @rate: packets a second. */
static bool send_all(Sender *sender, double rate, int64_t us)
{
    int64_t begin = g_get_monotonic_time(), paced = begin, now;
    uint64_t paced_packets = 0;

    while ((now = g_get_monotonic_time()) - begin < us) {
        double due = rate * (double)(now - paced) / 1e6 - (double)paced_packets;
        unsigned count = (unsigned)CLAMP(due, 0, BATCH);

        if (due > rate * BURST / 1e6) {
            paced = now - NAP;
            paced_packets = 0;
        }
        if (count == 0) {
            g_usleep(NAP);
            continue;
        }
        if (!send_batch(sender, count))
            return false;
        paced_packets += count;
    }
    return true;
}

static bool run(Sender *sender, int rate, int seconds)
{
    double share =
        (double)replay_packets(sender->replay) / (double)replay_messages(sender->replay);
    int64_t begin = g_get_monotonic_time();
    bool is_good = send_all(sender, rate * share, (int64_t)seconds * G_USEC_PER_SEC);

    printf("{\"packets\": %" PRIu64 ", \"messages\": %" PRIu64 ", \"refused\": %" PRIu64
           ", \"seconds\": %.3f}\n",
           sender->packets, sender->messages, sender->refused,
           (double)(g_get_monotonic_time() - begin) / 1e6);
    return is_good;
}

int main(int argc, char **argv)
{
    int rate = 0, seconds = 0;
    g_autofree char *interface = NULL;
    const GOptionEntry entries[] = {
        { "interface", 0, 0, G_OPTION_ARG_STRING, &interface, "Where to send", "NAME" },
        { "rate", 0, 0, G_OPTION_ARG_INT, &rate, "SIP messages a second", "N" },
        { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "How long", "N" },
        { 0 },
    };
    g_autoptr(GOptionContext) context = g_option_context_new("CAPTURE - sends it on and on");
    g_autoptr(GError) error = NULL;
    g_autoptr(Replay) replay = NULL;
    Sender sender = { 0 };

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2 || !interface ||
        rate < 1 || seconds < 1) {
        g_printerr("send: %s\n",
                   error ? error->message : "--interface, --rate, --seconds, CAPTURE");
        return 2;
    }
    replay = sender.replay = replay_new(argv[1], &error);
    if (!replay) {
        g_printerr("send: %s\n", error->message);
        return 1;
    }
    if (!open_socket(&sender, interface) || !run(&sender, rate, seconds)) {
        g_printerr("send: %s: %s\n", interface, g_strerror(errno));
        return 1;
    }
    return 0;
}
