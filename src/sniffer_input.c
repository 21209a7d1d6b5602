/* SPDX-License-Identifier: Apache-2.0
 *
 *               down                        removed, or failed
 *      up <--------------> down    up, down --------------------> gone
 *               up                                                 |
 *       ^        the same name is there again, and up              | a tick later: closed
 *       '----------------------------------------------------------'
 *
 * An interface that was down gives packets again once it is up, through the same descriptor.
 */
#include "src/sniffer_input.h"

#include <limits.h>
#include <stdatomic.h>
#include <string.h>

typedef struct Tally {
    _Atomic uint64_t packets, bytes, dropped_kernel, dropped_interface, dropped_queue;
    atomic_bool is_open;
} Tally;

struct SnifferInput {
    char *name;
    unsigned rank;
    const InterfaceOptions *options;
    Notes *notes;
    PacketQueue *queue;
    Tally tally;

    /* The thread's */
    Interface *interface; /* NULL while it is away */
    const PacketInterface *about;
    InterfaceState state;
    char *trouble; /* why it could not be opened again, as last said */
    int64_t now;

    /* Written by the thread, the number last. */
    const PacketInterface *kinds[SNIFFER_KINDS_MAX];
    _Atomic unsigned kinds_len;
};

/* A copy for good: packets point to it long after the interface is closed. */
static PacketInterface *copy_about(const PacketInterface *about)
{
    PacketInterface *copy = g_malloc(sizeof(*copy) + about->options.len);

    *copy = *about;
    copy->options.data = (uint8_t *)(copy + 1);
    memcpy(copy + 1, about->options.data, about->options.len);
    return copy;
}

/* The kind that @about is; an interface that comes and goes for weeks adds none. Past the bound
 * the last one has to stand for it. */
static const PacketInterface *keep_kind(SnifferInput *input, const PacketInterface *about)
{
    unsigned len = atomic_load(&input->kinds_len);

    for (unsigned i = 0; i < len; i++)
        if (input->kinds[i]->link_type == about->link_type)
            return input->kinds[i];
    if (len == SNIFFER_KINDS_MAX)
        return input->kinds[len - 1];
    input->kinds[len] = copy_about(about);
    atomic_store(&input->kinds_len, len + 1);
    return input->kinds[len];
}

static void enter(SnifferInput *input, InterfaceState state)
{
    input->state = state;
    atomic_store(&input->tally.is_open, state != INTERFACE_GONE);
}

static bool open_interface(SnifferInput *input, GError **error)
{
    const char *warning;

    input->interface = interface_open(input->name, input->options, error);
    if (!input->interface)
        return false;
    enter(input, INTERFACE_UP);
    input->about = keep_kind(input, interface_about(input->interface));
    warning = interface_warning(input->interface);
    if (warning)
        notes_add(input->notes, "%s", warning);
    return true;
}

SnifferInput *sniffer_input_new(const SnifferInputSetup *setup, GError **error)
{
    g_autoptr(SnifferInput) input = g_new0(SnifferInput, 1);

    input->name = g_strdup(setup->name);
    input->rank = setup->rank;
    input->options = setup->options;
    input->notes = setup->notes;
    if (!open_interface(input, error))
        return NULL;
    input->queue = packet_queue_new(setup->queue);
    return g_steal_pointer(&input);
}

void sniffer_input_free(SnifferInput *input)
{
    if (!input)
        return;
    interface_free(input->interface);
    packet_queue_free(input->queue);
    for (unsigned i = 0; i < atomic_load(&input->kinds_len); i++)
        g_free((gpointer)input->kinds[i]);
    g_free(input->trouble);
    g_free(input->name);
    g_free(input);
}

const char *sniffer_input_name(const SnifferInput *input)
{
    return input->name;
}

PacketQueue *sniffer_input_queue(SnifferInput *input)
{
    return input->queue;
}

unsigned sniffer_input_kinds(const SnifferInput *input, const PacketInterface **out)
{
    unsigned len = atomic_load(&input->kinds_len);

    memcpy(out, input->kinds, len * sizeof(*out));
    return len;
}

