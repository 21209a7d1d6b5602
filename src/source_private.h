/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "src/address_names.h"
#include "src/bytes.h"
#include "src/source.h"

/* A reader of one kind of capture. What it keeps is its own, behind source->reader. */
typedef struct SourceFormat {
    const char *name; /* "pcap" */

    /* True if a capture that begins with these bytes is of this kind. */
    bool (*begins)(Slice head);

    /* Makes source->reader at the first byte. False and @error if that cannot be. */
    bool (*open)(Source *source, GError **error);

    /* As source_next(); fills time, link type, length and bytes of @packet. */
    SourceNext (*next)(Source *source, Packet *packet);

    /* As source_comment(); NULL where packets have none. */
    Slice (*comment)(const Source *source, unsigned rank);

    /* As source_keep_options(); NULL where packets have none. */
    void (*keep_options)(const Source *source, GByteArray *out);

    /* Frees source->reader; the next open() begins anew. */
    void (*close)(Source *source);
} SourceFormat;

extern const SourceFormat SOURCE_PCAP;
extern const SourceFormat SOURCE_PCAPNG;

/* How many bytes begins() sees, if the capture has as many. */
#define SOURCE_HEAD 24

struct Source {
    SourceInfo info;
    const SourceFormat *format;
    void *reader;
    char *path;
    Bytes *bytes;
    unsigned input;
    Anomalies *anomalies;
    AddressNames *names;
    GPtrArray *comments;       /* char *; info.comments with its NULL */
    GByteArray *section;       /* info.section */
    GPtrArray *interfaces;     /* PacketInterface, owned, of all sections */
    GHashTable *by_link_type;  /* of each link type the first of them */
    size_t interfaces_at;      /* how many this pass has met */
    size_t interfaces_options; /* bytes of all their options */
    char *error;
    bool is_broken;
    uint64_t number; /* of the last packet of this pass */
    int64_t time;    /* of that packet */

    /* Where the reader is: it counts up whatever it may have to say something about. What lies
     * up to @known was said in an earlier pass. */
    uint64_t position, known;
};

/* True if the reader is where no earlier pass was. */
bool source_is_fresh(const Source *source);

/* Counts @anomaly for the packet that would come next, unless an earlier pass did. */
void source_add_anomaly(Source *source, Anomaly anomaly);

/* Adds to what source_info() shows. */
void source_add_link_type(Source *source, unsigned link_type);
void source_add_digits(Source *source, unsigned digits);
void source_add_comment(Source *source, Slice comment);
void source_add_section(Source *source, Slice options);

/* Names the next interface that the capture describes; what @interface borrows is copied, and
 * what an earlier pass named is not named again. Past SOURCE_INTERFACES_MAX one that was named
 * before stands for all of its link type; NULL if there is none. Borrowed from @source. */
const PacketInterface *source_add_interface(Source *source, const PacketInterface *interface);

#define SOURCE_INTERFACES_MAX 65536

/* Ends reading with the sentence "PATH: ..."; gives SOURCE_BROKEN. */
SourceNext source_break(Source *source, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Ends reading because the bytes ended in @where, as "packet 3's data"; gives SOURCE_BROKEN. */
SourceNext source_cut_short(Source *source, const char *where);

/* Ends reading where nothing more is expected: SOURCE_END, or SOURCE_BROKEN if the bytes ended
 * for another reason. */
SourceNext source_end(Source *source);
