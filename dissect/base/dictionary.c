/* SPDX-License-Identifier: Apache-2.0
 *
 * No key ever leaves, so the numbers of the texts are the places of the values.
 */
#include "dissect/base/dictionary.h"

#include "dissect/base/texts.h"

struct Dictionary {
    Texts *keys;
    GPtrArray *values; /* by TextId; the first one is nobody's */
    GDestroyNotify drop;
};

Dictionary *dictionary_new(GDestroyNotify drop)
{
    Dictionary *dictionary = g_new0(Dictionary, 1);

    dictionary->keys = texts_new();
    dictionary->values = g_ptr_array_new();
    dictionary->drop = drop;
    g_ptr_array_add(dictionary->values, NULL);
    return dictionary;
}

static void drop(const Dictionary *dictionary, void *value)
{
    if (dictionary->drop && value)
        dictionary->drop(value);
}

void dictionary_free(Dictionary *dictionary)
{
    if (!dictionary)
        return;
    for (guint i = 1; i < dictionary->values->len; i++)
        drop(dictionary, dictionary->values->pdata[i]);
    g_ptr_array_unref(dictionary->values);
    texts_free(dictionary->keys);
    g_free(dictionary);
}

void dictionary_put(Dictionary *dictionary, Slice key, void *value)
{
    TextId id = texts_find(dictionary->keys, key);

    g_assert(key.len > 0 && value);
    if (id) {
        drop(dictionary, dictionary->values->pdata[id]);
        dictionary->values->pdata[id] = value;
        return;
    }
    id = texts_ref(dictionary->keys, key);
    g_assert(id == dictionary->values->len);
    g_ptr_array_add(dictionary->values, value);
}

void *dictionary_get(const Dictionary *dictionary, Slice key)
{
    return dictionary->values->pdata[texts_find(dictionary->keys, key)];
}

unsigned dictionary_len(const Dictionary *dictionary)
{
    return dictionary->values->len - 1;
}

void *dictionary_at(const Dictionary *dictionary, unsigned index, Slice *key)
{
    *key = texts_get(dictionary->keys, index + 1);
    return dictionary->values->pdata[index + 1];
}
