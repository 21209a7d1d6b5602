/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/slice.h"

/* What is known under a key of any bytes from strangers: a user agent, an address. Hashing is
 * seeded, as GLib's own of texts is not: who knows it makes texts that all collide. */
typedef struct Dictionary Dictionary;

/* Makes an empty dictionary; @drop (may be NULL) runs for each value when it leaves. The caller
 * owns it. */
Dictionary *dictionary_new(GDestroyNotify drop);

/* Drops every value and frees @dictionary; NULL is fine. */
void dictionary_free(Dictionary *dictionary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Dictionary, dictionary_free)

/* Puts @value, which is not NULL, under @key, which is not empty and is copied, in the place of
 * the one that is there. */
void dictionary_put(Dictionary *dictionary, Slice key, void *value);

/* The value under @key, or NULL. Borrowed. */
void *dictionary_get(const Dictionary *dictionary, Slice key);

/* How many keys there are, and the value of each, from 0 on in the order of their coming, with
 * its key in *@key. Borrowed. */
unsigned dictionary_len(const Dictionary *dictionary);
void *dictionary_at(const Dictionary *dictionary, unsigned index, Slice *key);
