/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A hash table with a cap, for what traffic can grow: half-built packets, connections. Keys
 * are plain bytes of one size and must have no padding; so are values. At the cap the entry
 * that was put or touched longest ago goes. Hashing is seeded, so strangers cannot collide. */
typedef struct Table Table;

/* Releases what @value holds; @value itself stays the table's. */
typedef void (*TableDrop)(void *value, void *user);

/* Makes an empty table of at most @cap entries. @drop (may be NULL) runs for each value that
 * leaves, however it leaves, with @user. The caller owns it. */
Table *table_new(size_t key_size, size_t value_size, size_t cap, TableDrop drop, void *user);

/* Drops every entry and frees @table; NULL is fine. */
void table_free(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

/* The value under @key, or NULL. Borrowed until the next table_put(), table_remove() or
 * table_drop_oldest(). The entry becomes the youngest. */
void *table_find(Table *table, const void *key);

/* As table_find(), but a missing entry is made, its value all zero; at the cap the oldest
 * entry is dropped first and counted. Never NULL. */
void *table_put(Table *table, const void *key);

/* Drops the entry under @key; false if there is none. */
bool table_remove(Table *table, const void *key);

/* The value touched longest ago, its key in *@key (may be NULL); NULL if the table is empty.
 * Borrowed as with table_find(), but the entry does not become younger. */
void *table_oldest(Table *table, const void **key);

/* Drops the oldest entry; nothing happens in an empty table. */
void table_drop_oldest(Table *table);

/* How many entries there are, and how many the cap has thrown out so far. */
size_t table_size(const Table *table);
uint64_t table_evicted(const Table *table);
