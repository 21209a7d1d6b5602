/* SPDX-License-Identifier: Apache-2.0
 *
 * Entries live in one array of slots that doubles up to the cap; free slots are chained.
 * Buckets hold the slot number of their first entry, entries the next of their bucket; a
 * doubly linked list through the slots keeps the age, its head being the oldest. Numbers, not
 * pointers, so that growing the arrays needs no repair but of the buckets.
 */
#include "dissect/base/table.h"

#include <string.h>

#include "dissect/base/hash.h"

#define NONE UINT32_MAX
#define FIRST_SLOTS 64

typedef struct Entry {
    uint32_t next_in_bucket; /* also chains the free slots */
    uint32_t older;
    uint32_t younger;
    uint32_t hash;
} Entry;

struct Table {
    size_t key_size, value_at, entry_size, cap;
    TableDrop drop;
    void *user;
    uint64_t seed, evicted;
    uint8_t *slots;
    uint32_t *buckets;
    size_t slots_len, size; /* slots_len: a power of two, the number of buckets too */
    uint32_t first_free, oldest, youngest;
};

static Entry *entry_at(const Table *table, uint32_t slot)
{
    return (Entry *)(table->slots + table->entry_size * slot);
}

static uint8_t *key_of(Entry *entry)
{
    return (uint8_t *)(entry + 1);
}

static void *value_of(const Table *table, Entry *entry)
{
    return (uint8_t *)entry + table->value_at;
}

static uint32_t *bucket_of(const Table *table, uint32_t hash)
{
    return &table->buckets[hash & (table->slots_len - 1)];
}

static void push_free(Table *table, uint32_t slot)
{
    entry_at(table, slot)->next_in_bucket = table->first_free;
    table->first_free = slot;
}

static void grow(Table *table)
{
    size_t old_len = table->slots_len;

    table->slots_len = old_len ? old_len * 2 : FIRST_SLOTS;
    table->slots = g_realloc_n(table->slots, table->slots_len, table->entry_size);
    table->buckets = g_renew(uint32_t, table->buckets, table->slots_len);
    memset(table->buckets, 0xff, table->slots_len * sizeof *table->buckets);
    for (uint32_t slot = table->oldest; slot != NONE; slot = entry_at(table, slot)->younger) {
        Entry *entry = entry_at(table, slot);

        entry->next_in_bucket = *bucket_of(table, entry->hash);
        *bucket_of(table, entry->hash) = slot;
    }
    for (size_t slot = table->slots_len; slot > old_len; slot--)
        push_free(table, (uint32_t)(slot - 1));
}

Table *table_new(size_t key_size, size_t value_size, size_t cap, TableDrop drop, void *user)
{
    Table *table = g_new0(Table, 1);
    size_t value_at = (sizeof(Entry) + key_size + 7) & ~(size_t)7;

    g_assert(key_size > 0 && cap > 0 && cap < NONE);
    table->key_size = key_size;
    table->value_at = value_at;
    table->entry_size = (value_at + value_size + 7) & ~(size_t)7;
    table->cap = cap;
    table->drop = drop;
    table->user = user;
    table->seed = hash_seed();
    table->first_free = table->oldest = table->youngest = NONE;
    grow(table);
    return table;
}

static void age_unlink(Table *table, const Entry *entry)
{
    if (entry->older == NONE)
        table->oldest = entry->younger;
    else
        entry_at(table, entry->older)->younger = entry->younger;
    if (entry->younger == NONE)
        table->youngest = entry->older;
    else
        entry_at(table, entry->younger)->older = entry->older;
}

static void age_append(Table *table, uint32_t slot)
{
    Entry *entry = entry_at(table, slot);

    entry->older = table->youngest;
    entry->younger = NONE;
    if (table->youngest == NONE)
        table->oldest = slot;
    else
        entry_at(table, table->youngest)->younger = slot;
    table->youngest = slot;
}

static uint32_t hash_of(const Table *table, const void *key)
{
    return (uint32_t)hash_bytes(slice_of(key, table->key_size), table->seed);
}

static uint32_t slot_of(const Table *table, const void *key, uint32_t hash)
{
    uint32_t slot = *bucket_of(table, hash);

    while (slot != NONE) {
        Entry *entry = entry_at(table, slot);

        if (entry->hash == hash && memcmp(key_of(entry), key, table->key_size) == 0)
            break;
        slot = entry->next_in_bucket;
    }
    return slot;
}

void *table_find(Table *table, const void *key)
{
    uint32_t slot = slot_of(table, key, hash_of(table, key));
    Entry *entry;

    if (slot == NONE)
        return NULL;
    entry = entry_at(table, slot);
    if (slot != table->youngest) {
        age_unlink(table, entry);
        age_append(table, slot);
    }
    return value_of(table, entry);
}

static void drop_slot(Table *table, uint32_t slot)
{
    Entry *entry = entry_at(table, slot);
    uint32_t *link = bucket_of(table, entry->hash);

    while (*link != slot)
        link = &entry_at(table, *link)->next_in_bucket;
    *link = entry->next_in_bucket;
    age_unlink(table, entry);
    table->size--;
    if (table->drop)
        table->drop(value_of(table, entry), table->user);
    push_free(table, slot);
}

void *table_put(Table *table, const void *key)
{
    void *found = table_find(table, key);
    uint32_t hash = hash_of(table, key);
    uint32_t slot;
    Entry *entry;

    if (found)
        return found;
    if (table->size == table->cap) {
        drop_slot(table, table->oldest);
        table->evicted++;
    }
    if (table->first_free == NONE)
        grow(table);
    slot = table->first_free;
    entry = entry_at(table, slot);
    table->first_free = entry->next_in_bucket;
    entry->hash = hash;
    entry->next_in_bucket = *bucket_of(table, hash);
    *bucket_of(table, hash) = slot;
    memcpy(key_of(entry), key, table->key_size);
    memset(value_of(table, entry), 0, table->entry_size - table->value_at);
    age_append(table, slot);
    table->size++;
    return value_of(table, entry);
}

bool table_remove(Table *table, const void *key)
{
    uint32_t slot = slot_of(table, key, hash_of(table, key));

    if (slot == NONE)
        return false;
    drop_slot(table, slot);
    return true;
}

void *table_oldest(Table *table, const void **key)
{
    Entry *entry;

    if (table->oldest == NONE)
        return NULL;
    entry = entry_at(table, table->oldest);
    if (key)
        *key = key_of(entry);
    return value_of(table, entry);
}

void table_drop_oldest(Table *table)
{
    if (table->oldest != NONE)
        drop_slot(table, table->oldest);
}

size_t table_size(const Table *table)
{
    return table->size;
}

uint64_t table_evicted(const Table *table)
{
    return table->evicted;
}

void table_free(Table *table)
{
    if (!table)
        return;
    while (table->drop && table->oldest != NONE)
        drop_slot(table, table->oldest);
    g_free(table->slots);
    g_free(table->buckets);
    g_free(table);
}
