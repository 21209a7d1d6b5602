/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Slots that need no allocation: enough for nearly every call. */
#define NUMBER_MAP_FEW 32

/* Numbers by number, made for one call and gone with it: which endpoint received a branch.
 * The number of entries is bounded when it is made, so that nothing ever grows. */
typedef struct NumberMap {
    guint32 few[2 * NUMBER_MAP_FEW];
    guint32 *slots; /* key, value; the key 0 is a free slot */
    guint32 mask;
} NumberMap;

/* Makes an empty map for at most @most entries inside something else that does not move. */
void number_map_init(NumberMap *map, guint32 most);

/* Frees what @map allocated. */
void number_map_clear(NumberMap *map);

/* Puts @value, not 0, under @key, in the place of what was there. The key 0 is not kept. */
void number_map_put(NumberMap *map, guint32 key, guint32 value);

/* What was put under @key; 0 if nothing. */
guint32 number_map_get(const NumberMap *map, guint32 key);
