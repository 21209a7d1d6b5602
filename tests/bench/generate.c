/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes a large capture of a carrier's proxies: proxied calls and registrations, many at a
 * time, each message at its own. A call is a script and a place in it; the calls that are not
 * over wait in a heap, ordered by the time of their next message. The same seed gives the same
 * file.
 */
#include <errno.h>
#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/dialog.h"
#include "tests/bench/fork.h"
#include "tests/bench/hops.h"
#include "tests/bench/lanes.h"
#include "tests/bench/script.h"
#include "tests/bench/vary.h"

#define FIRST_TIME ((uint64_t)1700000000 * G_USEC_PER_SEC)
#define CALLS_PER_SECOND 50
#define CALLS_PER_SECOND_FAST 10000 /* until as many are in progress as asked for */
#define CONCURRENCY_MAX 1000000
#define DIALOG_MESSAGES_MAX 20000000
#define TERMINALS_MAX 10000 /* that one call is forked to */
#define PROMPT 20           /* microseconds */
#define PROXIES 4
#define SUBSCRIBERS_MAX 16000000 /* addresses of 10/8; terminals of a forked call follow */
#define MSS_MAX 1460
#define CONNECTIONS_MAX 20000
#define RTP_PAYLOAD 160
#define TALKING 256 /* how many calls are remembered as the sources of RTP */

typedef struct Event {
    uint64_t time;
    Talk *talk;
} Event;

typedef struct Generator {
    Wire *wire;
    Lanes *lanes; /* NULL: over UDP */
    Scripts *scripts;
    ScriptMix mix;
    WireForm form;
    GArray *heap; /* of Event; the earliest first */
    GRand *rand;
    uint64_t calls, messages, rtp_packets;
    int rtp_percent;
    int subscribers, connections, mss, hops;
    int dialog_messages, terminals; /* of one call more each; 0: there is none */
    int concurrency;                /* calls in progress at once; 0: as many as come */
    gboolean is_varied;
    double rtp_due;
    uint64_t last_time;
    Talk *talking[TALKING]; /* some that talk now; NULL where none is */
} Generator;

static bool is_before(const Event *a, const Event *b)
{
    return a->time != b->time ? a->time < b->time : a->talk->number < b->talk->number;
}

static Event *event_at(Generator *generator, unsigned at)
{
    return &g_array_index(generator->heap, Event, at);
}

static void swap_events(Generator *generator, unsigned a, unsigned b)
{
    Event event = *event_at(generator, a);

    *event_at(generator, a) = *event_at(generator, b);
    *event_at(generator, b) = event;
}