static void add(_Atomic uint64_t *counter, uint64_t count)
{
    if (count > 0)
        atomic_fetch_add_explicit(counter, count, memory_order_relaxed);
}

static uint64_t counted(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

SnifferCounts sniffer_input_counts(const SnifferInput *input)
{
    const Tally *tally = &input->tally;

    return (SnifferCounts){ .packets = counted(&tally->packets),
                            .bytes = counted(&tally->bytes),
                            .dropped_kernel = counted(&tally->dropped_kernel),
                            .dropped_interface = counted(&tally->dropped_interface),
                            .dropped_queue = counted(&tally->dropped_queue),
                            .is_open = atomic_load(&tally->is_open) };
}

static bool is_there(const SnifferInput *input)
{
    return input->interface && input->state != INTERFACE_GONE;
}

int sniffer_input_descriptor(const SnifferInput *input)
{
    return is_there(input) ? interface_descriptor(input->interface) : -1;
}

static void queue_packet(int64_t time, uint32_t wire_len, Slice bytes, void *user)
{
    SnifferInput *input = user;
    Packet packet = { .time = time,
                      .input = input->rank,
                      .link_type = input->about->link_type,
                      .wire_len = wire_len,
                      .bytes = bytes,
                      .interface = input->about };

    add(&input->tally.packets, 1);
    add(&input->tally.bytes, bytes.len);
    if (!packet_queue_add(input->queue, &packet, input->now))
        add(&input->tally.dropped_queue, 1);
}

bool sniffer_input_take(SnifferInput *input, int most, int64_t now)
{
    int taken;

    if (!is_there(input))
        return false;
    input->now = now;
    taken = interface_take(input->interface, most, queue_packet, input);
    if (taken < 0)
        sniffer_input_check(input);
    if (taken < 0 && input->state == INTERFACE_UP) {
        enter(input, INTERFACE_GONE);
        notes_add(input->notes, "%s: failed; it is opened again", input->name);
    }
    return taken >= most;
}

void sniffer_input_check(SnifferInput *input)
{
    static const char *const SAID[] = {
        [INTERFACE_UP] = "up again",
        [INTERFACE_DOWN] = "down; packets come again when it is up",
        [INTERFACE_GONE] = "gone; it is opened again when it is back",
    };
    InterfaceState state;

    if (!is_there(input))
        return;
    state = interface_state(input->interface);
    if (state == input->state)
        return;
    enter(input, state);
    notes_add(input->notes, "%s: %s", input->name, SAID[state]);
}

/* The last packets of an interface that is gone show with a delay; by now they have. */
static void close_interface(SnifferInput *input)
{
    while (interface_take(input->interface, INT_MAX, queue_packet, input) > 0)
        ;
    sniffer_input_count_drops(input);
    g_clear_pointer(&input->interface, interface_free);
}

static void open_again(SnifferInput *input)
{
    g_autoptr(GError) error = NULL;

    if (open_interface(input, &error)) {
        g_clear_pointer(&input->trouble, g_free);
        notes_add(input->notes, "%s: back", input->name);
        return;
    }
    if (!g_error_matches(error, INTERFACE_ERROR, INTERFACE_ERROR_OTHER) ||
        g_strcmp0(input->trouble, error->message) == 0)
        return;
    g_free(input->trouble);
    input->trouble = g_strdup(error->message);
    notes_add(input->notes, "%s", error->message);
}

void sniffer_input_tick(SnifferInput *input)
{
    if (input->interface && input->state == INTERFACE_GONE)
        close_interface(input);
    if (!input->interface)
        open_again(input);
    sniffer_input_count_drops(input);
    sniffer_input_check(input);
}

void sniffer_input_shut(SnifferInput *input)
{
    if (input->interface)
        interface_shut(input->interface);
}

void sniffer_input_count_drops(SnifferInput *input)
{
    InterfaceDrops drops = { 0 };

    if (input->interface)
        drops = interface_drops(input->interface);
    add(&input->tally.dropped_kernel, drops.kernel);
    add(&input->tally.dropped_interface, drops.interface);
}
