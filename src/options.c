/* SPDX-License-Identifier: Apache-2.0
 *
 * The option table: one row here is the option in --help, in the manual and on the command
 * line.
 */
#include "src/options.h"

#include <limits.h>
#include <string.h>

/* Seconds that a clock can be off: thirty years. */
#define SHIFT_MAX 1e9

#define SECOND INT64_C(1000000000)

/* Where nothing else is asked for; libpcap's MAXIMUM_SNAPLEN for most link types. */
#define SNAPLEN 262144
#define BUFFER (UINT64_C(64) << 20)
#define MAX_CALL (12 * 3600 * SECOND)

/* Where GOption puts what it reads; moved into Options afterwards. */
typedef struct Raw {
    Options o;
    char *dup_window, *endpoints, *color, *port, *message, *width, *limit;
    char *snaplen, *buffer, *duration, *count, **rotate, *keep, *max_call;
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

static const char *const GROUPS[] = { "Input", "Live",   "Selection",
                                      "Flows", "Output", "Terminal and program" };

enum { INPUT, LIVE, SELECTION, FLOWS, OUTPUT, TERMINAL };

#define FLAG(field) G_OPTION_ARG_NONE, offsetof(Raw, field)
#define TEXT(field) G_OPTION_ARG_STRING, offsetof(Raw, field)
#define TEXTS(field) G_OPTION_ARG_STRING_ARRAY, offsetof(Raw, field)
#define PATH(field) G_OPTION_ARG_FILENAME, offsetof(Raw, field)
#define PATHS(field) G_OPTION_ARG_FILENAME_ARRAY, offsetof(Raw, field)

static const Row ROWS[] = {
    { INPUT, "filter", 'f', TEXT(o.filter),
      "Read only packets that match this BPF expression (see pcap-filter(7))", "EXPRESSION" },
    { INPUT, "port", 0, TEXT(port),
      "Read only messages from or to this port; fragments and tunnels are not lost", "PORT" },
    { INPUT, "shift", 0, PATHS(o.shifts),
      "Move the times of this input, whose clock was off (repeatable)", "FILE=SECONDS" },
    { INPUT, "dup-window", 0, TEXT(dup_window),
      "The same bytes within this time are one packet captured twice (default 100)",
      "MILLISECONDS" },
    { INPUT, "memory", 0, TEXT(o.memory),
      "Keep at most this much of calls and texts, as 512M or 2G (default half of the "
      "machine's; live 256M)",
      "SIZE" },
    { LIVE, "interface", 'i', TEXTS(o.interfaces),
      "Read what passes on this interface, until Ctrl-C; 'any' is all of them (repeatable)",
      "INTERFACE" },
    { LIVE, "list-interfaces", 'D', FLAG(o.list_interfaces), "List the interfaces", NULL },
    { LIVE, "snaplen", 0, TEXT(snaplen),
      "Keep at most so many bytes of a packet (default 262144)", "BYTES" },
    { LIVE, "promisc", 0, FLAG(o.promiscuous),
      "Read what is sent to others too, as on a mirrored port", NULL },
    { LIVE, "buffer", 0, TEXT(buffer),
      "The kernel's ring for packets not read yet, for each interface (default 64M)", "SIZE" },
    { LIVE, "duration", 0, TEXT(duration), "End after this time, as 90s, 15m, 12h or 2d",
      "TIME" },
    { LIVE, "count", 0, TEXT(count), "End after so many packets", "N" },
    { LIVE, "write", 'w', PATH(o.write),
      "Write the packets to a pcapng file, the filtered ones excepted", "FILE" },
    { LIVE, "rotate", 0, TEXTS(rotate),
      "Begin a new file of -w and -o at this size, as 100M, or after this time, as 1h "
      "(repeatable)",
      "SIZE|TIME" },
    { LIVE, "keep", 0, TEXT(keep), "With --rotate: keep the last N files of each (default all)",
      "N" },
    { LIVE, "max-call", 0, TEXT(max_call),
      "An answered call without a session timer that is silent so long is over (default 12h)",
      "TIME" },
    { LIVE, "user", 0, TEXT(o.user),
      "Become this user once the interfaces are open, if started as root (default: who called "
      "sudo, else nobody)",
      "NAME" },
    { LIVE, "no-sandbox", 0, FLAG(o.no_sandbox),
      "Do without the filter that allows only the system calls of a running capture", NULL },
    { LIVE, "metrics", 0, TEXT(o.metrics),
      "Serve figures to Prometheus on this address, as 127.0.0.1:9465, or port, on loopback",
      "[ADDRESS:]PORT" },
    { SELECTION, "number", 0, TEXTS(o.numbers),
      "Calls with these numbers of the list, as 3 or 3,7 or 10-20", "N" },
    { SELECTION, "call-id", 0, PATHS(o.call_ids), "Calls with this Call-ID (repeatable)",
      "ID" },
    { SELECTION, "from", 0, PATHS(o.from),
      "Calls whose From holds this text, in any case (repeatable)", "TEXT" },
    { SELECTION, "to", 0, PATHS(o.to),
      "Calls whose To holds this text, in any case (repeatable)", "TEXT" },
    { SELECTION, "method", 0, TEXTS(o.methods),
      "Calls that begin with one of these methods; '!OPTIONS' leaves one out",
      "METHOD[,METHOD]" },
    { SELECTION, "flow", 0, TEXTS(o.flow_names),
      "Calls that follow one of these flows, well or badly (repeatable)", "NAME[,NAME]" },
    { SELECTION, "verdict", 0, TEXTS(o.verdicts),
      "Calls with one of these verdicts: conforms, incomplete, deviates, unknown (repeatable)",
      "VERDICT[,VERDICT]" },
    { FLOWS, "expect", 0, TEXTS(o.expect),
      "Exit with 1 unless every selected call with an INVITE follows one of these flows and "
      "conforms (repeatable)",
      "NAME[,NAME]" },
    { FLOWS, "allow-incomplete", 0, FLAG(o.allow_incomplete),
      "With --expect: a call that began before the capture, or is not over, is fine", NULL },
    { FLOWS, "no-shape-cache", 0, FLAG(o.no_shape_cache),
      "Match every call anew, although others went the same way: slower, and the same output",
      NULL },
    { FLOWS, "flows", 0, PATH(o.flows),
      "Add the templates of this directory (*.flow), or put them in place of known ones",
      "DIR" },
    { OUTPUT, "ladder", 0, FLAG(o.ladder), "Draw each call's ladder", NULL },
    { OUTPUT, "message", 0, TEXT(message),
      "Show one message, its fields named and explained: number N of the one selected "
      "call's ladder, or the Nth captured of several calls",
      "N" },
    { OUTPUT, "validate", 0, FLAG(o.validate),
      "List what breaks the protocol, with the RFC's section; exit with 1 if that is an error",
      NULL },
    { OUTPUT, "ignore", 0, TEXTS(o.ignored_rules),
      "With --validate: not what breaks one of these rules (repeatable)", "RULE[,RULE]" },
    { OUTPUT, "format", 0, TEXT(o.format),
      "Write this format to standard output (default list); see below", "FORMAT" },
    { OUTPUT, "output", 'o', PATHS(o.outputs),
      "Write to a file; its ending picks the format (repeatable)", "FILE" },
    { OUTPUT, "limit", 0, TEXT(limit),
      "html and pictures: so many calls at most, those that deviate first, then the earliest; "
      "or all (default 5000 in html, 200 in pictures)",
      "N" },
    { OUTPUT, "split", 0, PATH(o.split),
      "Write a capture (pcapng) for each selected call to this directory", "DIR" },
    { OUTPUT, "summary", 0, FLAG(o.summary), "json: calls without messages", NULL },
    { OUTPUT, "raw", 0, FLAG(o.raw), "json: each message's text too", NULL },
    { OUTPUT, "headers", 0, FLAG(o.headers), "json: every header too", NULL },
    { OUTPUT, "unfold", 0, FLAG(o.unfold),
      "A line for each OPTIONS ping and each refresh of a registration", NULL },
    { OUTPUT, "no-link", 0, FLAG(o.no_link),
      "One call for each Call-ID, also where a server calls on under another one", NULL },
    { OUTPUT, "link-header", 0, TEXTS(o.link_headers),
      "A header that names the Call-ID of another leg, as X-Call-ID does (repeatable)",
      "NAME" },
    { OUTPUT, "endpoints", 0, TEXT(endpoints),
      "What is one participant: an address (ip), an address and port (ip-port), or what "
      "acts as one (auto)",
      "MODE" },
    { OUTPUT, "name", 0, PATHS(o.names),
      "Name a participant; or a file of such lines (repeatable)", "ADDRESS[:PORT]=NAME" },
    { TERMINAL, "utc", 0, FLAG(o.utc), "Times in UTC, not local", NULL },
    { TERMINAL, "width", 0, TEXT(width),
      "Columns of the terminal (default: as it is; unbounded in a pipe)", "COLUMNS" },
    { TERMINAL, "color", 0, TEXT(color), "auto, always or never", "WHEN" },
    { TERMINAL, "ascii", 0, FLAG(o.ascii), "Draw with ASCII characters alone", NULL },
    { TERMINAL, "help", 'h', FLAG(o.help), "Print this", NULL },
    { TERMINAL, "version", 0, FLAG(o.version), "Print the version", NULL },
};

/* The rows as GOption wants them, their values in @raw. The caller frees it. */
static GOptionEntry *entries_of(Raw *raw)
{
    GOptionEntry *entries = g_new0(GOptionEntry, G_N_ELEMENTS(ROWS) + 3);
    GOptionEntry *entry = entries;

    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const Row *row = &ROWS[i];

        *entry++ =
            (GOptionEntry){ row->name,  row->letter, 0, row->arg, (char *)raw + row->field,
                            row->about, row->value };
    }
    /* what the users of other programs with GOption type */
    *entry++ = (GOptionEntry){ .long_name = "help-all", .arg_data = &raw->o.help };
    *entry = (GOptionEntry){ .long_name = G_OPTION_REMAINING,
                             .arg = G_OPTION_ARG_FILENAME_ARRAY,
                             .arg_data = &raw->o.inputs };
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

/* The seconds of FILE=SECONDS, at most a lifetime; false if @shift is none. */
static bool read_seconds(const char *shift, double *seconds)
{
    const char *equals = strrchr(shift, '=');
    char *end = NULL;

    if (!equals || equals == shift || equals[1] == '\0')
        return false;
    *seconds = g_ascii_strtod(equals + 1, &end);
    return *end == '\0' && *seconds >= -SHIFT_MAX && *seconds <= SHIFT_MAX;
}

/* True if @shift is FILE=SECONDS of this file. */
static bool is_shift_of(const char *shift, const char *path)
{
    size_t len = (size_t)(strrchr(shift, '=') - shift);

    return strlen(path) == len && strncmp(path, shift, len) == 0;
}

static bool check_shifts(const Options *o, GError **error)
{
    for (char **shift = o->shifts; shift && *shift; shift++) {
        double seconds;
        char **path = o->inputs;

        if (!read_seconds(*shift, &seconds))
            return bad_value(error, "shift", *shift, "FILE=SECONDS, as b.pcap=-1.5");
        while (*path && !is_shift_of(*shift, *path))
            path++;
        if (!*path)
            return bad_value(error, "shift", *shift, "one of the inputs, written as there");
    }
    return true;
}

/* A header's name is a token (RFC 3261 25.1). */
static bool check_link_headers(const Options *o, GError **error)
{
    unsigned count = 0;

    for (char **name = o->link_headers; name && *name; name++) {
        if (!**name || strspn(*name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-.!%*_+`'~") !=
                           strlen(*name))
            return bad_value(error, "link-header", *name, "a header's name, as X-Call-ID");
        if (++count > LINK_HEADERS_MAX)
            return bad_value(error, "link-header", *name, "at most 16 headers");
    }
    return true;
}

static bool check_stdin(const Options *o, GError **error)
{
    unsigned count = 0;

    for (char **path = o->inputs; *path; path++)
        count += g_str_equal(*path, "-");
    if (count > 1)
        g_set_error(error, OPTIONS_ERROR, 0, "standard input ('-') can be read only once");
    return count <= 1;
}

/* What is asked for together must be possible together. */
static bool check_outputs(const Options *o, GError **error)
{
    if (o->ladder && o->format && !g_str_equal(o->format, "text"))
        return bad_value(error, "format", o->format, "text, or no --ladder");
    if (o->allow_incomplete && !o->expect) {
        g_set_error(error, OPTIONS_ERROR, 0, "--allow-incomplete is for --expect only");
        return false;
    }
    if (o->ignored_rules && !o->validate) {
        g_set_error(error, OPTIONS_ERROR, 0, "--ignore is for --validate only");
        return false;
    }
    if (o->validate && (o->ladder || o->message || o->split)) {
        g_set_error(error, OPTIONS_ERROR, 0,
                    "--validate lists what breaks the protocol: not with --ladder, --message "
                    "or --split");
        return false;
    }
    if (o->message && o->expect) {
        g_set_error(error, OPTIONS_ERROR, 0,
                    "--message shows one message: --expect is for whole calls");
        return false;
    }
    if (o->message && (o->ladder || o->format || o->outputs || o->split)) {
        g_set_error(error, OPTIONS_ERROR, 0,
                    "--message prints to standard output: not with --ladder, --format, -o or "
                    "--split");
        return false;
    }
    return true;
}

static bool read_number(GError **error, const char *option, const char *text, int max, int *out)
{
    char *end = NULL;
    guint64 value = text ? g_ascii_strtoull(text, &end, 10) : 0;

    if (!text)
        return true;
    if (!g_ascii_isdigit(*text) || *end || value == 0 || value > (guint64)max) {
        g_autofree char *want = g_strdup_printf("a number from 1 to %d", max);

        return bad_value(error, option, text, want);
    }
    *out = (int)value;
    return true;
}

static bool read_span(GError **error, const char *option, const char *text, int64_t *ns)
{
    return !text || options_parse_time(text, ns) ||
           bad_value(error, option, text, "a time, as 90s, 15m, 12h or 2d");
}

/* A capital unit, as in 100M, is of a size, a small one, as in 30m, of a time. */
static bool read_rotation(Raw *raw, GError **error)
{
    for (char **text = raw->rotate; text && *text; text++) {
        size_t digits = strspn(*text, G_CSET_DIGITS);
        bool is_time = (*text)[digits] && strchr("smhd", (*text)[digits]);
        bool is_size = (*text)[digits] && !is_time;

        if (!(is_time && options_parse_time(*text, &raw->o.rotate_time)) &&
            !(is_size && options_parse_size(*text, &raw->o.rotate_size)))
            return bad_value(error, "rotate", *text, "a size, as 100M, or a time, as 1h");
    }
    return true;
}

static bool read_limit(Raw *raw, GError **error)
{
    if (!raw->limit || !g_str_equal(raw->limit, "all"))
        return read_number(error, "limit", raw->limit, INT_MAX - 1, &raw->o.limit);
    raw->o.limit = INT_MAX;
    return true;
}

/* What is for a running capture alone. */
static const char *live_option(const Raw *raw)
{
    const struct {
        const char *name;
        bool is_given;
    } all[] = {
        { "snaplen", raw->snaplen },   { "promisc", raw->o.promiscuous },
        { "buffer", raw->buffer },     { "duration", raw->duration },
        { "count", raw->count },       { "write", raw->o.write },
        { "rotate", raw->rotate },     { "keep", raw->keep },
        { "user", raw->o.user },       { "no-sandbox", raw->o.no_sandbox },
        { "metrics", raw->o.metrics },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(all); i++)
        if (all[i].is_given)
            return all[i].name;
    return NULL;
}

/* What looks at a call twice, or at all calls together, needs a file. */
static const char *file_option(const Raw *raw)
{
    return raw->o.ladder    ? "ladder"
           : raw->message   ? "message"
           : raw->o.split   ? "split"
           : raw->limit     ? "limit"
           : raw->o.numbers ? "number"
           : raw->o.stats   ? "stats"
                            : NULL;
}

/* A text that is there twice; NULL if there is none. */
static const char *repeated(char *const *texts)
{
    for (char *const *text = texts; text && *text; text++)
        if (g_strv_contains((const char *const *)text + 1, *text))
            return *text;
    return NULL;
}

static bool check_live(const Raw *raw, GError **error)
{
    const char *live = live_option(raw);
    const char *twice = repeated(raw->o.interfaces);
    const char *file = file_option(raw);

    if (!raw->o.interfaces && live)
        g_set_error(error, OPTIONS_ERROR, 0, "--%s is for a running capture, with -i", live);
    else if (twice)
        g_set_error(error, OPTIONS_ERROR, 0, "-i %s: that interface is given twice", twice);
    else if (raw->o.interfaces && raw->o.inputs[0])
        g_set_error(error, OPTIONS_ERROR, 0,
                    "%s: files are read without -i, interfaces without files",
                    raw->o.inputs[0]);
    else if (raw->o.interfaces && file)
        g_set_error(error, OPTIONS_ERROR, 0,
                    "--%s needs a file: write one with -w and -i, then read it", file);
    else if (raw->keep && !raw->rotate)
        g_set_error(error, OPTIONS_ERROR, 0, "--keep is for --rotate only");
    else if (raw->rotate && !raw->o.write && !raw->o.outputs)
        g_set_error(error, OPTIONS_ERROR, 0, "--rotate is for the files of -w and -o only");
    else
        return true;
    return false;
}

static bool read_live(Raw *raw, GError **error)
{
    Options *o = &raw->o;
    char *end = NULL;

    o->snaplen = SNAPLEN;
    o->buffer = BUFFER;
    o->max_call = MAX_CALL;
    if (raw->buffer && (!options_parse_size(raw->buffer, &o->buffer) || o->buffer > INT_MAX))
        return bad_value(error, "buffer", raw->buffer, "a size below 2G, as 64M");
    if (raw->count) {
        o->count = g_ascii_strtoull(raw->count, &end, 10);
        if (!g_ascii_isdigit(*raw->count) || *end || o->count == 0)
            return bad_value(error, "count", raw->count, "a number of packets");
    }
    return read_number(error, "snaplen", raw->snaplen, SNAPLEN, &o->snaplen) &&
           read_number(error, "keep", raw->keep, INT_MAX, &o->keep) &&
           read_span(error, "duration", raw->duration, &o->duration) &&
           read_span(error, "max-call", raw->max_call, &o->max_call) &&
           read_rotation(raw, error) && check_live(raw, error);
}

static bool check(Raw *raw, GError **error)
{
    const Options *o = &raw->o;
    uint64_t bytes;

    if (o->memory && !options_parse_size(o->memory, &bytes))
        return bad_value(error, "memory", o->memory, "a size, as 512M or 2G");
    return read_number(error, "port", raw->port, 65535, &raw->o.port) &&
           read_number(error, "message", raw->message, INT_MAX, &raw->o.message) &&
           read_number(error, "width", raw->width, 10000, &raw->o.width) &&
           read_limit(raw, error) && read_live(raw, error) && check_shifts(o, error) &&
           check_link_headers(o, error) && check_stdin(o, error) && check_outputs(o, error);
}

static void raw_clear(Raw *raw)
{
    g_free(raw->dup_window);
    g_free(raw->endpoints);
    g_free(raw->color);
    g_free(raw->port);
    g_free(raw->message);
    g_free(raw->width);
    g_free(raw->limit);
    g_free(raw->snaplen);
    g_free(raw->buffer);
    g_free(raw->duration);
    g_free(raw->count);
    g_strfreev(raw->rotate);
    g_free(raw->keep);
    g_free(raw->max_call);
}

static bool parse(Raw *raw, int *argc, char ***argv, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autofree GOptionEntry *entries = entries_of(raw);

    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error))
        return false;
    if (!raw->o.inputs)
        raw->o.inputs = g_new0(char *, 1);
    if (raw->o.help || raw->o.version)
        return true;
    return read_mode(raw, error) && read_color(raw, error) && read_window(raw, error) &&
           check(raw, error);
}

Options *options_parse(int *argc, char ***argv, GError **error)
{
    Raw *raw = g_new0(Raw, 1);
    bool is_good = parse(raw, argc, argv, error);

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
    g_strfreev(options->flow_names);
    g_strfreev(options->verdicts);
    g_strfreev(options->expect);
    g_strfreev(options->outputs);
    g_strfreev(options->ignored_rules);
    g_free(options->flows);
    g_strfreev(options->link_headers);
    g_free(options->filter);
    g_free(options->memory);
    g_free(options->format);
    g_free(options->split);
    g_strfreev(options->interfaces);
    g_free(options->write);
    g_free(options->user);
    g_free(options->metrics);
    g_free(options);
}

int64_t options_shift_of(const Options *options, const char *path)
{
    for (char **shift = options->shifts; shift && *shift; shift++) {
        double seconds;

        if (is_shift_of(*shift, path) && read_seconds(*shift, &seconds))
            return (int64_t)(seconds * 1e9);
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

        each(GROUPS[row->group], option, row->about, user);
    }
}
