/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/endpoint.h"

/* What a capture calls its addresses. At the cap the name that was added first goes. */
typedef struct AddressNames AddressNames;

#define ADDRESS_NAMES_MAX 65536
#define ADDRESS_NAME_LEN 255 /* as long as a domain name can be; the rest is cut off */

/* Makes an empty store. The caller owns it. */
AddressNames *address_names_new(void);

/* Frees @names; NULL is fine. */
void address_names_free(AddressNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AddressNames, address_names_free)

/* Calls @address by @name from now on, in place of what it was called before. @address has
 * port 0; @name is copied up to its first NUL. */
void address_names_set(AddressNames *names, const Endpoint *address, Slice name);

/* Calls @each for every address, in the order in which they first came. @name is borrowed. */
typedef void (*AddressName)(const Endpoint *address, const char *name, void *user);
void address_names_each(const AddressNames *names, AddressName each, void *user);

/* How many names the cap has thrown out so far. */
uint64_t address_names_evicted(const AddressNames *names);
