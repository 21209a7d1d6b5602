/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/slice.h"

/* Texts from the wire that outlive their packet (Call-IDs, From values, user agents), each
 * stored once however often it occurs, and counted: a text leaves with its last user. A text
 * is any bytes, NUL included. */
typedef struct Texts Texts;

/* A text's number in its Texts; 0 is the empty text, which is always there. */
typedef uint32_t TextId;

/* Makes an empty store. The caller owns it. */
Texts *texts_new(void);

/* Frees @texts and every text in it; NULL is fine. */
void texts_free(Texts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Texts, texts_free)

/* The number of @text, stored now if it was not; the caller shares it until texts_unref(). */
TextId texts_ref(Texts *texts, Slice text);

/* As texts_ref() for each of @len texts, at most 8, whose places in memory are then looked up
 * all at once. */
void texts_ref_all(Texts *texts, const Slice *all, unsigned len, TextId *ids);

/* Gives up one share of @id. */
void texts_unref(Texts *texts, TextId id);

/* The number of @text without taking a share; 0 if it is not stored. */
TextId texts_find(const Texts *texts, Slice text);

/* The bytes of @id, borrowed while somebody shares it. */
Slice texts_get(const Texts *texts, TextId id);

/* Brings the texts into the cache, all at a time, before they are asked for one by one. */
void texts_fetch(const Texts *texts, const TextId *ids, unsigned len);

/* How many texts the longest search would meet. */
unsigned texts_longest_search(const Texts *texts);

/* Bytes of memory in use for texts and the table around them. */
size_t texts_memory(const Texts *texts);
