/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/endpoints.h"

#include "dissect/base/hash.h"

#define FIRST_SLOTS 64

G_STATIC_ASSERT(sizeof(Endpoint) == 20); /* two words of address, half a one of the rest */

typedef struct Slot {
    Endpoint endpoint;
    uint32_t shares;
    uint32_t next; /* in its bucket; of a free slot, the next free one */
} Slot;

struct Endpoints {
    uint64_t seed;
    Slot *slots; /* by number */
    uint32_t *buckets;
    uint32_t slots_len, used, first_free;
};

Endpoints *endpoints_new(void)
{
    Endpoints *endpoints = g_new0(Endpoints, 1);

    endpoints->seed = hash_seed();
    endpoints->slots_len = FIRST_SLOTS;
    endpoints->slots = g_new0(Slot, FIRST_SLOTS);
    endpoints->buckets = g_new0(uint32_t, FIRST_SLOTS);
    endpoints->used = 1;
    return endpoints;
}

void endpoints_free(Endpoints *endpoints)
{
    if (!endpoints)
        return;
    g_free(endpoints->slots);
    g_free(endpoints->buckets);
    g_free(endpoints);
}

static uint32_t hash_of(const Endpoints *endpoints, const Endpoint *endpoint)
{
    uint64_t seed = endpoints->seed;
    uint64_t address[2];
    uint32_t rest;
    uint64_t hash;

    memcpy(address, endpoint->address, sizeof address);
    memcpy(&rest, &endpoint->port, sizeof rest);
    hash = hash_fold(address[0] ^ seed, address[1] ^ ~seed);
    return (uint32_t)hash_fold(hash ^ seed ^ rest, seed | 1);
}

static uint32_t *bucket_at(const Endpoints *endpoints, uint32_t hash)
{
    return &endpoints->buckets[hash & (endpoints->slots_len - 1)];
}

static uint32_t *bucket_of(const Endpoints *endpoints, const Endpoint *endpoint)
{
    return bucket_at(endpoints, hash_of(endpoints, endpoint));
}

/* Runs while no number is free, so that every slot below `used` is taken. */
static void grow(Endpoints *endpoints)
{
    endpoints->slots_len *= 2;
    endpoints->slots = g_renew(Slot, endpoints->slots, endpoints->slots_len);
    g_free(endpoints->buckets);
    endpoints->buckets = g_new0(uint32_t, endpoints->slots_len);
    for (EndpointId id = 1; id < endpoints->used; id++) {
        uint32_t *bucket = bucket_of(endpoints, &endpoints->slots[id].endpoint);

        endpoints->slots[id].next = *bucket;
        *bucket = id;
    }
}

static EndpointId find_in(const Endpoints *endpoints, uint32_t bucket, const Endpoint *endpoint)
{
    EndpointId id = bucket;

    while (id && !endpoint_equals(&endpoints->slots[id].endpoint, endpoint))
        id = endpoints->slots[id].next;
    return id;
}

EndpointId endpoints_find(const Endpoints *endpoints, const Endpoint *endpoint)
{
    return find_in(endpoints, *bucket_of(endpoints, endpoint), endpoint);
}

static EndpointId take_number(Endpoints *endpoints)
{
    EndpointId id = endpoints->first_free;

    if (id) {
        endpoints->first_free = endpoints->slots[id].next;
        return id;
    }
    if (endpoints->used == endpoints->slots_len)
        grow(endpoints);
    return endpoints->used++;
}

static EndpointId store(Endpoints *endpoints, const Endpoint *endpoint, uint32_t hash)
{
    EndpointId id = take_number(endpoints);
    uint32_t *bucket = bucket_at(endpoints, hash);

    endpoints->slots[id] = (Slot){ .endpoint = *endpoint, .shares = 1, .next = *bucket };
    *bucket = id;
    return id;
}

uint32_t endpoints_hash(const Endpoints *endpoints, const Endpoint *endpoint)
{
    uint32_t hash = hash_of(endpoints, endpoint);

    __builtin_prefetch(bucket_at(endpoints, hash));
    return hash;
}

void endpoints_expect(const Endpoints *endpoints, uint32_t hash)
{
    __builtin_prefetch(&endpoints->slots[*bucket_at(endpoints, hash)]);
}

EndpointId endpoints_ref_hashed(Endpoints *endpoints, const Endpoint *endpoint, uint32_t hash)
{
    EndpointId id = find_in(endpoints, *bucket_at(endpoints, hash), endpoint);

    if (!id)
        return store(endpoints, endpoint, hash);
    endpoints->slots[id].shares++;
    return id;
}

EndpointId endpoints_ref(Endpoints *endpoints, const Endpoint *endpoint)
{
    return endpoints_ref_hashed(endpoints, endpoint, hash_of(endpoints, endpoint));
}

void endpoints_unref(Endpoints *endpoints, EndpointId id)
{
    Slot *slot = &endpoints->slots[id];
    uint32_t *link;

    if (!id || --slot->shares > 0)
        return;
    link = bucket_of(endpoints, &slot->endpoint);
    while (*link != id)
        link = &endpoints->slots[*link].next;
    *link = slot->next;
    slot->next = endpoints->first_free;
    endpoints->first_free = id;
}

const Endpoint *endpoints_get(const Endpoints *endpoints, EndpointId id)
{
    return &endpoints->slots[id].endpoint;
}

size_t endpoints_memory(const Endpoints *endpoints)
{
    return endpoints->slots_len * (sizeof *endpoints->slots + sizeof *endpoints->buckets);
}
