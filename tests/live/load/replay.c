/* SPDX-License-Identifier: Apache-2.0
 *
 * The texts that generate makes have long random numbers after words that are always the same;
 * the first four digits after each of these words become the number of the round. They are
 * found when the capture is read, so that a round costs a few stores a packet.
 */
#include "tests/live/load/replay.h"

#include <pcap/pcap.h>
#include <string.h>

#define HEADERS (14 + 20 + 8)
#define DIGITS 4
#define DECIMAL 0x8000 /* a place where no letters may come */

static const struct {
    const char *text;
    bool is_decimal;
} BEFORE_DIGITS[] = {
    { "\r\nCall-ID: ", false }, { ";branch=z9hG4bK-px-", false }, { ";branch=z9hG4bK", false },
    { "tag=", false },          { " nonce=\"", false },           { "\r\no=- ", true },
    { ":+4930", true },
};

typedef struct Packet {
    size_t at, len; /* in `bytes` */
    unsigned first_place, places_len;
    bool is_message;
} Packet;

struct Replay {
    GByteArray *bytes;
    GArray *packets; /* Packet */
    GArray *places;  /* uint16_t: where digits are in their packet, perhaps with DECIMAL */
    size_t messages, next;
    bool is_first_round;
};

static bool is_number(const uint8_t *at, const uint8_t *end)
{
    for (unsigned i = 0; i < DIGITS; i++)
        if (at + i >= end || !g_ascii_isxdigit(at[i]))
            return false;
    return true;
}

static void find_places(Replay *replay, Packet *packet)
{
    const uint8_t *begin = replay->bytes->data + packet->at;
    const uint8_t *end = begin + packet->len;

    packet->first_place = replay->places->len;
    for (unsigned i = 0; i < G_N_ELEMENTS(BEFORE_DIGITS); i++) {
        size_t len = strlen(BEFORE_DIGITS[i].text);
        const uint8_t *at = begin + HEADERS;

        while ((at = memmem(at, (size_t)(end - at), BEFORE_DIGITS[i].text, len))) {
            uint16_t place = (uint16_t)((at += len) - begin);

            if (!is_number(at, end))
                continue;
            place |= BEFORE_DIGITS[i].is_decimal ? DECIMAL : 0;
            g_array_append_val(replay->places, place);
        }
    }
    packet->places_len = replay->places->len - packet->first_place;
}

/* Adds one to the number of DIGITS digits at @at; after the highest comes zero. */
static void count_on(uint8_t *at, bool is_decimal)
{
    for (unsigned i = DIGITS; i-- > 0;) {
        bool is_last = at[i] == (is_decimal ? '9' : 'f');

        at[i] = is_last ? '0' : at[i] == '9' ? 'a' : (uint8_t)(at[i] + 1);
        if (!is_last)
            return;
    }
}

/* RTP has its version, 2, in the top bits. */
static void add(Replay *replay, const u_char *bytes, size_t len)
{
    Packet packet = { .at = replay->bytes->len, .len = len };

    if (len <= HEADERS)
        return;
    g_byte_array_append(replay->bytes, bytes, (guint)len);
    packet.is_message = bytes[HEADERS] < 0x80;
    if (packet.is_message)
        find_places(replay, &packet);
    replay->messages += packet.is_message;
    g_array_append_val(replay->packets, packet);
}

static bool read_all(Replay *replay, const char *path, GError **error)
{
    char reason[PCAP_ERRBUF_SIZE] = "has no packets";
    pcap_t *pcap = pcap_open_offline(path, reason);
    struct pcap_pkthdr *head;
    const u_char *bytes;

    while (pcap && pcap_next_ex(pcap, &head, &bytes) == 1)
        add(replay, bytes, head->caplen);
    if (pcap)
        pcap_close(pcap);
    if (replay->messages == 0)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", path, reason);
    return replay->messages > 0;
}

Replay *replay_new(const char *path, GError **error)
{
    g_autoptr(Replay) replay = g_new0(Replay, 1);

    replay->is_first_round = true;
    replay->bytes = g_byte_array_new();
    replay->packets = g_array_new(FALSE, FALSE, sizeof(Packet));
    replay->places = g_array_new(FALSE, FALSE, sizeof(uint16_t));
    return read_all(replay, path, error) ? g_steal_pointer(&replay) : NULL;
}

void replay_free(Replay *replay)
{
    if (!replay)
        return;
    g_byte_array_unref(replay->bytes);
    g_array_unref(replay->packets);
    g_array_unref(replay->places);
    g_free(replay);
}

ReplayFrame replay_next(Replay *replay)
{
    const Packet *packet = &g_array_index(replay->packets, Packet, replay->next);
    uint8_t *bytes = replay->bytes->data + packet->at;

    for (unsigned i = 0; i < packet->places_len && !replay->is_first_round; i++) {
        uint16_t place = g_array_index(replay->places, uint16_t, packet->first_place + i);

        count_on(bytes + (place & ~DECIMAL), place & DECIMAL);
    }
    if (++replay->next == replay->packets->len) {
        replay->next = 0;
        replay->is_first_round = false;
    }
    return (ReplayFrame){ bytes, packet->len, packet->is_message };
}

size_t replay_packets(const Replay *replay)
{
    return replay->packets->len;
}

size_t replay_messages(const Replay *replay)
{
    return replay->messages;
}
