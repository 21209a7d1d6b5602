/* SPDX-License-Identifier: Apache-2.0
 *
 * The option table: one row here is the option in --help, in the manual and on the command
 * line.
 */
#include "src/options.h"

#include <stdlib.h>
#include <string.h>

/* Where GOption puts what it reads; moved into Options afterwards. */
typedef struct Raw {
    Options o;
    char *dup_window, *endpoints, *color;
} Raw;

typedef struct Row {
    unsigned group;
    const char *name;
    char letter; /* 0: none */
    GOptionArg arg;
    size_t field; /* offset in Raw */
    const char *about;
    const char *value; /* NULL: a switch */
} Row;

static const struct {
    const char *name, *title;
} GROUPS[] = {
    { "input", "Input" },
    { "selection", "Selection" },
    { "output", "Output" },
    { "terminal", "Terminal and program" },
};

enum { INPUT, SELECTION, OUTPUT, TERMINAL };

#define FLAG(field) G_OPTION_ARG_NONE, offsetof(Raw, field)
#define NUMBER(field) G_OPTION_ARG_INT, offsetof(Raw, field)
#define TEXT(field) G_OPTION_ARG_STRING, offsetof(Raw, field)
#define TEXTS(field) G_OPTION_ARG_STRING_ARRAY, offsetof(Raw, field)
#define PATHS(field) G_OPTION_ARG_FILENAME_ARRAY, offsetof(Raw, field)

static const Row ROWS[] = {
    { INPUT, "filter", 'f', TEXT(o.filter),
      "Read only packets that match this BPF expression (see pcap-filter(7))", "EXPRESSION" },
    { INPUT, "port", 0, NUMBER(o.port),
      "Read only messages from or to this port; fragments and tunnels are not lost", "PORT" },
    { INPUT, "shift", 0, PATHS(o.shifts),
      "Move the times of this input, whose clock was off (repeatable)", "FILE=SECONDS" },
    { INPUT, "dup-window", 0, TEXT(dup_window),
      "The same bytes within this time are one packet captured twice (default 100)",
      "MILLISECONDS" },
    { INPUT, "memory", 0, TEXT(o.memory),
      "Keep at most this much of calls and texts, as 512M or 2G (default half of the "
      "machine's)",
      "SIZE" },
    { SELECTION, "number", 0, TEXTS(o.numbers),
      "Calls with these numbers of the list, as 3 or 3,7 or 10-20", "N" },
    { SELECTION, "call-id", 0, TEXTS(o.call_ids), "Calls with this Call-ID (repeatable)",
      "ID" },
    { SELECTION, "from", 0, TEXTS(o.from),
      "Calls whose From holds this text, in any case (repeatable)", "TEXT" },
    { SELECTION, "to", 0, TEXTS(o.to),
      "Calls whose To holds this text, in any case (repeatable)", "TEXT" },
    { SELECTION, "method", 0, TEXTS(o.methods),
      "Calls that begin with one of these methods; '!OPTIONS' leaves one out",
      "METHOD[,METHOD]" },
    { OUTPUT, "ladder", 0, FLAG(o.ladder), "Draw each call's ladder", NULL },
    { OUTPUT, "message", 0, NUMBER(o.message),
      "Show one message, its fields named and explained: the Nth of the selected calls", "N" },
    { OUTPUT, "format", 0, TEXT(o.format),
      "Write this to standard output: list, text, json, jsonl (default list)", "FORMAT" },
    { OUTPUT, "output", 'o', PATHS(o.outputs),
      "Write to a file; its ending picks the format (repeatable)", "FILE" },
    { OUTPUT, "summary", 0, FLAG(o.summary), "json: calls without messages", NULL },
    { OUTPUT, "raw", 0, FLAG(o.raw), "json: each message's text too", NULL },
    { OUTPUT, "headers", 0, FLAG(o.headers), "json: every header too", NULL },
    { OUTPUT, "unfold", 0, FLAG(o.unfold),
      "A line for each OPTIONS ping and each refresh of a registration", NULL },
    { OUTPUT, "endpoints", 0, TEXT(endpoints),
      "What is one participant: an address (ip), an address and port (ip-port), or what "
      "acts as one (auto)",
      "MODE" },
    { OUTPUT, "name", 0, PATHS(o.names),
      "Name a participant; or a file of such lines (repeatable)", "ADDRESS[:PORT]=NAME" },
    { TERMINAL, "utc", 0, FLAG(o.utc), "Times in UTC, not local", NULL },
    { TERMINAL, "width", 0, NUMBER(o.width),
      "Columns of the terminal (default: as it is; unbounded in a pipe)", "COLUMNS" },
    { TERMINAL, "color", 0, TEXT(color), "auto, always or never", "WHEN" },
    { TERMINAL, "ascii", 0, FLAG(o.ascii), "Draw with ASCII characters alone", NULL },
    { TERMINAL, "version", 0, FLAG(o.version), "Print the version", NULL },
};

