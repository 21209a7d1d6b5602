/* SPDX-License-Identifier: Apache-2.0 */
#include "src/source.h"

#include "src/foreign.h"
#include "src/source_private.h"

#define COMMENTS_MAX 64
#define COMMENT_LEN 4096
#define SECTION_MAX (64u << 10)           /* bytes of section options */
#define INTERFACES_OPTIONS_MAX (4u << 20) /* bytes of the options of all interfaces */

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
    source->time = TIME_NONE;
    source->interfaces_at = 0;
    source->is_broken = false;
    return source->format->open(source, error);
}

static void free_interface(void *data)
{
    PacketInterface *interface = data;

    g_free((void *)interface->options.data);
    g_free(interface);
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
    source->section = g_byte_array_new();
    source->interfaces = g_ptr_array_new_with_free_func(free_interface);
    source->by_link_type = g_hash_table_new(NULL, NULL);
    head = bytes_peek(source->bytes, SOURCE_HEAD);
    source->format = find_format(head);
    if (!source->format) {
        refuse(source, head, error);
        return NULL;
    }
    source->info.path = source->path;
    source->info.end = TIME_NONE;
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
    g_clear_pointer(&source->section, g_byte_array_unref);
    g_clear_pointer(&source->interfaces, g_ptr_array_unref);
    g_clear_pointer(&source->by_link_type, g_hash_table_unref);
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
    packet->is_untimed = false;
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

void source_keep_options(const Source *source, GByteArray *out)
{
    if (source->reader && source->format->keep_options)
        source->format->keep_options(source, out);
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

    if (!source_is_fresh(source))
        return;
    if (comments->len > COMMENTS_MAX || comment.len > COMMENT_LEN)
        source_add_anomaly(source, ANOMALY_DESCRIPTION_DROPPED);
    if (comments->len > COMMENTS_MAX)
        return;
    comments->pdata[comments->len - 1] =
        g_strndup((const char *)comment.data, MIN(comment.len, COMMENT_LEN));
    g_ptr_array_add(comments, NULL);
    source->info.comments = (const char *const *)comments->pdata;
}

void source_add_section(Source *source, Slice options)
{
    GByteArray *section = source->section;

    if (!source_is_fresh(source))
        return;
    if (section->len + options.len > SECTION_MAX) {
        source_add_anomaly(source, ANOMALY_DESCRIPTION_DROPPED);
        return;
    }
    g_byte_array_append(section, options.data, (guint)options.len);
    source->info.section = slice_of(section->data, section->len);
}

/* A copy of @interface, without options where all of them are too many. */
static PacketInterface *copy_interface(Source *source, const PacketInterface *interface)
{
    PacketInterface *copy = g_memdup2(interface, sizeof *interface);
    size_t len = interface->options.len;

    if (source->interfaces_options + len > INTERFACES_OPTIONS_MAX) {
        source_add_anomaly(source, ANOMALY_DESCRIPTION_DROPPED);
        len = 0;
    }
    source->interfaces_options += len;
    copy->options = slice_of(g_memdup2(interface->options.data, len), len);
    return copy;
}

const PacketInterface *source_add_interface(Source *source, const PacketInterface *interface)
{
    GPtrArray *all = source->interfaces;
    gpointer link_type = GUINT_TO_POINTER(interface->link_type);

    if (source->interfaces_at < all->len)
        return all->pdata[source->interfaces_at++];
    if (all->len == SOURCE_INTERFACES_MAX) {
        source_add_anomaly(source, ANOMALY_DESCRIPTION_DROPPED);
        return g_hash_table_lookup(source->by_link_type, link_type);
    }
    g_ptr_array_add(all, copy_interface(source, interface));
    if (!g_hash_table_contains(source->by_link_type, link_type))
        g_hash_table_insert(source->by_link_type, link_type, all->pdata[all->len - 1]);
    return all->pdata[source->interfaces_at++];
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
