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
 *
 * An interface that went away is opened again as soon as it is there, which is tried each
 * second. Its number stays.
 */
#include "src/sniffer.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "src/interface.h"
#include "src/packet_queue.h"

#define QUEUE_BYTES ((uint64_t)64 << 20)
#define TURN 256 /* packets of one interface before the others have their turn */
#define TICK_US 1000000
#define HOLD_US ((int64_t)3 * INTERFACE_DELAY_MS * 1000)
#define DRAIN_US ((int64_t)3 * INTERFACE_DELAY_MS * 1000)
#define DRAIN_MAX_US 2000000
#define NOTES_MAX 64

typedef struct Tally {
    _Atomic uint64_t packets, bytes, dropped_kernel, dropped_interface, dropped_queue;
    atomic_bool is_open;
} Tally;

typedef struct Input {
    Sniffer *sniffer;
    char *name;
    unsigned rank;
    PacketQueue *queue;
    Tally tally;

    /* The thread's, once it runs */
    Interface *interface; /* NULL while it is gone */
    const PacketInterface *about;
    InterfaceState state;
    char *trouble; /* why it could not be opened again, as last said */

    /* The reader's */
    uint64_t number;

    /* Under the lock */
    const PacketInterface *kinds[SNIFFER_KINDS_MAX];
    unsigned kinds_len;
} Input;

struct Sniffer {
    Input *inputs;
    unsigned len;
    InterfaceOptions options;
    char *filter;

    GThread *thread;
    struct pollfd *polled; /* the bell of the thread, then each input */
    int thread_bell;
    atomic_bool is_stopping;
    atomic_bool has_ended;
    int64_t round_at; /* the thread's: when it began to take, steady */

    int reader_bell;
    atomic_bool reader_waits;
    atomic_bool is_woken;
    Input *handed_out; /* whose first packet the reader has; NULL: none */

