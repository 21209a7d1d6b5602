/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/message_texts.h"

/* What is known of a wanted message; the name comes first, since it is the key. */
typedef struct Wanted {
    uint64_t packet;
    uint32_t input, ordinal;
    uint32_t bytes_hash;
    bool is_there;
    unsigned packets_len;
    uint64_t *packets;
    uint8_t *text;
    size_t text_len;
    AnomalySet anomalies;
} Wanted;

struct MessageTexts {
    const Dialogs *dialogs;
    GHashTable *wanted; /* Wanted, by its name */
    size_t missing;
};

static guint name_hash(gconstpointer key)
{
    const Wanted *wanted = key;

    return (guint)(wanted->packet * 0x9e3779b1u + wanted->ordinal * 31 + wanted->input);
}

static gboolean name_equal(gconstpointer a, gconstpointer b)
{
    const Wanted *left = a;
    const Wanted *right = b;

    return left->packet == right->packet && left->input == right->input &&
           left->ordinal == right->ordinal;
}

static void wanted_free(gpointer data)
{
    Wanted *wanted = data;

    g_free(wanted->packets);
    g_free(wanted->text);
    g_free(wanted);
}

MessageTexts *message_texts_new(const Dialogs *dialogs)
{
    MessageTexts *texts = g_new0(MessageTexts, 1);

    texts->dialogs = dialogs;
    texts->wanted = g_hash_table_new_full(name_hash, name_equal, wanted_free, NULL);
    return texts;
}

void message_texts_free(MessageTexts *texts)
{
    if (!texts)
        return;
    g_hash_table_unref(texts->wanted);
    g_free(texts);
}

static Wanted *find(const MessageTexts *texts, uint64_t packet, unsigned input,
                    unsigned ordinal)
{
    Wanted name = { .packet = packet, .input = input, .ordinal = ordinal };

    return g_hash_table_lookup(texts->wanted, &name);
}

void message_texts_want(MessageTexts *texts, const Message *message)
{
    Wanted *wanted;

    if (find(texts, message->packet, message->input, message->ordinal))
        return;
    wanted = g_new0(Wanted, 1);
    wanted->packet = message->packet;
    wanted->input = message->input;
    wanted->ordinal = message->ordinal;
    wanted->bytes_hash = message->bytes_hash;
    g_hash_table_add(texts->wanted, wanted);
    texts->missing++;
}

bool message_texts_offer(MessageTexts *texts, const Arrival *arrival)
{
    Wanted *wanted = find(texts, arrival->packet, arrival->input, arrival->ordinal);

    if (!wanted || wanted->is_there)
        return true;
    if (wanted->bytes_hash != dialogs_bytes_hash(texts->dialogs, arrival->text))
        return false;
    wanted->text = g_memdup2(arrival->text.data, arrival->text.len);
    wanted->text_len = arrival->text.len;
    wanted->packets_len = arrival->packets_len;
    wanted->packets = g_memdup2(arrival->packets, arrival->packets_len * sizeof(uint64_t));
    wanted->anomalies = arrival->anomalies;
    wanted->is_there = true;
    texts->missing--;
    return true;
}

bool message_texts_get(const MessageTexts *texts, const Message *message, MessageText *out)
{
    const Wanted *wanted = find(texts, message->packet, message->input, message->ordinal);

    if (!wanted || !wanted->is_there)
        return false;
    *out = (MessageText){ .text = slice_of(wanted->text, wanted->text_len),
                          .packets = wanted->packets,
                          .packets_len = wanted->packets_len,
                          .anomalies = wanted->anomalies };
    return true;
}

void message_texts_clear(MessageTexts *texts)
{
    g_hash_table_remove_all(texts->wanted);
    texts->missing = 0;
}

size_t message_texts_missing(const MessageTexts *texts)
{
    return texts->missing;
}
