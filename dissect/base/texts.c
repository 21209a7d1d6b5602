/* SPDX-License-Identifier: Apache-2.0
 *
 * A text is one allocation: its header, then its bytes. `slots` finds it by number, `buckets`
 * by content; texts of one bucket are chained by number, and so are the free numbers.
 */
#include "dissect/base/texts.h"

#include "dissect/base/hash.h"

#define FIRST_SLOTS 256
#define ALL_MAX 8

typedef struct Text {
    uint32_t shares;
    uint32_t len;
    uint8_t bytes[];
} Text;

/* What a search needs of a text stands here, so that only the one that is found is touched. */
typedef struct Slot {
    Text *text; /* NULL: a free number */
    uint32_t hash;
    uint32_t next; /* of its bucket, or the next free number; 0 ends it */
} Slot;

struct Texts {
    uint64_t seed;
    Slot *slots;       /* by number */
    uint32_t *buckets; /* numbers; 0 is none */
    uint32_t slots_len, used, first_free;
    size_t bytes;
};

Texts *texts_new(void)
{
    Texts *texts = g_new0(Texts, 1);

    texts->seed = hash_seed();
    texts->slots_len = FIRST_SLOTS;
    texts->slots = g_new0(Slot, FIRST_SLOTS);
    texts->buckets = g_new0(uint32_t, FIRST_SLOTS);
    texts->used = 1;
    return texts;
}

void texts_free(Texts *texts)
{
    if (!texts)
        return;
    for (TextId id = 1; id < texts->used; id++)
        g_free(texts->slots[id].text);
    g_free(texts->slots);
    g_free(texts->buckets);
    g_free(texts);
}

static uint32_t *bucket_of(const Texts *texts, uint32_t hash)
{
    return &texts->buckets[hash & (texts->slots_len - 1)];
}

/* Runs while no number is free, so that every slot below `used` holds a text. */
static void grow(Texts *texts)
{
    uint32_t len = texts->slots_len * 2;

    texts->slots = g_renew(Slot, texts->slots, len);
    g_free(texts->buckets);
    texts->buckets = g_new0(uint32_t, len);
    texts->slots_len = len;
    for (TextId id = 1; id < texts->used; id++) {
        uint32_t *bucket = bucket_of(texts, texts->slots[id].hash);

        texts->slots[id].next = *bucket;
        *bucket = id;
    }
}

static TextId find_hashed(const Texts *texts, Slice text, uint32_t hash)
{
    TextId id = *bucket_of(texts, hash);

    while (id) {
        const Slot *slot = &texts->slots[id];

        if (slot->hash == hash &&
            slice_equals(slice_of(slot->text->bytes, slot->text->len), text))
            break;
        id = slot->next;
    }
    return id;
}

static TextId take_number(Texts *texts)
{
    TextId id = texts->first_free;

    if (id) {
        texts->first_free = texts->slots[id].next;
        return id;
    }
    if (texts->used == texts->slots_len)
        grow(texts);
    return texts->used++;
}

static TextId ref_hashed(Texts *texts, Slice text, uint32_t hash)
{
    TextId id = text.len ? find_hashed(texts, text, hash) : 0;
    Text *stored;

    if (id || text.len == 0) {
        if (id)
            texts->slots[id].text->shares++;
        return id;
    }
    stored = g_malloc(sizeof *stored + text.len);
    stored->shares = 1;
    stored->len = (uint32_t)text.len;
    memcpy(stored->bytes, text.data, text.len);
    id = take_number(texts);
    texts->slots[id] = (Slot){ .text = stored, .hash = hash, .next = *bucket_of(texts, hash) };
    *bucket_of(texts, hash) = id;
    texts->bytes += sizeof *stored + text.len;
    return id;
}

TextId texts_ref(Texts *texts, Slice text)
{
    return ref_hashed(texts, text, (uint32_t)hash_bytes(text, texts->seed));
}

void texts_ref_all(Texts *texts, const Slice *all, unsigned len, TextId *ids)
{
    uint32_t hashes[ALL_MAX];

    g_assert(len <= ALL_MAX);
    for (unsigned i = 0; i < len; i++) {
        hashes[i] = (uint32_t)hash_bytes(all[i], texts->seed);
        __builtin_prefetch(bucket_of(texts, hashes[i]));
    }
    for (unsigned i = 0; i < len; i++)
        __builtin_prefetch(&texts->slots[*bucket_of(texts, hashes[i])]);
    for (unsigned i = 0; i < len; i++)
        ids[i] = ref_hashed(texts, all[i], hashes[i]);
}

void texts_unref(Texts *texts, TextId id)
{
    Slot *slot = &texts->slots[id];
    uint32_t *link;

    if (!id || --slot->text->shares > 0)
        return;
    link = bucket_of(texts, slot->hash);
    while (*link != id)
        link = &texts->slots[*link].next;
    *link = slot->next;
    texts->bytes -= sizeof *slot->text + slot->text->len;
    g_clear_pointer(&slot->text, g_free);
    slot->next = texts->first_free;
    texts->first_free = id;
}

TextId texts_find(const Texts *texts, Slice text)
{
    return text.len ? find_hashed(texts, text, (uint32_t)hash_bytes(text, texts->seed)) : 0;
}

Slice texts_get(const Texts *texts, TextId id)
{
    const Text *text = texts->slots[id].text;

    return id ? slice_of(text->bytes, text->len) : (Slice){ 0 };
}

void texts_fetch(const Texts *texts, const TextId *ids, unsigned len)
{
    for (unsigned i = 0; i < len; i++)
        __builtin_prefetch(&texts->slots[ids[i]]);
    for (unsigned i = 0; i < len; i++)
        __builtin_prefetch(texts->slots[ids[i]].text);
}

unsigned texts_longest_search(const Texts *texts)
{
    unsigned longest = 0;

    for (uint32_t i = 0; i < texts->slots_len; i++) {
        unsigned len = 0;

        for (TextId id = texts->buckets[i]; id; id = texts->slots[id].next)
            len++;
        longest = MAX(longest, len);
    }
    return longest;
}

size_t texts_memory(const Texts *texts)
{
    return texts->bytes + texts->slots_len * (sizeof *texts->slots + sizeof *texts->buckets);
}