    GMutex lock;
    GQueue notes; /* char * */
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

G_GNUC_PRINTF(2, 3) static void note(Sniffer *sniffer, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    g_mutex_lock(&sniffer->lock);
    g_queue_push_tail(&sniffer->notes, g_strdup_vprintf(format, values));
    if (g_queue_get_length(&sniffer->notes) > NOTES_MAX)
        g_free(g_queue_pop_head(&sniffer->notes));
    g_mutex_unlock(&sniffer->lock);
    va_end(values);
}

/* A copy for good: packets point to it long after the interface is closed. */
static PacketInterface *copy_about(const PacketInterface *about)
{
    PacketInterface *copy = g_malloc(sizeof(*copy) + about->options.len);

    *copy = *about;
    copy->options.data = (uint8_t *)(copy + 1);
    memcpy(copy + 1, about->options.data, about->options.len);
    return copy;
}

/* The one of @input's kinds that @about is; an interface that comes and goes for weeks adds
 * none. Past the bound the last one has to stand for it. */
static const PacketInterface *keep_kind(Input *input, const PacketInterface *about)
{
    const PacketInterface *kind = NULL;

    g_mutex_lock(&input->sniffer->lock);
    for (unsigned i = 0; i < input->kinds_len; i++)
        if (input->kinds[i]->link_type == about->link_type)
            kind = input->kinds[i];
    if (!kind && input->kinds_len < SNIFFER_KINDS_MAX)
        kind = input->kinds[input->kinds_len++] = copy_about(about);
    g_mutex_unlock(&input->sniffer->lock);
    return kind ? kind : input->kinds[SNIFFER_KINDS_MAX - 1];
}

static void enter(Input *input, InterfaceState state)
{
    input->state = state;
    atomic_store(&input->tally.is_open, state != INTERFACE_GONE);
}

static bool open_input(Input *input, GError **error)
{
    const char *warning;

    input->interface = interface_open(input->name, &input->sniffer->options, error);
    if (!input->interface)
        return false;
    enter(input, INTERFACE_UP);
    input->about = keep_kind(input, interface_about(input->interface));
    warning = interface_warning(input->interface);
    if (warning)
        note(input->sniffer, "%s", warning);
    return true;
}

static bool is_named_before(char *const *names, unsigned rank)
{
    for (unsigned i = 0; i < rank; i++)
        if (strcmp(names[i], names[rank]) == 0)
            return true;
    return false;
}

static bool open_inputs(Sniffer *sniffer, const SnifferOptions *options, GError **error)
{
    uint64_t room = (options->queue ? options->queue : QUEUE_BYTES) / sniffer->len;

    for (unsigned i = 0; i < sniffer->len; i++) {
        Input *input = &sniffer->inputs[i];

        input->sniffer = sniffer;
        input->rank = i;
        input->name = g_strdup(options->interfaces[i]);
        input->queue = packet_queue_new(MAX(room, PACKET_QUEUE_MIN));
        if (is_named_before(options->interfaces, i)) {
            g_set_error(error, INTERFACE_ERROR, INTERFACE_ERROR_OTHER, "%s: named twice",
                        input->name);
            return false;
        }
        if (!open_input(input, error))
            return false;
    }
    return true;
}

Sniffer *sniffer_open(const SnifferOptions *options, GError **error)
{
    g_autoptr(Sniffer) sniffer = g_new0(Sniffer, 1);

    sniffer->len = g_strv_length((char **)options->interfaces);
    g_assert(sniffer->len > 0);
    sniffer->inputs = g_new0(Input, sniffer->len);
    sniffer->polled = g_new0(struct pollfd, sniffer->len + 1);
    sniffer->filter = g_strdup(options->filter);
    sniffer->options = (InterfaceOptions){ .filter = sniffer->filter,
                                           .port = (unsigned)options->port,
                                           .snaplen = options->snaplen,
                                           .promiscuous = options->promiscuous,
                                           .buffer = options->buffer };
    g_mutex_init(&sniffer->lock);
    g_queue_init(&sniffer->notes);
    sniffer->thread_bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    sniffer->reader_bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (sniffer->thread_bell < 0 || sniffer->reader_bell < 0) {
        g_set_error(error, INTERFACE_ERROR, INTERFACE_ERROR_OTHER, "eventfd: %s",
                    g_strerror(errno));
        return NULL;
    }
    if (!open_inputs(sniffer, options, error))
        return NULL;
    return g_steal_pointer(&sniffer);
}

static void clear_input(Input *input)
{
    interface_free(input->interface);
    packet_queue_free(input->queue);
    for (unsigned i = 0; i < input->kinds_len; i++)
        g_free((gpointer)input->kinds[i]);
    g_free(input->trouble);
    g_free(input->name);
}

void sniffer_free(Sniffer *sniffer)
{
    if (!sniffer)
        return;
    sniffer_stop(sniffer);
    if (sniffer->thread)
        g_thread_join(sniffer->thread);
    for (unsigned i = 0; i < sniffer->len; i++)
        clear_input(&sniffer->inputs[i]);
    if (sniffer->thread_bell >= 0)
        (void)close(sniffer->thread_bell);
    if (sniffer->reader_bell >= 0)
        (void)close(sniffer->reader_bell);
    g_queue_clear_full(&sniffer->notes, g_free);
    g_mutex_clear(&sniffer->lock);
    g_free(sniffer->polled);
    g_free(sniffer->inputs);
    g_free(sniffer->filter);
    g_free(sniffer);
}

/* The thread */

static void add(_Atomic uint64_t *counter, uint64_t count)
{
    if (count > 0)
        atomic_fetch_add_explicit(counter, count, memory_order_relaxed);
}

static void queue_packet(int64_t time, uint32_t wire_len, Slice bytes, void *user)
{
    Input *input = user;
    Packet packet = { .time = time,
                      .input = input->rank,
                      .link_type = input->about->link_type,
                      .wire_len = wire_len,
                      .bytes = bytes,
                      .interface = input->about };

    add(&input->tally.packets, 1);
    add(&input->tally.bytes, bytes.len);
    if (!packet_queue_add(input->queue, &packet, input->sniffer->round_at))
        add(&input->tally.dropped_queue, 1);
}

static void count_drops(Input *input)
{
    InterfaceDrops drops = interface_drops(input->interface);

    add(&input->tally.dropped_kernel, drops.kernel);
    add(&input->tally.dropped_interface, drops.interface);
}

static void close_input(Input *input)
{
    while (interface_take(input->interface, TURN, queue_packet, input) > 0)
        ;
    count_drops(input);
    g_clear_pointer(&input->interface, interface_free);
}

/* Looks whether the interface is still what it was. One that is gone is closed a tick later,
 * when the last of its packets have come. */
static void check_input(Input *input)
{
    static const char *const SAID[] = {
        [INTERFACE_UP] = "up again",
        [INTERFACE_DOWN] = "down; packets come again when it is up",
        [INTERFACE_GONE] = "gone; it is opened again when it is back",
    };
    InterfaceState state = interface_state(input->interface);

    if (state == input->state || input->state == INTERFACE_GONE)
        return;
    enter(input, state);
    note(input->sniffer, "%s: %s", input->name, SAID[state]);
}

static void reopen_input(Input *input)
{
    g_autoptr(GError) error = NULL;

    if (open_input(input, &error)) {
        g_clear_pointer(&input->trouble, g_free);
        note(input->sniffer, "%s: back", input->name);
        return;
    }
    if (g_error_matches(error, INTERFACE_ERROR, INTERFACE_ERROR_ABSENT) ||
        g_strcmp0(input->trouble, error->message) == 0)
        return;
    g_free(input->trouble);
    input->trouble = g_strdup(error->message);
    note(input->sniffer, "%s", error->message);
}

static void tick(Sniffer *sniffer)
{
    for (unsigned i = 0; i < sniffer->len; i++) {
        Input *input = &sniffer->inputs[i];

        if (input->interface && input->state == INTERFACE_GONE)
            close_input(input);
        if (!input->interface) {
            reopen_input(input);
            continue;
        }
        count_drops(input);
        check_input(input);
    }
}

static bool is_alive(const Input *input)
{
    return input->interface && input->state != INTERFACE_GONE;
}

/* One turn of one interface; true if it may have more. */
static bool take_turn(Input *input)
{
    int taken;

    if (!is_alive(input))
        return false;
    taken = interface_take(input->interface, TURN, queue_packet, input);
    if (taken < 0)
        check_input(input);
    if (taken < 0 && input->state == INTERFACE_UP) {
        enter(input, INTERFACE_GONE);
        note(input->sniffer, "%s: failed; it is opened again", input->name);
    }
    return taken >= TURN;
}

/* Takes what each interface has, in turn, and hands it over. True if there may be more. */
static bool take_round(Sniffer *sniffer)
{
    bool has_more = false, is_handed = false;

    sniffer->round_at = g_get_monotonic_time();
    for (unsigned i = 0; i < sniffer->len; i++)
        has_more |= take_turn(&sniffer->inputs[i]);
    for (unsigned i = 0; i < sniffer->len; i++)
        is_handed |= packet_queue_flush(sniffer->inputs[i].queue);
    if (is_handed && atomic_exchange(&sniffer->reader_waits, false))
        ring(sniffer->reader_bell);
    return has_more;
}

/* An interface that is down keeps its descriptor, which tells of its end. */
static void wait_for_rings(Sniffer *sniffer, int64_t until)
{
    int64_t left = until - g_get_monotonic_time();

    sniffer->polled[0] = (struct pollfd){ .fd = sniffer->thread_bell, .events = POLLIN };
    for (unsigned i = 0; i < sniffer->len; i++) {
        const Input *input = &sniffer->inputs[i];

        sniffer->polled[i + 1] = (struct pollfd){
            .fd = is_alive(input) ? interface_descriptor(input->interface) : -1,
            .events = POLLIN,
        };
    }
    (void)poll(sniffer->polled, sniffer->len + 1, left > 0 ? (int)((left + 999) / 1000) : 0);
}

static void look_at_errors(Sniffer *sniffer)
{
    for (unsigned i = 0; i < sniffer->len; i++)
        if (sniffer->polled[i + 1].revents & (POLLERR | POLLHUP | POLLNVAL) &&
            is_alive(&sniffer->inputs[i]))
            check_input(&sniffer->inputs[i]);
}

/* Takes what had come when the thread was told to stop; the last of it shows with a delay. */
static void drain(Sniffer *sniffer)
{
    int64_t begin = g_get_monotonic_time();
    bool has_more = true;

    for (unsigned i = 0; i < sniffer->len; i++)
        if (sniffer->inputs[i].interface)
            interface_shut(sniffer->inputs[i].interface);
    while (has_more || sniffer->round_at < begin + DRAIN_US) {
        if (sniffer->round_at > begin + DRAIN_MAX_US)
            break;
        if (!has_more)
            g_usleep(INTERFACE_DELAY_MS * 1000 / 2);
        has_more = take_round(sniffer);
    }
    for (unsigned i = 0; i < sniffer->len; i++)
        if (sniffer->inputs[i].interface)
            count_drops(&sniffer->inputs[i]);
}

static gpointer run(gpointer data)
{
    Sniffer *sniffer = data;
    int64_t next_tick = g_get_monotonic_time() + TICK_US;
    bool has_more = false;

    while (!atomic_load(&sniffer->is_stopping)) {
        wait_for_rings(sniffer, has_more ? 0 : next_tick);
        has_more = take_round(sniffer);
        look_at_errors(sniffer);
        if (sniffer->round_at >= next_tick) {
            tick(sniffer);
            next_tick = sniffer->round_at + TICK_US;
        }
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
    Input *input; /* NULL: no packet may be handed out yet, */
    int64_t at;   /* but one may then; INT64_MAX: there is none at all */
    const Packet *packet;
} Choice;

/* The oldest packet of all queues, if no older one can come. */
static Choice choose(Sniffer *sniffer, bool has_ended)
{
    Choice choice = { .at = INT64_MAX };
    int64_t taken_at = 0, taken;
    bool all_have = true;

    for (unsigned i = 0; i < sniffer->len; i++) {
        Input *input = &sniffer->inputs[i];
        const Packet *packet = packet_queue_first(input->queue, &taken);

        all_have &= packet != NULL;
        if (!packet || (choice.packet && packet->time >= choice.packet->time))
            continue;
        choice = (Choice){ input, 0, packet };
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

static SnifferNext hand_out(Sniffer *sniffer, Choice choice, Packet *packet)
{
    *packet = *choice.packet;
    packet->number = ++choice.input->number;
    sniffer->handed_out = choice.input;
    return SNIFFER_PACKET;
}

SnifferNext sniffer_next(Sniffer *sniffer, int timeout_ms, Packet *packet)
{
    int64_t until = 0; /* the clock is asked only if there is nothing */

    if (sniffer->handed_out)
        packet_queue_remove(sniffer->handed_out->queue);
    sniffer->handed_out = NULL;
    for (;;) {
        bool has_ended = atomic_load(&sniffer->has_ended);
        Choice choice = choose(sniffer, has_ended);

        if (atomic_load(&sniffer->is_woken) && atomic_exchange(&sniffer->is_woken, false))
            return SNIFFER_IDLE;
        if (choice.input)
            return hand_out(sniffer, choice, packet);
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
    char *text;

    g_mutex_lock(&sniffer->lock);
    text = g_queue_pop_head(&sniffer->notes);
    g_mutex_unlock(&sniffer->lock);
    return text;
}

static uint64_t counted(_Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

SnifferCounts sniffer_counts(Sniffer *sniffer, unsigned input)
{
    Tally *tally = &sniffer->inputs[input].tally;

    return (SnifferCounts){ .packets = counted(&tally->packets),
                            .bytes = counted(&tally->bytes),
                            .dropped_kernel = counted(&tally->dropped_kernel),
                            .dropped_interface = counted(&tally->dropped_interface),
                            .dropped_queue = counted(&tally->dropped_queue),
                            .is_open = atomic_load(&tally->is_open) };
}

unsigned sniffer_len(const Sniffer *sniffer)
{
    return sniffer->len;
}

const char *sniffer_name(const Sniffer *sniffer, unsigned input)
{
    return sniffer->inputs[input].name;
}

unsigned sniffer_kinds(Sniffer *sniffer, unsigned input, const PacketInterface **out)
{
    const Input *one = &sniffer->inputs[input];
    unsigned len;

    g_mutex_lock(&sniffer->lock);
    len = one->kinds_len;
    memcpy(out, one->kinds, len * sizeof(*out));
    g_mutex_unlock(&sniffer->lock);
    return len;
}