static void push(Generator *generator, Event event)
{
    unsigned at = generator->heap->len;

    g_array_append_val(generator->heap, event);
    while (at > 0 && is_before(event_at(generator, at), event_at(generator, (at - 1) / 2))) {
        swap_events(generator, at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
}

static Event pop(Generator *generator)
{
    Event first = *event_at(generator, 0);
    unsigned len = generator->heap->len - 1;
    unsigned at = 0;

    swap_events(generator, 0, len);
    g_array_set_size(generator->heap, len);
    while (2 * at + 1 < len) {
        unsigned child = 2 * at + 1;

        if (child + 1 < len &&
            is_before(event_at(generator, child + 1), event_at(generator, child)))
            child++;
        if (!is_before(event_at(generator, child), event_at(generator, at)))
            break;
        swap_events(generator, at, child);
        at = child;
    }
    return first;
}

static uint64_t delay_of(Generator *generator, const TalkStep *step)
{
    unsigned from = step->to_ms ? step->from_ms : 1;
    unsigned to = step->to_ms ? step->to_ms : 4;

    if (step->is_prompt)
        return PROMPT;
    return (uint64_t)g_rand_int_range(generator->rand, (int)from * 1000, (int)to * 1000 + 1);
}

static uint32_t address_of(unsigned number)
{
    return 0x0a000000 | (number / 250 + 1) << 8 | (number % 250 + 1);
}

static uint32_t subscriber(Generator *generator)
{
    return address_of((unsigned)g_rand_int_range(generator->rand, 0, generator->subscribers));
}

/* The proxy at @place of row @row. */
static WireEnd proxy(unsigned row, unsigned place)
{
    return (WireEnd){ .address = 0xc6336401 + row + (place - 1) * PROXIES, /* TEST-NET-2 */
                      .port = 5060 };
}

/* The address that connection @number comes from. */
static WireEnd client(unsigned number)
{
    return (WireEnd){ address_of(number), (uint16_t)(32768 + number % 28000) };
}

/* One half of the connections is for those who call and ends at the first proxy, the other is
 * for the called and ends at the last. */
static unsigned calling(const Generator *generator)
{
    return (unsigned)(generator->connections + 1) / 2;
}

/* Each connection takes its turn. */
static void take_connections(const Generator *generator, Talk *talk)
{
    unsigned called = (unsigned)generator->connections - calling(generator);
    uint64_t turn = talk->number + talk->number / called;

    talk->is_tcp = true;
    talk->ends[0] = client((unsigned)(talk->number % calling(generator)));
    talk->ends[talk->hops + 1] = client(calling(generator) + (unsigned)(turn % called));
}

static void open_connections(Generator *generator)
{
    unsigned count = (unsigned)generator->connections;
    unsigned last = (unsigned)generator->hops;
    unsigned terminals = (unsigned)generator->terminals;
    uint64_t time = FIRST_TIME - (count + terminals + last) * 1000ull;

    generator->lanes = lanes_new(generator->wire, (size_t)generator->mss);
    for (unsigned number = 0; number < count; number++, time += 1000)
        lanes_open(generator->lanes, time, client(number),
                   proxy(0, number < calling(generator) ? 1 : last));
    for (unsigned leg = 0; leg < terminals; leg++, time += 1000)
        lanes_open(generator->lanes, time, client(count + leg), proxy(0, 1));
    for (unsigned place = 1; place < last; place++, time += 1000) {
        WireEnd from = { proxy(0, place).address, 32768 };

        lanes_open(generator->lanes, time, from, proxy(0, place + 1));
    }
}

static void place_ends(Generator *generator, Talk *talk, unsigned row)
{
    talk->ends[0] = (WireEnd){ talk->users[A], 5060 };
    talk->ends[talk->hops + 1] = (WireEnd){ talk->users[B], 5060 };
    for (unsigned place = 1; place <= talk->hops; place++)
        talk->ends[place] = proxy(generator->lanes ? 0 : row, place);
    if (generator->lanes)
        take_connections(generator, talk);
    if (talk->hops == 0 && talk->step->method == REGISTER)
        talk->ends[1] = proxy(row, 1);
}

static void take_script(Generator *generator, Talk *talk)
{
    talk->step = scripts_pick(generator->scripts, &generator->mix, generator->rand);
    if (generator->is_varied) {
        g_autofree TalkStep *steps = vary_steps(talk->step, generator->rand, &talk->turns);

        talk->step = talk->own = hops_spread(steps, talk->hops);
    }
}

/* Begins @call at @time; it follows some script if it has no steps of its own. */
static void begin_talk(Generator *generator, uint64_t time, Talk call)
{
    Talk *talk = g_new(Talk, 1);
    unsigned row = (unsigned)g_rand_int_range(generator->rand, 0, PROXIES);

    *talk = call;
    talk->key = (uint64_t)g_rand_int(generator->rand) << 32 | g_rand_int(generator->rand);
    talk->number = ++generator->calls;
    talk->users[A] = talk->users[B] = subscriber(generator);
    while (talk->users[A] == talk->users[B])
        talk->users[B] = subscriber(generator);
    talk->cseq[A] = (unsigned)g_rand_int_range(generator->rand, 1, 30000);
    talk->cseq[B] = (unsigned)g_rand_int_range(generator->rand, 1, 30000);
    talk->step = talk->own;
    if (!talk->own)
        take_script(generator, talk);
    place_ends(generator, talk, row);
    push(generator, (Event){ time, talk });
}

static void begin_long_dialog(Generator *generator, uint64_t time)
{
    Talk talk = { .hops = (unsigned)generator->hops };

    talk.own = dialog_steps((unsigned)generator->dialog_messages, talk.hops, &talk.turns);
    begin_talk(generator, time, talk);
}

static void begin_forked_call(Generator *generator, uint64_t time)
{
    int answering = g_rand_int_range(generator->rand, 0, generator->terminals);
    Talk talk = { .hops = 1, .is_forked = true };

    talk.own = fork_steps((unsigned)generator->terminals, (unsigned)answering);
    begin_talk(generator, time, talk);
}

/* Puts the terminal of a forked call that @step is about at the called party's place. */
static void place_terminal(const Generator *generator, Talk *talk, const TalkStep *step)
{
    if (generator->lanes)
        talk->ends[B] = client((unsigned)generator->connections + step->leg);
    else
        talk->ends[B].address = address_of((unsigned)generator->subscribers + step->leg);
}

static void write_rtp(Generator *generator, Talk *talk, uint64_t time)
{
    uint8_t packet[12 + RTP_PAYLOAD] = { 0x80, 8 };
    unsigned side = (unsigned)g_rand_int_range(generator->rand, 0, 2);
    unsigned sequence = talk->rtp_sequence[side]++;
    uint32_t stamp = GUINT32_TO_BE(sequence * RTP_PAYLOAD);
    uint32_t source = GUINT32_TO_BE((uint32_t)talk_mix(talk->key, side));
    uint16_t port = (uint16_t)(16384 + talk->number % 8000 * 2);
    WireEnd from = { talk->ends[talk_place(talk, side ? A : B)].address, port };
    WireEnd to = { talk->ends[talk_place(talk, side ? B : A)].address, port };

    packet[2] = (uint8_t)(sequence >> 8);
    packet[3] = (uint8_t)sequence;
    memcpy(packet + 4, &stamp, 4);
    memcpy(packet + 8, &source, 4);
    memset(packet + 12, (int)(0xd5 ^ (sequence & 0x0f)), RTP_PAYLOAD); /* A-law, near silence */
    if (generator->lanes)
        lanes_until(generator->lanes, time);
    wire_udp(generator->wire, &(WirePacket){ time, from, to, packet, sizeof packet });
    generator->rtp_packets++;
}

/* Puts the RTP that is due between the last message and the one at @time. */
static void write_rtp_until(Generator *generator, uint64_t time)
{
    uint64_t from = generator->last_time;
    unsigned count;

    generator->rtp_due += generator->rtp_percent / (100.0 - generator->rtp_percent);
    count = (unsigned)generator->rtp_due;
    for (unsigned i = 0; i < count; i++) {
        unsigned at = (unsigned)g_rand_int_range(generator->rand, 0, TALKING);

        for (unsigned tries = 0; tries < TALKING && !generator->talking[at]; tries++)
            at = (at + 1) % TALKING;
        if (!generator->talking[at])
            break; /* nobody talks yet: it stays due */
        write_rtp(generator, generator->talking[at],
                  from + (time - from) * (i + 1) / (count + 1));
        generator->rtp_due -= 1;
    }
    generator->last_time = time;
}

static void note_talking(Generator *generator, Talk *talk, const TalkStep *step)
{
    Talk **place = &generator->talking[talk->number % TALKING];

    if (step->method == ACK && !step->is_hop)
        *place = talk;
    else if (step->method == BYE && *place == talk)
        *place = NULL;
}

static bool is_left_out(Generator *generator, const TalkStep *step)
{
    if (step->is_resent && generator->lanes)
        return true;
    return step->chance && g_rand_int_range(generator->rand, 0, 100) >= (int)step->chance;
}

/* Writes the next message of the call that is due; what it does not send today is skipped. */
static void step_call(Generator *generator)
{
    char text[TALK_TEXT];
    Event event = pop(generator);
    Talk *talk = event.talk;
    const TalkStep *step = talk->step;
    WirePacket packet = { .time = event.time, .payload = text };

    if (generator->rtp_percent)
        write_rtp_until(generator, event.time);
    if (talk->is_forked)
        place_terminal(generator, talk, step);
    packet.from = talk->ends[step->from];
    packet.to = talk->ends[step->to];
    packet.len = talk_print(talk, step, text);
    if (generator->lanes)
        lanes_send(generator->lanes, &packet);
    else
        wire_udp(generator->wire, &packet);
    generator->messages++;
    note_talking(generator, talk, step);
    do {
        step++;
    } while (is_left_out(generator, step));
    if (step->from == step->to) {
        g_free(talk->own);
        g_free(talk);
        return;
    }
    talk->step = step;
    if (generator->lanes && !step->is_prompt)
        event.time += LANES_WAIT; /* by then it is on the wire */
    push(generator, (Event){ event.time + delay_of(generator, step), talk });
}

/* Goes on until the next call may begin at @time, or later; returns when. */
static uint64_t make_room(Generator *generator, uint64_t time)
{
    while (generator->heap->len > 0 && event_at(generator, 0)->time < time)
        step_call(generator);
    while (generator->concurrency && generator->heap->len >= (unsigned)generator->concurrency) {
        time = MAX(time, event_at(generator, 0)->time);
        step_call(generator);
    }
    return time;
}

static void generate(Generator *generator, uint64_t calls)
{
    int pace = generator->concurrency ? CALLS_PER_SECOND_FAST : CALLS_PER_SECOND;
    uint64_t time = FIRST_TIME;

    generator->last_time = time;
    if (generator->connections)
        open_connections(generator);
    if (generator->dialog_messages)
        begin_long_dialog(generator, time);
    if (generator->terminals)
        begin_forked_call(generator, time);
    for (uint64_t number = 1; number <= calls; number++) {
        time = make_room(generator, time);
        begin_talk(generator, time, (Talk){ .hops = (unsigned)generator->hops });
        time += (uint64_t)g_rand_int_range(generator->rand, 0, 2 * G_USEC_PER_SEC / pace);
    }
    while (generator->heap->len > 0)
        step_call(generator);
    if (generator->lanes)
        lanes_until(generator->lanes, UINT64_MAX);
}

/* Generates into @path and prints what it holds; false after saying why not. */
static bool run(const char *path, int calls, int seed, Generator generator)
{
    bool is_good;
    uint64_t bytes;

    generator.wire = wire_open(path, generator.form);
    if (!generator.wire) {
        g_printerr("generate: %s: %s\n", path, g_strerror(errno));
        return false;
    }
    generator.scripts = scripts_new(generator.is_varied ? 1 : (unsigned)generator.hops);
    generator.heap = g_array_new(FALSE, FALSE, sizeof(Event));
    generator.rand = g_rand_new_with_seed((guint32)seed);
    generate(&generator, (uint64_t)calls);
    lanes_free(generator.lanes);
    scripts_free(generator.scripts);
    g_array_unref(generator.heap);
    g_rand_free(generator.rand);
    bytes = wire_bytes(generator.wire);
    is_good = wire_close(generator.wire);
    if (!is_good)
        g_printerr("generate: %s: %s\n", path, g_strerror(errno));
    else
        printf("%" PRIu64 " calls, %" PRIu64 " messages, %" PRIu64 " RTP packets, %" PRIu64
               " bytes\n",
               generator.calls, generator.messages, generator.rtp_packets, bytes);
    return is_good;
}

static bool is_between(int value, int least, int most)
{
    return value >= least && value <= most;
}

/* Says what @generator cannot do. */
static bool is_possible(const Generator *generator, int calls)
{
    int least = generator->dialog_messages || generator->terminals ? 0 : 1;
    bool is_possible = calls >= least && is_between(generator->rtp_percent, 0, 99) &&
                       is_between(generator->subscribers, 2, SUBSCRIBERS_MAX) &&
                       (generator->connections == 0 ||
                        is_between(generator->connections, 2, CONNECTIONS_MAX)) &&
                       is_between(generator->mss, 1, MSS_MAX) &&
                       is_between(generator->dialog_messages, 0, DIALOG_MESSAGES_MAX) &&
                       is_between(generator->terminals, 0, TERMINALS_MAX) &&
                       generator->terminals != 1 &&
                       is_between(generator->concurrency, 0, CONCURRENCY_MAX) &&
                       is_between(generator->hops, generator->connections > 0, TALK_HOPS);

    if (!is_possible)
        g_printerr("generate: wants --output FILE, --calls 1 or more (0 with another call), "
                   "--rtp 0 to 99, "
                   "--subscribers 2 to %d, --tcp 2 to %d, --mss 1 to %d, "
                   "--hops 0 to %d, 1 or more with --tcp, --concurrency 0 to %d, "
                   "--dialog-messages 0 to %d, --participants 0 or 2 to %d\n",
                   SUBSCRIBERS_MAX, CONNECTIONS_MAX, MSS_MAX, TALK_HOPS, CONCURRENCY_MAX,
                   DIALOG_MESSAGES_MAX, TERMINALS_MAX);
    return is_possible;
}

int main(int argc, char **argv)
{
    int calls = 50000, seed = 1;
    Generator generator = { .subscribers = 40000, .mss = 1448, .hops = 1, .mix = SCRIPT_USUAL };
    gboolean is_pcapng = FALSE;
    g_autofree char *output = NULL, *mix = NULL, *tunnel = NULL;
    const GOptionEntry entries[] = {
        { "calls", 0, 0, G_OPTION_ARG_INT, &calls, "How many calls (50000)", "N" },
        { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Another seed, another file (1)", "N" },
        { "rtp", 0, 0, G_OPTION_ARG_INT, &generator.rtp_percent,
          "So many of 100 packets are RTP (0)", "PERCENT" },
        { "subscribers", 0, 0, G_OPTION_ARG_INT, &generator.subscribers,
          "Who calls and is called (40000)", "N" },
        { "vary", 0, 0, G_OPTION_ARG_NONE, &generator.is_varied,
          "All calls are answered, and in each another sequence of requests follows", NULL },
        { "tcp", 0, 0, G_OPTION_ARG_INT, &generator.connections,
          "SIP over so many TCP connections of one proxy, each from another address (0: UDP)",
          "N" },
        { "mss", 0, 0, G_OPTION_ARG_INT, &generator.mss,
          "The most bytes of a TCP segment (1448)", "N" },
        { "hops", 0, 0, G_OPTION_ARG_INT, &generator.hops,
          "Proxies in a row, each hop captured; 0: the terminals talk to each other (1)", "N" },
        { "mix", 0, 0, G_OPTION_ARG_STRING, &mix,
          "What calls (answered=71,busy=7,cancelled=7,register=15)", "KIND=SHARE,..." },
        { "concurrency", 0, 0, G_OPTION_ARG_INT, &generator.concurrency,
          "About so many calls are in progress at once (0: 50 begin in a second)", "N" },
        { "dialog-messages", 0, 0, G_OPTION_ARG_INT, &generator.dialog_messages,
          "One call more that has so many messages, or a few more (0: none)", "N" },
        { "participants", 0, 0, G_OPTION_ARG_INT, &generator.terminals,
          "One call more that is forked to so many terminals (0: none)", "N" },
        { "tunnel", 0, 0, G_OPTION_ARG_STRING, &tunnel,
          "Around each packet: vlan, qinq, mpls, gre, ipip, vxlan, gtpu", "KIND" },
        { "pcapng", 0, 0, G_OPTION_ARG_NONE, &is_pcapng, "Write pcapng instead of pcap", NULL },
        { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, "The file to write", "FILE" },
        { 0 },
    };
    g_autoptr(GOptionContext) context = g_option_context_new("- writes a large capture");
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        g_printerr("generate: %s\n", error->message);
        return 2;
    }
    if (mix && (generator.is_varied || !script_mix_parse(mix, &generator.mix))) {
        g_printerr(
            "generate: --mix wants answered, busy, cancelled, register, each with a share"
            " of 0 to %d, and no --vary: %s\n",
            SCRIPT_SHARE_MAX, mix);
        return 2;
    }
    if (tunnel && !tunnel_parse(tunnel, &generator.form.tunnel)) {
        g_printerr("generate: no such tunnel: %s\n", tunnel);
        return 2;
    }
    generator.form.is_pcapng = is_pcapng;
    if (generator.is_varied)
        generator.mix = (ScriptMix){ .shares = { [ANSWERED] = 1 } };
    if (!is_possible(&generator, argc > 1 || !output ? -1 : calls))
        return 2;
    return run(output, calls, seed, generator) ? 0 : 1;
}
