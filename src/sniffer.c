/* SPDX-License-Identifier: Apache-2.0
 *
 *     interface -> kernel's ring --\                       /-- queue --\
 *                                   > the thread: poll(2) <             > the reader: by time
 *     interface -> kernel's ring --/                       \-- queue --/
 *
 * The thread waits for the rings and a bell (eventfd) that the reader rings to stop it; the
 * reader waits for another bell, that the thread rings when it hands packets over, and that a
 * handler of signals may ring. A bell is rung only where somebody has said to wait.
 *
 * With several inputs a packet is handed out when each of the others has one too that is not
 * older, or when it was taken so long ago that none older can come. That is asked of the
 * steady clock, not of the packets' times: a clock that is set may step by hours.
 */
#include "src/sniffer.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "src/interfaces.h"
#include "src/sniffer_input.h"

#define QUEUE_BYTES ((uint64_t)64 << 20)
#define TURN 256 /* packets of one interface before the others have their turn */
#define TICK_US 1000000
#define HOLD_US ((int64_t)3 * INTERFACE_DELAY_MS * 1000)
#define DRAIN_US ((int64_t)3 * INTERFACE_DELAY_MS * 1000)
#define DRAIN_MAX_US 2000000

struct Sniffer {
    SnifferInput **inputs;
    unsigned len;
    InterfaceOptions options;
    char *filter;
    Notes *notes;

    /* The thread's */
    GThread *thread;
    struct pollfd *polled; /* its bell, then each input */
    int64_t round_at;      /* when it last began to take, by the steady clock */

    /* The reader's */
    uint64_t *numbers;   /* of the last packet of each input */
    PacketQueue *handed; /* whose first packet the reader has; NULL: none */

    /* Both threads' */
    int thread_bell;
    int reader_bell;
    atomic_bool is_stopping;
    atomic_bool has_ended;
    atomic_bool reader_waits;
    atomic_bool is_woken;
};

static void ring(int bell)
{
    uint64_t one = 1;
    ssize_t written = write(bell, &one, sizeof(one));

    (void)written; /* it can only fail where the bell was rung more often than one can count */
}

static void silence(int bell)
{
    uint64_t rung;
    ssize_t got = read(bell, &rung, sizeof(rung));

    (void)got; /* nobody rang it */
}

/* Who mistyped a name is helped by those that there are. An interface that is waited for is not
 * looked up among them each second. */
static void add_names(GError *error)
{
    g_autofree char *names = interfaces_names();
    g_autofree char *message = error->message;

    error->message =
        g_strdup_printf("%s%s%s", message, names ? "; there are " : "", names ? names : "");
}

static bool open_input(Sniffer *sniffer, unsigned rank, const SnifferOptions *options,
                       GError **error)
{
    uint64_t room = (options->queue ? options->queue : QUEUE_BYTES) / sniffer->len;
    SnifferInputSetup setup = { .name = options->interfaces[rank],
                                .rank = rank,
                                .queue = MAX(room, PACKET_QUEUE_MIN),
                                .options = &sniffer->options,
                                .notes = sniffer->notes };
    g_autoptr(GError) reason = NULL;

    sniffer->inputs[rank] = sniffer_input_new(&setup, &reason);
    if (sniffer->inputs[rank])
        return true;
    if (g_error_matches(reason, INTERFACE_ERROR, INTERFACE_ERROR_UNKNOWN))
        add_names(reason);
    g_propagate_error(error, g_steal_pointer(&reason));
    return false;
}

static Sniffer *make(const SnifferOptions *options)
{
    Sniffer *sniffer = g_new0(Sniffer, 1);

    sniffer->len = g_strv_length((char **)options->interfaces);
    g_assert(sniffer->len > 0);
    sniffer->inputs = g_new0(SnifferInput *, sniffer->len);
    sniffer->numbers = g_new0(uint64_t, sniffer->len);
    sniffer->polled = g_new0(struct pollfd, sniffer->len + 1);
    sniffer->filter = g_strdup(options->filter);
    sniffer->notes = notes_new();
    sniffer->options = (InterfaceOptions){ .filter = sniffer->filter,
                                           .port = (unsigned)options->port,
                                           .snaplen = options->snaplen,
                                           .promiscuous = options->promiscuous,
                                           .buffer = options->buffer };
    sniffer->thread_bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    sniffer->reader_bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return sniffer;
}

