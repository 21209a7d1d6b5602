/* SPDX-License-Identifier: Apache-2.0
 *
 * There are millions of texts, made and forgotten together, so they stand one behind the other
 * in chunks that serve again after a clear, and a table of plain numbers finds them.
 */
#include "flows/message_texts.h"

#include "dissect/base/hash.h"

#define CHUNK (1 << 20)
#define SLOTS_LEAST 1024 /* a power of two */

/* What is known of a wanted message. */
typedef struct Wanted {
    uint64_t name;
    uint32_t bytes_hash;
    bool is_there;
    unsigned packets_len, besides_len;
    const uint64_t *packets, *besides;
    const uint8_t *text;
    size_t text_len;
    AnomalySet anomalies;
} Wanted;

typedef struct Chunk {
    uint8_t *bytes;
    size_t size, used;
} Chunk;

struct MessageTexts {
    const Dialogs *dialogs;
    GArray *wanted;  /* Wanted */
    uint32_t *slots; /* index into wanted plus one, by its name; 0 is free */
    uint32_t slots_len;
    GArray *chunks; /* Chunk */
    unsigned chunk; /* the one that is filled */
    size_t missing;
    GHashTable *kept; /* a name, hashed -> Kept; NULL: nothing was */
    size_t kept_bytes;
};

/* One that is kept: its packets and its text stand behind it. */
typedef struct Kept {
    unsigned packets_len;
    uint32_t text_len;
    AnomalySet anomalies;
    uint64_t packets[];
} Kept;

/* What an entry of a table costs besides. */
#define KEPT_COST (sizeof(Kept) + 64)

static uint64_t name_of(uint64_t packet, unsigned input, unsigned ordinal)
{
    return packet << 24 | (uint64_t)input << 12 | ordinal;
}

static void free_bytes(gpointer chunk)
{
    g_free(((Chunk *)chunk)->bytes);
}

MessageTexts *message_texts_new(const Dialogs *dialogs)
{
    MessageTexts *texts = g_new0(MessageTexts, 1);

    texts->dialogs = dialogs;
    texts->wanted = g_array_new(FALSE, FALSE, sizeof(Wanted));
    texts->chunks = g_array_new(FALSE, FALSE, sizeof(Chunk));
    g_array_set_clear_func(texts->chunks, free_bytes);
    texts->slots_len = SLOTS_LEAST;
    texts->slots = g_new0(uint32_t, SLOTS_LEAST);
    return texts;
}

void message_texts_free(MessageTexts *texts)
{
    if (!texts)
        return;
    g_array_unref(texts->wanted);
    g_array_unref(texts->chunks);
    g_clear_pointer(&texts->kept, g_hash_table_unref);
    g_free(texts->slots);
    g_free(texts);
}

static Wanted *wanted_at(const MessageTexts *texts, uint32_t index)
{
    return &g_array_index(texts->wanted, Wanted, index);
}

/* The slot where @name is, or where it would be. */
static uint32_t *find_slot(const MessageTexts *texts, uint64_t name)
{
    uint32_t at = (uint32_t)hash_mix(name, 0) & (texts->slots_len - 1);

    while (texts->slots[at] && wanted_at(texts, texts->slots[at] - 1)->name != name)
        at = (at + 1) & (texts->slots_len - 1);
    return &texts->slots[at];
}

static Wanted *find(const MessageTexts *texts, uint64_t name)
{
    uint32_t slot = *find_slot(texts, name);

    return slot ? wanted_at(texts, slot - 1) : NULL;
}

static void grow(MessageTexts *texts)
{
    g_free(texts->slots);
    texts->slots_len *= 2;
    texts->slots = g_new0(uint32_t, texts->slots_len);
    for (unsigned i = 0; i < texts->wanted->len; i++)
        *find_slot(texts, wanted_at(texts, i)->name) = i + 1;
}

const Dialogs *message_texts_dialogs(const MessageTexts *texts)
{
    return texts->dialogs;
}

void message_texts_want(MessageTexts *texts, const Message *message)
{
    Wanted wanted = { .name = name_of(message->packet, message->input, message->ordinal),
                      .bytes_hash = message->bytes_hash };
    uint32_t *slot = find_slot(texts, wanted.name);

    if (*slot)
        return;
    g_array_append_val(texts->wanted, wanted);
    *slot = texts->wanted->len;
    texts->missing++;
    if (texts->wanted->len > texts->slots_len / 2)
        grow(texts);
}

static Chunk *chunk_with_room(MessageTexts *texts, size_t len)
{
    for (; texts->chunk < texts->chunks->len; texts->chunk++) {
        Chunk *chunk = &g_array_index(texts->chunks, Chunk, texts->chunk);

        if (chunk->size - chunk->used >= len)
            return chunk;
    }
    g_array_append_vals(texts->chunks,
                        &(Chunk){ .bytes = g_malloc(MAX(len, CHUNK)), .size = MAX(len, CHUNK) },
                        1);
    return &g_array_index(texts->chunks, Chunk, texts->chunk);
}

