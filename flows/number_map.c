/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/number_map.h"

#include <string.h>

void number_map_init(NumberMap *map, guint32 most)
{
    guint32 slots = NUMBER_MAP_FEW;

    while (slots / 2 < most)
        slots *= 2;
    map->mask = slots - 1;
    map->slots = slots > NUMBER_MAP_FEW ? g_new0(guint32, 2 * (gsize)slots) : map->few;
    if (map->slots == map->few)
        memset(map->few, 0, sizeof map->few);
}

void number_map_clear(NumberMap *map)
{
    if (map->slots != map->few)
        g_free(map->slots);
}

/* The slot of @key, or the free one where it would stand. The keys are hashes with a seed. */
static guint32 *slot_of(const NumberMap *map, guint32 key)
{
    guint32 at = key & map->mask;

    while (map->slots[2 * at] != 0 && map->slots[2 * at] != key)
        at = (at + 1) & map->mask;
    return &map->slots[2 * at];
}

void number_map_put(NumberMap *map, guint32 key, guint32 value)
{
    guint32 *slot = slot_of(map, key);

    if (key == 0)
        return;
    slot[0] = key;
    slot[1] = value;
}

guint32 number_map_get(const NumberMap *map, guint32 key)
{
    return key ? slot_of(map, key)[1] : 0;
}
