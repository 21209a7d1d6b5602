/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/endpoint.h"
#include "reports/named_address.h"
#include "src/options.h"

/* The names of participants: what the user gave with --name, else what the capture holds. */
typedef struct Names Names;

/* Reads --name: ADDRESS[:PORT]=NAME, or a file of such lines. NULL and @error (OPTIONS_ERROR)
 * if one is neither. The caller owns it. */
Names *names_new(const Options *options, GError **error);

void names_free(Names *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Names, names_free)

/* Adds a name that a capture gives to the address of @endpoint; one that is there stays. The
 * signature is that of SourceName; @names is a Names. */
void names_add(const Endpoint *endpoint, const char *name, void *names);

/* All names of addresses whatever the port, by address; @len of them. The caller frees the
 * array; the names are borrowed. */
NamedAddress *names_of_addresses(const Names *names, size_t *len);

/* True if there is any name. */
bool names_are_any(const Names *names);

/* The name of @endpoint with its port, else of its address; NULL if it has none. Borrowed. The
 * signature is that of CallNameOf; @names is a Names. */
const char *names_of(const Endpoint *endpoint, void *names);
