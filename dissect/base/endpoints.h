/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/endpoint.h"

/* Endpoints, each stored once and counted, so that a message can name its two in eight bytes.
 * An endpoint leaves with its last user. */
typedef struct Endpoints Endpoints;

/* An endpoint's number; 0 is none. */
typedef uint32_t EndpointId;

Endpoints *endpoints_new(void);
void endpoints_free(Endpoints *endpoints);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Endpoints, endpoints_free)

/* The number of @endpoint, stored now if it was not; shared until endpoints_unref(). */
EndpointId endpoints_ref(Endpoints *endpoints, const Endpoint *endpoint);

/* endpoints_ref() in three steps with other work between, so that what it looks at is there
 * when it is looked at: of a hundred thousand endpoints, most are in no cache. */
uint32_t endpoints_hash(const Endpoints *endpoints, const Endpoint *endpoint);
void endpoints_expect(const Endpoints *endpoints, uint32_t hash);
EndpointId endpoints_ref_hashed(Endpoints *endpoints, const Endpoint *endpoint, uint32_t hash);

/* Gives up one share of @id. */
void endpoints_unref(Endpoints *endpoints, EndpointId id);

/* The number of @endpoint without taking a share; 0 if it is not stored. */
EndpointId endpoints_find(const Endpoints *endpoints, const Endpoint *endpoint);

/* The endpoint itself, borrowed until the next endpoints_ref(). */
const Endpoint *endpoints_get(const Endpoints *endpoints, EndpointId id);

/* Bytes of memory in use. */
size_t endpoints_memory(const Endpoints *endpoints);
