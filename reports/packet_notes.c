/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/packet_notes.h"

#include <stdlib.h>

#include "dissect/base/dictionary.h"
#include "reports/packet_words.h"

#define PACKET_BITS 40 /* as Message.packet */

struct PacketNotes {
    const ReportContext *context;
    GArray *all; /* PacketNote */
    GStringChunk *texts;
    Dictionary *known; /* the texts so far -> the same in @texts */
    GString *line;
    GHashTable *besides; /* of the call at hand: places that have a note without a text */
    size_t *cursors;     /* of each input: the first note that was not passed yet */
};

PacketNotes *packet_notes_new(const ReportContext *context)
{
    PacketNotes *notes = g_new0(PacketNotes, 1);

    notes->context = context;
    notes->all = g_array_new(FALSE, FALSE, sizeof(PacketNote));
    notes->texts = g_string_chunk_new(64 * 1024);
    notes->known = dictionary_new(NULL);
    notes->line = g_string_new(NULL);
    notes->besides = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    return notes;
}

void packet_notes_free(PacketNotes *notes)
{
    if (!notes)
        return;
    g_array_unref(notes->all);
    dictionary_free(notes->known);
    g_string_chunk_free(notes->texts);
    g_string_free(notes->line, TRUE);
    g_hash_table_unref(notes->besides);
    g_free(notes->cursors);
    g_free(notes);
}

/* Packets count from 1, so that no place is 0. */
static uint64_t place_of(unsigned input, uint64_t packet)
{
    return (uint64_t)input << PACKET_BITS | packet;
}

static uint64_t place_of_message(const Call *call, unsigned index)
{
    const Message *message = call->messages[index].message;

    return place_of(message->input, message->packet);
}

static void add(PacketNotes *notes, PacketNote note)
{
    note.order = notes->all->len;
    g_array_append_val(notes->all, note);
}

/* Adds the text in notes->line for message @index of @call. */
static void add_line(PacketNotes *notes, const Call *call, unsigned index, uint64_t original)
{
    Slice line = slice_of(notes->line->str, notes->line->len + 1);
    const char *text = dictionary_get(notes->known, line);

    if (!text) {
        text = g_string_chunk_insert(notes->texts, notes->line->str);
        dictionary_put(notes->known, line, (char *)text);
    }
    add(notes, (PacketNote){ .place = place_of_message(call, index),
                             .call = call->id,
                             .text = text,
                             .original = original });
    g_string_truncate(notes->line, 0);
}

/* Adds a packet of which there is nothing to say, once for the call. */
static void add_beside(PacketNotes *notes, const Call *call, uint64_t place)
{
    if (g_hash_table_add(notes->besides, g_memdup2(&place, sizeof place)))
        add(notes, (PacketNote){ .place = place, .call = call->id });
}

/* Adds the packets that carried a part of a message, and those without which it would not be
 * found; the one that completes it has its note. */
static void add_parts(PacketNotes *notes, const Call *call, unsigned index)
{
    const Message *message = call->messages[index].message;
    MessageText text;

    if (!message_texts_get(notes->context->texts, message, &text))
        return;
    for (unsigned i = 0; i < text.packets_len; i++)
        if (text.packets[i] != message->packet)
            add_beside(notes, call, place_of(message->input, text.packets[i]));
    for (unsigned i = 0; i < text.besides_len; i++)
        if (text.besides[i] != message->packet)
            add_beside(notes, call, place_of(message->input, text.besides[i]));
}

static void add_message(PacketNotes *notes, const Call *call, unsigned index)
{
    const CallMessage *message = &call->messages[index];
    uint64_t original = 0;

    if (message->repeat == REPEAT_NONE) {
        packet_words_append_message(notes->line, call, index);
    } else {
        g_string_append(notes->line, message->repeat == REPEAT_DUPLICATE ? ": duplicate"
                                                                         : ": retransmission");
        original = place_of_message(call, message->original);
    }
    add_line(notes, call, index, original);
    add_parts(notes, call, index);
}

/* What has no message of its own stands before the gap: at the message before it, or at the
 * first. */
static void add_deviations(PacketNotes *notes, const Call *call)
{
    const Judgement *judgement = call->judgement;

    for (unsigned i = 0; judgement && i < judgement->deviations_len; i++) {
        const Deviation *deviation = &judgement->deviations[i];
        bool is_missing = deviation->kind == DEVIATION_MISSING;
        unsigned at = is_missing ? MIN(deviation->before, call->messages_len) : 0;

        if (!is_missing && deviation->message < call->messages_len)
            continue;
        packet_words_append_deviation(notes->line, call, deviation);
        add_line(notes, call, at ? at - 1 : 0, 0);
    }
}

void packet_notes_add(PacketNotes *notes, const Call *call)
{
    if (call->messages_len == 0)
        return;
    packet_words_append_verdict(notes->line, call);
    if (notes->line->len)
        add_line(notes, call, 0, 0);
    g_hash_table_remove_all(notes->besides);
    for (unsigned i = 0; i < call->messages_len; i++)
        add_message(notes, call, i);
    add_deviations(notes, call);
}

static int by_place(gconstpointer a, gconstpointer b)
{
    const PacketNote *left = a;
    const PacketNote *right = b;

    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    if (left->call != right->call)
        return left->call < right->call ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

static PacketNote *at(const PacketNotes *notes, size_t index)
{
    return &g_array_index(notes->all, PacketNote, index);
}

/* The index of the first note at @place or behind it. */
static size_t lower_bound(const PacketNotes *notes, uint64_t place)
{
    size_t low = 0;
    size_t high = notes->all->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (at(notes, middle)->place < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

PacketNote *packet_notes_sorted(PacketNotes *notes, size_t *len)
{
    if (!notes->cursors) {
        if (notes->all->len)
            qsort(notes->all->data, notes->all->len, sizeof(PacketNote), by_place);
        notes->cursors = g_new(size_t, notes->context->captures_len + 1);
        for (unsigned i = 0; i <= notes->context->captures_len; i++)
            notes->cursors[i] = lower_bound(notes, place_of(i, 0));
    }
    *len = notes->all->len;
    return (PacketNote *)notes->all->data;
}

PacketNote *packet_notes_find(PacketNotes *notes, const Packet *packet, size_t *len)
{
    uint64_t place = place_of(packet->input, packet->number);
    size_t all;
    size_t first;

    (void)packet_notes_sorted(notes, &all);
    first = notes->cursors[packet->input];
    while (first < all && at(notes, first)->place < place)
        first++;
    notes->cursors[packet->input] = first;
    *len = 0;
    while (first + *len < all && at(notes, first + *len)->place == place)
        (*len)++;
    return *len ? at(notes, first) : NULL;
}

static uint32_t frame_of(const PacketNotes *notes, uint64_t place, uint64_t call)
{
    for (size_t i = lower_bound(notes, place);
         i < notes->all->len && at(notes, i)->place == place; i++)
        if (at(notes, i)->call == call)
            return at(notes, i)->frame;
    return 0;
}

bool packet_notes_print(const PacketNotes *notes, const PacketNote *note, GString *out)
{
    uint32_t frame = note->original ? frame_of(notes, note->original, note->call) : 0;

    if (!note->text)
        return false;
    g_string_append_printf(out, "call %" G_GUINT64_FORMAT "%s", note->call, note->text);
    if (frame)
        g_string_append_printf(out, " of packet %u", frame);
    return true;
}