/* Keeps a copy of @len bytes until the next clear, at an address for any number. */
static const void *keep(MessageTexts *texts, const void *bytes, size_t len)
{
    size_t span = (len + sizeof(uint64_t) - 1) / sizeof(uint64_t) * sizeof(uint64_t);
    Chunk *chunk = chunk_with_room(texts, span);
    uint8_t *at = chunk->bytes + chunk->used;

    if (len > 0)
        memcpy(at, bytes, len);
    chunk->used += span;
    return at;
}

bool message_texts_offer(MessageTexts *texts, const Arrival *arrival)
{
    Wanted *wanted = find(texts, name_of(arrival->packet, arrival->input, arrival->ordinal));

    if (!wanted || wanted->is_there)
        return true;
    if (wanted->bytes_hash != dialogs_bytes_hash(texts->dialogs, arrival->text))
        return false;
    wanted->packets_len = arrival->packets_len;
    wanted->packets = keep(texts, arrival->packets, arrival->packets_len * sizeof(uint64_t));
    wanted->besides_len = arrival->besides_len;
    wanted->besides = keep(texts, arrival->besides, arrival->besides_len * sizeof(uint64_t));
    wanted->text = keep(texts, arrival->text.data, arrival->text.len);
    wanted->text_len = arrival->text.len;
    wanted->anomalies = arrival->anomalies;
    wanted->is_there = true;
    texts->missing--;
    return true;
}

/* A name is 64 bits, and so is a pointer here; its low bits tell little. */
static gpointer key_of(const Message *message)
{
    return GSIZE_TO_POINTER(
        (gsize)hash_mix(name_of(message->packet, message->input, message->ordinal), 0));
}

static size_t size_of(const Kept *kept)
{
    return KEPT_COST + kept->packets_len * sizeof *kept->packets + kept->text_len;
}

void message_texts_keep(MessageTexts *texts, const Message *message, const Arrival *arrival)
{
    size_t packets = arrival->packets_len * sizeof *arrival->packets;
    Kept *kept = g_malloc(sizeof *kept + packets + arrival->text.len);

    *kept = (Kept){ arrival->packets_len, (uint32_t)arrival->text.len, arrival->anomalies };
    memcpy(kept->packets, arrival->packets, packets);
    memcpy((uint8_t *)kept->packets + packets, arrival->text.data, arrival->text.len);
    if (!texts->kept)
        texts->kept = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    message_texts_drop(texts, message);
    texts->kept_bytes += size_of(kept);
    g_hash_table_insert(texts->kept, key_of(message), kept);
}

void message_texts_drop(MessageTexts *texts, const Message *message)
{
    const Kept *kept = texts->kept ? g_hash_table_lookup(texts->kept, key_of(message)) : NULL;

    if (!kept)
        return;
    texts->kept_bytes -= size_of(kept);
    g_hash_table_remove(texts->kept, key_of(message));
}

size_t message_texts_memory(const MessageTexts *texts)
{
    return texts->kept_bytes;
}

static bool get_kept(const MessageTexts *texts, const Message *message, MessageText *out)
{
    const Kept *kept = g_hash_table_lookup(texts->kept, key_of(message));

    if (!kept)
        return false;
    *out = (MessageText){ .text = slice_of((const uint8_t *)kept->packets +
                                               kept->packets_len * sizeof *kept->packets,
                                           kept->text_len),
                          .packets = kept->packets,
                          .packets_len = kept->packets_len,
                          .anomalies = kept->anomalies };
    return true;
}

bool message_texts_get(const MessageTexts *texts, const Message *message, MessageText *out)
{
    const Wanted *wanted =
        find(texts, name_of(message->packet, message->input, message->ordinal));

    if (!wanted && texts->kept)
        return get_kept(texts, message, out);
    if (!wanted || !wanted->is_there)
        return false;
    *out = (MessageText){ .text = slice_of(wanted->text, wanted->text_len),
                          .packets = wanted->packets,
                          .packets_len = wanted->packets_len,
                          .besides = wanted->besides,
                          .besides_len = wanted->besides_len,
                          .anomalies = wanted->anomalies };
    return true;
}

void message_texts_clear(MessageTexts *texts)
{
    memset(texts->slots, 0, texts->slots_len * sizeof *texts->slots);
    g_array_set_size(texts->wanted, 0);
    for (unsigned i = 0; i < texts->chunks->len; i++)
        g_array_index(texts->chunks, Chunk, i).used = 0;
    texts->chunk = 0;
    texts->missing = 0;
}

size_t message_texts_missing(const MessageTexts *texts)
{
    return texts->missing;
}
