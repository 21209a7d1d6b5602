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
    char *memory;  /* as typed; asked_memory() reads it */
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
    gboolean validate;
    char **ignored_rules; /* --ignore */
    gboolean utc, ascii, color_always, color_never;
    gboolean help, version;

    /* live, all unset without an interface */
    char **interfaces;        /* -i; NULL: none, files are read */
    gboolean list_interfaces; /* -D */
    int snaplen;              /* bytes kept of a packet */
    gboolean promiscuous;
    uint64_t buffer;      /* bytes of the kernel's ring, for each interface */
    int64_t duration;     /* ns; 0: until it is ended */
    uint64_t count;       /* packets; 0: no bound */
    char *write;          /* -w, a pcapng file of all packets; NULL: none */
    uint64_t rotate_size; /* bytes; 0: not by size */
    int64_t rotate_time;  /* ns; 0: not by time */
    int keep;             /* files of one output; 0: all */
    int64_t max_call;     /* ns that an answered call may be silent */
    char *user;           /* whose rights it keeps; NULL: to be found out */
    gboolean no_sandbox;
    char *metrics; /* ADDR:PORT; NULL: none */

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

/* Reads a time as a user types it: "90", "30s", "15m", "12h", "2d"; at most a hundred years.
 * False if it is none, or zero. */
bool options_parse_time(const char *text, int64_t *ns);

/* The seconds of "FILE=SECONDS" for @path in --shift, as nanoseconds; 0 if it has none. */
int64_t options_shift_of(const Options *options, const char *path);

/* One option for the manual: "-f, --filter=EXPRESSION" and what it does. Calls @each with the
 * group's title too, group by group in the order of --help. */
typedef void (*OptionsEach)(const char *group, const char *option, const char *about,
                            void *user);
void options_each(OptionsEach each, void *user);
