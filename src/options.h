/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/call.h"

/* What the user asked for. Strings and arrays are owned by the options. */
typedef struct Options {
    char **inputs; /* paths; NULL at the end, maybe at once */
    char *filter;  /* -f; NULL: none */
    char **shifts; /* FILE=SECONDS */
    char **names;  /* ADDRESS[:PORT]=NAME, or a file of such lines */
    char *memory;  /* as typed; options_memory() reads it */
    int port;      /* 0: any */
    double dup_window_ms;
    EndpointsMode endpoints;

    char **numbers; /* --number, --call-id, --from, --to, --method: NULL where not given */
    char **call_ids;
    char **from;
    char **to;
    char **methods;
    char **flow_names; /* --flow */
    char **verdicts;

    char **expect; /* NULL: nothing */
    gboolean allow_incomplete, no_shape_cache;

    char *flows; /* --flows: a directory of templates; NULL: none */

    char *format;        /* NULL: the list */
    char **outputs;      /* -o */
    char *split;         /* --split: a directory; NULL: none */
    char **link_headers; /* further headers that name another leg's Call-ID */
    int message;         /* 0: none */
    int width;           /* 0: the terminal's */
    int limit;           /* calls a report holds; 0: what its format has, INT_MAX: all */
    gboolean ladder, summary, raw, headers, unfold, no_link;
    gboolean utc, ascii, color_always, color_never;
    gboolean help, version;
    bool stats; /* the subcommand: all calls are told together */
} Options;

/* Reads the command line; @argv is left without what was read. NULL and @error (domain
 * OPTIONS_ERROR or GOption's) if it cannot be understood; beside --help or --version little is
 * looked at. The caller owns it. */
Options *options_parse(int *argc, char ***argv, GError **error);

void options_free(Options *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Options, options_free)

#define OPTIONS_ERROR (g_quark_from_static_string("sipstory-options"))

/* Reads a size as a user types it: "512M", "2G", "1000000"; false if it is none. */
bool options_parse_size(const char *text, uint64_t *bytes);

/* The seconds of "FILE=SECONDS" for @path in --shift, as nanoseconds; 0 if it has none. */
int64_t options_shift_of(const Options *options, const char *path);

/* One option for the manual: "-f, --filter=EXPRESSION" and what it does. Calls @each with the
 * group's title too, group by group in the order of --help. */
typedef void (*OptionsEach)(const char *group, const char *option, const char *about,
                            void *user);
void options_each(OptionsEach each, void *user);
