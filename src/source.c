/* SPDX-License-Identifier: Apache-2.0 */
#include "src/source.h"

#include "src/foreign.h"
#include "src/source_private.h"

#define COMMENTS_MAX 64
#define COMMENT_LEN 4096

static const SourceFormat *const FORMATS[] = { &SOURCE_PCAP, &SOURCE_PCAPNG };

static const SourceFormat *find_format(Slice head)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FORMATS); i++) {
        if (FORMATS[i]->begins(head))
            return FORMATS[i];
    }
    return NULL;
}

/* Says why the input, which begins with @head, is no capture. */
static void refuse(const Source *source, Slice head, GError **error)
{
    const char *damage = bytes_error(source->bytes);
    g_autofree char *reason = NULL;

    if (damage)
        reason = g_strdup_printf("cannot be read: %s", damage);
    else if (!head.len)
        reason = g_strdup("is empty");
    else
        reason = foreign_describe(head);
    g_set_error(error, SOURCE_ERROR, 0, "%s: %s", bytes_name(source->bytes), reason);
}

/* Starts a pass at the first byte. */
static bool start(Source *source, GError **error)
{
    source->number = 0;
    source->position = 0;
    source->time = INT64_MIN;
    source->is_broken = false;
    return source->format->open(source, error);
}

Source *source_open(const char *path, unsigned input, Anomalies *anomalies, GError **error)
{
    g_autoptr(Source) source = g_new0(Source, 1);
    Slice head;

    source->bytes = bytes_open(path, error);
    if (!source->bytes)
        return NULL;
    source->input = input;
    source->anomalies = anomalies;
    source->path = g_strdup(path);
    source->names = address_names_new();
    source->comments = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(source->comments, NULL);
    head = bytes_peek(source->bytes, SOURCE_HEAD);
    source->format = find_format(head);
    if (!source->format) {
        refuse(source, head, error);
        return NULL;
    }
    source->info.path = source->path;
    source->info.format = source->format->name;
    source->info.comments = (const char *const *)source->comments->pdata;
    if (!start(source, error))
        return NULL;
    return g_steal_pointer(&source);
}

void source_free(Source *source)
{
    if (!source)
        return;
    if (source->format)
        source->format->close(source);
    g_clear_pointer(&source->comments, g_ptr_array_unref);
    address_names_free(source->names);
    bytes_free(source->bytes);
    g_free(source->path);
    g_free(source->error);
    g_free(source);
}

/* Counts a packet that no earlier pass has seen. */
static void count(Source *source, const Packet *packet)
{
    source->info.packets++;
    source->info.bytes += packet->bytes.len;
    if (packet->time < source->time)
        anomalies_add(source->anomalies, ANOMALY_TIME_STEPS_BACK, packet->number);
}

SourceNext source_next(Source *source, Packet *packet)
{
    SourceNext found;

    if (source->is_broken)
        return SOURCE_BROKEN;
    found = source->format->next(source, packet);
    if (found != SOURCE_PACKET)
        return found;
    packet->number = ++source->number;
    packet->input = source->input;
    packet->wire_len = MAX(packet->wire_len, (uint32_t)packet->bytes.len);
    if (packet->number > source->info.packets)
        count(source, packet);
    source->time = packet->time;
    return SOURCE_PACKET;
}

Slice source_comment(const Source *source, unsigned rank)
{
    return source->reader && source->format->comment ? source->format->comment(source, rank)
                                                     : (Slice){ 0 };
}

const char *source_error(const Source *source)
{
    return source->error;
}

const SourceInfo *source_info(const Source *source)
{
    return &source->info;
}

bool source_rewind(Source *source, GError **error)
{
    source->known = MAX(source->known, source->position);
    source->format->close(source);
    if (!bytes_rewind(source->bytes, error) || !start(source, error)) {
        source->is_broken = true;
        return false;
    }
    return true;
}

void source_each_name(const Source *source, SourceName each, void *user)
{
    address_names_each(source->names, each, user);
}

bool source_is_fresh(const Source *source)
{
    return source->position > source->known;
}

void source_add_anomaly(Source *source, Anomaly anomaly)
{
    if (source_is_fresh(source))
        anomalies_add(source->anomalies, anomaly, source->number + 1);
}

void source_add_link_type(Source *source, unsigned link_type)
{
    SourceInfo *info = &source->info;
    unsigned i = 0;

    while (i < info->link_types_len && info->link_types[i] != link_type)
        i++;
    if (i == info->link_types_len && i < G_N_ELEMENTS(info->link_types))
        info->link_types[info->link_types_len++] = link_type;
}

void source_add_digits(Source *source, unsigned digits)
{
    source->info.time_digits = MAX(source->info.time_digits, digits);
}

void source_add_comment(Source *source, Slice comment)
{
    GPtrArray *comments = source->comments;

    if (!source_is_fresh(source) || comments->len > COMMENTS_MAX)
        return;
    comments->pdata[comments->len - 1] =
        g_strndup((const char *)comment.data, MIN(comment.len, COMMENT_LEN));
    g_ptr_array_add(comments, NULL);
    source->info.comments = (const char *const *)comments->pdata;
}

static SourceNext finish(Source *source, char *reason)
{
    source->is_broken = true;
    g_free(source->error);
    source->error = g_strdup_printf("%s: %s", bytes_name(source->bytes), reason);
    return SOURCE_BROKEN;
}

SourceNext source_break(Source *source, const char *format, ...)
{
    g_autofree char *reason = NULL;
    va_list arguments;

    va_start(arguments, format);
    reason = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return finish(source, reason);
}

SourceNext source_cut_short(Source *source, const char *where)
{
    const char *damage = bytes_error(source->bytes);

    source_add_anomaly(source, ANOMALY_CUT_SHORT);
    return source_break(source, "cut short in %s%s%s", where, damage ? ": " : "",
                        damage ? damage : "");
}

SourceNext source_end(Source *source)
{
    const char *damage = bytes_error(source->bytes);

    if (!damage)
        return SOURCE_END;
    source_add_anomaly(source, ANOMALY_CUT_SHORT);
    return source_break(source, "cut short behind packet %" G_GUINT64_FORMAT ": %s",
                        source->number, damage);
}