/* The rows of @group as GOption wants them, with their values in @raw. The caller frees it. */
static GOptionEntry *entries_of(unsigned group, Raw *raw)
{
    GOptionEntry *entries = g_new0(GOptionEntry, G_N_ELEMENTS(ROWS) + 1);
    unsigned len = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const Row *row = &ROWS[i];

        if (row->group == group)
            entries[len++] =
                (GOptionEntry){ row->name,  row->letter, 0, row->arg, (char *)raw + row->field,
                                row->about, row->value };
    }
    return entries;
}

static bool bad_value(GError **error, const char *option, const char *value, const char *want)
{
    g_set_error(error, OPTIONS_ERROR, 0, "--%s=%s: expected %s", option, value, want);
    return false;
}

static bool read_mode(Raw *raw, GError **error)
{
    static const char *const MODES[] = { "auto", "ip", "ip-port" };

    if (!raw->endpoints)
        return true;
    for (unsigned i = 0; i < G_N_ELEMENTS(MODES); i++)
        if (strcmp(raw->endpoints, MODES[i]) == 0) {
            raw->o.endpoints = (EndpointsMode)i;
            return true;
        }
    return bad_value(error, "endpoints", raw->endpoints, "auto, ip or ip-port");
}

static bool read_color(Raw *raw, GError **error)
{
    if (!raw->color || strcmp(raw->color, "auto") == 0)
        return true;
    raw->o.color_always = strcmp(raw->color, "always") == 0;
    raw->o.color_never = strcmp(raw->color, "never") == 0;
    return raw->o.color_always || raw->o.color_never ||
           bad_value(error, "color", raw->color, "auto, always or never");
}

static bool read_window(Raw *raw, GError **error)
{
    char *end = NULL;

    raw->o.dup_window_ms = 100;
    if (!raw->dup_window)
        return true;
    raw->o.dup_window_ms = g_ascii_strtod(raw->dup_window, &end);
    return (end != raw->dup_window && *end == '\0' && raw->o.dup_window_ms >= 0 &&
            raw->o.dup_window_ms <= 60000) ||
           bad_value(error, "dup-window", raw->dup_window, "milliseconds, at most 60000");
}

static bool check(const Options *o, GError **error)
{
    uint64_t bytes;

    if (o->memory && !options_parse_size(o->memory, &bytes))
        return bad_value(error, "memory", o->memory, "a size, as 512M or 2G");
    if (o->port < 0 || o->port > 65535) {
        g_set_error(error, OPTIONS_ERROR, 0, "--port=%d: expected 1 to 65535", o->port);
        return false;
    }
    if (o->message < 0 || o->width < 0) {
        g_set_error(error, OPTIONS_ERROR, 0, "--%s: expected a positive number",
                    o->message < 0 ? "message" : "width");
        return false;
    }
    for (char **shift = o->shifts; shift && *shift; shift++) {
        const char *equals = strrchr(*shift, '=');
        char *end = NULL;

        if (equals)
            g_ascii_strtod(equals + 1, &end);
        if (!equals || end == equals + 1 || *end)
            return bad_value(error, "shift", *shift, "FILE=SECONDS, as b.pcap=-1.5");
    }
    return true;
}