Sniffer *sniffer_open(const SnifferOptions *options, GError **error)
{
    g_autoptr(Sniffer) sniffer = make(options);

    if (sniffer->thread_bell < 0 || sniffer->reader_bell < 0) {
        g_set_error(error, INTERFACE_ERROR, INTERFACE_ERROR_OTHER, "cannot make an eventfd: %s",
                    g_strerror(errno));
        return NULL;
    }
    for (unsigned i = 0; i < sniffer->len; i++)
        if (!open_input(sniffer, i, options, error))
            return NULL;
    return g_steal_pointer(&sniffer);
}

void sniffer_free(Sniffer *sniffer)
{
    if (!sniffer)
        return;
    sniffer_stop(sniffer);
    if (sniffer->thread)
        g_thread_join(sniffer->thread);
    for (unsigned i = 0; i < sniffer->len; i++)
        sniffer_input_free(sniffer->inputs[i]);
    if (sniffer->thread_bell >= 0)
        (void)close(sniffer->thread_bell);
    if (sniffer->reader_bell >= 0)
        (void)close(sniffer->reader_bell);
    notes_free(sniffer->notes);
    g_free(sniffer->inputs);
    g_free(sniffer->numbers);
    g_free(sniffer->polled);
    g_free(sniffer->filter);
    g_free(sniffer);
}

/* The thread */

/* Takes what each interface has, in turn, and hands it over. True if there may be more. */
static bool take_round(Sniffer *sniffer)
{
    bool has_more = false, is_handed = false;

    sniffer->round_at = g_get_monotonic_time();
    for (unsigned i = 0; i < sniffer->len; i++)
        has_more |= sniffer_input_take(sniffer->inputs[i], TURN, sniffer->round_at);
    for (unsigned i = 0; i < sniffer->len; i++)
        is_handed |= packet_queue_flush(sniffer_input_queue(sniffer->inputs[i]));
    if (is_handed && atomic_exchange(&sniffer->reader_waits, false))
        ring(sniffer->reader_bell);
    return has_more;
}

static void wait_for_rings(Sniffer *sniffer, int64_t until)
{
    int64_t left = until - g_get_monotonic_time();
    struct pollfd *polled = sniffer->polled;

    polled[0] = (struct pollfd){ .fd = sniffer->thread_bell, .events = POLLIN };
    for (unsigned i = 0; i < sniffer->len; i++)
        polled[i + 1] = (struct pollfd){ .fd = sniffer_input_descriptor(sniffer->inputs[i]),
                                         .events = POLLIN };
    (void)poll(polled, sniffer->len + 1, left > 0 ? (int)((left + 999) / 1000) : 0);
}

static void check_inputs(Sniffer *sniffer)
{
    for (unsigned i = 0; i < sniffer->len; i++)
        if (sniffer->polled[i + 1].revents & (POLLERR | POLLHUP | POLLNVAL))
            sniffer_input_check(sniffer->inputs[i]);
}

/* Takes what had come when the thread was told to stop; the last of it shows with a delay. */
static void drain(Sniffer *sniffer)
{
    int64_t begin = g_get_monotonic_time();
    bool has_more = true;

    for (unsigned i = 0; i < sniffer->len; i++)
        sniffer_input_shut(sniffer->inputs[i]);
    while (has_more || sniffer->round_at < begin + DRAIN_US) {
        if (sniffer->round_at > begin + DRAIN_MAX_US)
            break;
        if (!has_more)
            g_usleep(INTERFACE_DELAY_MS * 1000 / 2);
        has_more = take_round(sniffer);
    }
    for (unsigned i = 0; i < sniffer->len; i++)
        sniffer_input_count_drops(sniffer->inputs[i]);
}

static gpointer run(gpointer data)
{
    Sniffer *sniffer = data;
    int64_t next_tick = g_get_monotonic_time() + TICK_US;
    bool has_more = false;

    while (!atomic_load(&sniffer->is_stopping)) {
        wait_for_rings(sniffer, has_more ? 0 : next_tick);
        has_more = take_round(sniffer);
        check_inputs(sniffer);
        if (sniffer->round_at < next_tick)
            continue;
        for (unsigned i = 0; i < sniffer->len; i++)
            sniffer_input_tick(sniffer->inputs[i]);
        next_tick = sniffer->round_at + TICK_US;
    }
    drain(sniffer);
    atomic_store(&sniffer->has_ended, true);
    ring(sniffer->reader_bell);
    return NULL;
}

