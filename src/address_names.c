/* SPDX-License-Identifier: Apache-2.0 */
#include "src/address_names.h"

#include "dissect/base/table.h"

typedef struct Named {
    Endpoint address;
    char *name;
} Named;

/* A ring: number N lies at N % ADDRESS_NAMES_MAX, so the newest takes the oldest one's place.
 */
struct AddressNames {
    GArray *ring;   /* Named */
    Table *numbers; /* of Endpoint: its number in the ring, counted from 1 */
    uint64_t added;
};

AddressNames *address_names_new(void)
{
    AddressNames *names = g_new0(AddressNames, 1);

    names->ring = g_array_new(FALSE, TRUE, sizeof(Named));
    names->numbers =
        table_new(sizeof(Endpoint), sizeof(uint64_t), ADDRESS_NAMES_MAX, NULL, NULL);
    return names;
}

void address_names_free(AddressNames *names)
{
    if (!names)
        return;
    for (guint i = 0; i < names->ring->len; i++)
        g_free(g_array_index(names->ring, Named, i).name);
    g_array_unref(names->ring);
    table_free(names->numbers);
    g_free(names);
}

static Named *at(const AddressNames *names, uint64_t number)
{
    return &g_array_index(names->ring, Named, (number - 1) % ADDRESS_NAMES_MAX);
}

/* The place for one more address, empty. */
static Named *add(AddressNames *names)
{
    Named *named;

    if (names->added < ADDRESS_NAMES_MAX)
        g_array_set_size(names->ring, (guint)names->added + 1);
    named = at(names, ++names->added);
    if (named->name)
        (void)table_remove(names->numbers, &named->address);
    return named;
}

void address_names_set(AddressNames *names, const Endpoint *address, Slice name)
{
    const uint64_t *number = table_find(names->numbers, address);
    Named *named = number ? at(names, *number) : add(names);

    g_free(named->name);
    named->name = g_strndup((const char *)name.data, MIN(name.len, ADDRESS_NAME_LEN));
    if (number)
        return;
    named->address = *address;
    *(uint64_t *)table_put(names->numbers, address) = names->added;
}

void address_names_each(const AddressNames *names, AddressName each, void *user)
{
    uint64_t evicted = address_names_evicted(names);

    for (uint64_t i = 0; i < names->ring->len; i++) {
        const Named *named = at(names, evicted + i + 1);

        each(&named->address, named->name, user);
    }
}

uint64_t address_names_evicted(const AddressNames *names)
{
    return names->added - names->ring->len;
}