static GOptionContext *make_context(Raw *raw)
{
    GOptionContext *context = g_option_context_new("FILE...");

    g_option_context_set_summary(
        context, "Reads SIP traffic and tells the story of every call: who called whom, what\n"
                 "happened, in which order, and what was lost.\n\n"
                 "  sipstory calls.pcapng                 a line per call\n"
                 "  sipstory calls.pcapng --ladder        and each call's ladder\n"
                 "  sipstory a.pcap b.pcap.gz - < c       several inputs, merged by time\n"
                 "  sipstory states                       how a call's state is found");
    for (unsigned i = 0; i < G_N_ELEMENTS(GROUPS); i++) {
        g_autofree GOptionEntry *entries = entries_of(i, raw);
        GOptionGroup *group;

        if (i == 0) {
            g_option_context_add_main_entries(context, entries, NULL);
            continue;
        }
        group =
            g_option_group_new(GROUPS[i].name, GROUPS[i].title, GROUPS[i].title, NULL, NULL);
        g_option_group_add_entries(group, entries);
        g_option_context_add_group(context, group);
    }
    return context;
}

static void raw_clear(Raw *raw)
{
    g_free(raw->dup_window);
    g_free(raw->endpoints);
    g_free(raw->color);
}

Options *options_parse(int *argc, char ***argv, GError **error)
{
    Raw *raw = g_new0(Raw, 1);
    g_autoptr(GOptionContext) context = make_context(raw);
    bool is_good;

    is_good = g_option_context_parse(context, argc, argv, error) && read_mode(raw, error) &&
              read_color(raw, error) && read_window(raw, error) && check(&raw->o, error);
    raw->o.inputs = g_strdupv(*argc > 0 ? *argv + 1 : NULL);
    raw_clear(raw);
    /* Options is the first member, so that both are one allocation */
    if (!is_good)
        g_clear_pointer((Options **)&raw, options_free);
    return (Options *)raw;
}

void options_free(Options *options)
{
    if (!options)
        return;
    g_strfreev(options->inputs);
    g_strfreev(options->shifts);
    g_strfreev(options->names);
    g_strfreev(options->numbers);
    g_strfreev(options->call_ids);
    g_strfreev(options->from);
    g_strfreev(options->to);
    g_strfreev(options->methods);
    g_strfreev(options->outputs);
    g_free(options->filter);
    g_free(options->memory);
    g_free(options->format);
    g_free(options);
}

bool options_parse_size(const char *text, uint64_t *bytes)
{
    static const char UNITS[] = "KMGT";
    char *end = NULL;
    guint64 value = g_ascii_strtoull(text, &end, 10);
    const char *unit = end && *end ? strchr(UNITS, g_ascii_toupper(*end)) : NULL;
    unsigned shift = unit ? 10 * (unsigned)(unit - UNITS + 1) : 0;

    if (end == text || *text == '-' || (*end && !unit) || (unit && end[1]) || value == 0 ||
        value > (UINT64_MAX >> shift))
        return false;
    *bytes = value << shift;
    return true;
}

int64_t options_shift_of(const Options *options, const char *path)
{
    for (char **shift = options->shifts; shift && *shift; shift++) {
        const char *equals = strrchr(*shift, '=');

        if (strlen(path) == (size_t)(equals - *shift) &&
            strncmp(path, *shift, (size_t)(equals - *shift)) == 0)
            return (int64_t)(g_ascii_strtod(equals + 1, NULL) * 1e9);
    }
    return 0;
}

void options_each(OptionsEach each, void *user)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const Row *row = &ROWS[i];
        const char letter[] = { '-', row->letter, ',', ' ', '\0' };
        g_autofree char *option = g_strconcat(row->letter ? letter : "", "--", row->name,
                                              row->value ? "=" : NULL, row->value, NULL);

        each(GROUPS[row->group].title, option, row->about, user);
    }
}