void sniffer_start(Sniffer *sniffer)
{
    sigset_t all, before;

    g_assert(!sniffer->thread);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    sniffer->thread = g_thread_new("sniff", run, sniffer);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* The reader */

void sniffer_stop(Sniffer *sniffer)
{
    atomic_store(&sniffer->is_stopping, true);
    ring(sniffer->thread_bell);
    if (!sniffer->thread)
        atomic_store(&sniffer->has_ended, true);
}

void sniffer_wake(Sniffer *sniffer)
{
    atomic_store(&sniffer->is_woken, true);
    ring(sniffer->reader_bell);
}

typedef struct Choice {
    const Packet *packet; /* NULL: none may be handed out yet, */
    int64_t at;           /* but one may then; INT64_MAX: there is none at all */
    PacketQueue *queue;
} Choice;

/* The oldest packet of all queues, if no older one can come. */
static Choice choose(Sniffer *sniffer, bool has_ended)
{
    Choice choice = { .at = INT64_MAX };
    int64_t taken_at = 0, taken;
    bool all_have = true;

    for (unsigned i = 0; i < sniffer->len; i++) {
        PacketQueue *queue = sniffer_input_queue(sniffer->inputs[i]);
        const Packet *packet = packet_queue_first(queue, &taken);

        all_have &= packet != NULL;
        if (!packet || (choice.packet && packet->time >= choice.packet->time))
            continue;
        choice = (Choice){ packet, 0, queue };
        taken_at = taken;
    }
    if (!choice.packet || all_have || has_ended)
        return choice;
    if (g_get_monotonic_time() < taken_at + HOLD_US)
        choice = (Choice){ .at = taken_at + HOLD_US };
    return choice;
}

static void wait_for_bell(const Sniffer *sniffer, int64_t until)
{
    struct pollfd bell = { .fd = sniffer->reader_bell, .events = POLLIN };
    int64_t left = until - g_get_monotonic_time();

    if (left > 0 && poll(&bell, 1, (int)MIN((left + 999) / 1000, G_MAXINT)) > 0)
        silence(sniffer->reader_bell);
}

static SnifferNext hand_out(Sniffer *sniffer, const Choice *choice, Packet *packet)
{
    *packet = *choice->packet;
    packet->number = ++sniffer->numbers[packet->input];
    sniffer->handed = choice->queue;
    return SNIFFER_PACKET;
}

SnifferNext sniffer_next(Sniffer *sniffer, int timeout_ms, Packet *packet)
{
    int64_t until = 0; /* the clock is asked only if there is nothing */

    if (sniffer->handed)
        packet_queue_remove(sniffer->handed);
    sniffer->handed = NULL;
    for (;;) {
        bool has_ended = atomic_load(&sniffer->has_ended);
        Choice choice = choose(sniffer, has_ended);

        if (atomic_load(&sniffer->is_woken) && atomic_exchange(&sniffer->is_woken, false))
            return SNIFFER_IDLE;
        if (choice.packet)
            return hand_out(sniffer, &choice, packet);
        if (has_ended)
            return SNIFFER_END;
        if (until == 0)
            until = g_get_monotonic_time() + (int64_t)timeout_ms * 1000;
        else if (g_get_monotonic_time() >= until)
            return SNIFFER_IDLE;
        /* What came between looking and saying so rings no bell: another look. */
        if (!atomic_exchange(&sniffer->reader_waits, true))
            continue;
        wait_for_bell(sniffer, MIN(until, choice.at));
        atomic_store(&sniffer->reader_waits, false);
    }
}

char *sniffer_take_note(Sniffer *sniffer)
{
    return notes_take(sniffer->notes);
}

SnifferCounts sniffer_counts(Sniffer *sniffer, unsigned input)
{
    return sniffer_input_counts(sniffer->inputs[input]);
}

unsigned sniffer_len(const Sniffer *sniffer)
{
    return sniffer->len;
}

const char *sniffer_name(const Sniffer *sniffer, unsigned input)
{
    return sniffer_input_name(sniffer->inputs[input]);
}

unsigned sniffer_kinds(Sniffer *sniffer, unsigned input, const PacketInterface **out)
{
    return sniffer_input_kinds(sniffer->inputs[input], out);
}
