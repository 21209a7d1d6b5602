/* SPDX-License-Identifier: Apache-2.0 */
#include "src/foreign.h"

#include <glib.h>

#define CONVERT "'editcap -F pcapng IN OUT' converts it"
#define UNPACK "decompress it first"
#define SHOWN 16

static const struct {
    const char *magic;
    size_t len;
    const char *name;
    const char *help;
} KNOWN[] = {
    { "GMBU", 4, "a Microsoft Network Monitor 2 capture", CONVERT },
    { "RTSS", 4, "a Microsoft Network Monitor 1 capture", CONVERT },
    { "snoop\0\0\0", 8, "a snoop capture", CONVERT },
    { "\xaa\xaa\xaa\xaa", 4, "an Accellent 5View capture", CONVERT },
    { "XCP\0", 4, "a NetXRay or Windows Sniffer capture", CONVERT },
    { "TRSNIFF data    \x1a", 17, "a DOS Sniffer capture", CONVERT },
    { "\177ver", 4, "an OmniPeek capture", CONVERT },
    { "BZh", 3, "compressed with bzip2", UNPACK },
    { "\xfd"
      "7zXZ",
      5, "compressed with xz", UNPACK },
    { "\x28\xb5\x2f\xfd", 4, "compressed with zstd", UNPACK },
    { "\x04\x22\x4d\x18", 4, "compressed with lz4", UNPACK },
    { "\x1f\x8b", 2, "compressed with gzip twice", UNPACK },
    { "PK\x03\x04", 4, "a zip archive", "unpack it first" },
    { "7z\xbc\xaf\x27\x1c", 6, "a 7-Zip archive", "unpack it first" },
};

/* The first bytes as a text in quotes if they are one, else as hexadecimal numbers. */
static char *show(Slice head)
{
    GString *text = g_string_new("\"");
    bool is_text = true;

    head = slice_head(head, SHOWN);
    for (size_t i = 0; i < head.len; i++) {
        is_text = is_text && (g_ascii_isprint(head.data[i]) || g_ascii_isspace(head.data[i]));
        g_string_append_c(text, g_ascii_isspace(head.data[i]) ? ' ' : (char)head.data[i]);
    }
    g_string_append_c(text, '"');
    if (is_text)
        return g_string_free(text, FALSE);
    g_string_truncate(text, 0);
    for (size_t i = 0; i < head.len; i++)
        g_string_append_printf(text, i ? " %02x" : "%02x", head.data[i]);
    return g_string_free(text, FALSE);
}

char *foreign_describe(Slice head)
{
    g_autofree char *shown = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(KNOWN); i++) {
        if (slice_equals(slice_head(head, KNOWN[i].len),
                         slice_of(KNOWN[i].magic, KNOWN[i].len)))
            return g_strdup_printf("is %s, neither pcap nor pcapng; %s", KNOWN[i].name,
                                   KNOWN[i].help);
    }
    shown = show(head);
    return g_strdup_printf("is no capture: neither pcap nor pcapng; begins with %s", shown);
}
