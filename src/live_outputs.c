/* SPDX-License-Identifier: Apache-2.0 */
#include "src/live_outputs.h"

#include <unistd.h>

#include "src/linting.h"
#include "src/live_report.h"
#include "src/packet_writer.h"
#include "src/same_file.h"
#include "src/say.h"

typedef struct LiveOutput {
    const ReportFormat *format;
    const char *path; /* NULL: standard output */
    LiveReport *report;
} LiveOutput;

struct LiveOutputs {
    const Options *options;
    GArray *list;         /* LiveOutput */
    LiveEvent event;      /* that is told; the reports' contexts point to it */
    PacketWriter *writer; /* NULL: no -w */
};

static int64_t now(void)
{
    return g_get_real_time() * 1000;
}

static LiveOutput *output_at(const LiveOutputs *outputs, unsigned at)
{
    return &g_array_index(outputs->list, LiveOutput, at);
}

static bool refuse(const ReportFormat *format, const char *option, const char *value,
                   GError **error)
{
    if (!format)
        g_set_error(
            error, OPTIONS_ERROR, 0,
            "%s%s: no such format; a running capture is written as list, json, jsonl or "
            "csv",
            option, value);
    else
        g_set_error(error, OPTIONS_ERROR, 0,
                    "%s%s: %s is made of a whole capture: write one with -w, and read it then",
                    option, value, format->name);
    return false;
}

static bool add(LiveOutputs *outputs, const ReportFormat *format, const char *path,
                const char *option, const char *value, GError **error)
{
    LiveOutput output = { .format = format, .path = path };

    if (!format || !format->is_live)
        return refuse(format, option, value, error);
    g_array_append_val(outputs->list, output);
    return true;
}

/* True if @path is written once. */
static bool is_free(const LiveOutputs *outputs, const char *path, GError **error)
{
    unsigned uses = outputs->options->write && same_file(path, outputs->options->write);

    for (char **other = outputs->options->outputs; other && *other; other++)
        uses += same_file(path, *other);
    if (uses > 1)
        g_set_error(error, OPTIONS_ERROR, 0, "-o %s: that file is given twice", path);
    return uses <= 1;
}

static bool choose(LiveOutputs *outputs, GError **error)
{
    const Options *options = outputs->options;
    bool is_terminal = isatty(STDOUT_FILENO);
    const char *usual = !is_terminal ? "jsonl" : options->validate ? "text" : "list";
    const char *name = options->format ? options->format : usual;

    for (char **path = options->outputs; path && *path; path++)
        if (!add(outputs, linting_format(options, formats_of_path(*path)), *path, "-o ", *path,
                 error) ||
            !is_free(outputs, *path, error))
            return false;
    if ((options->outputs && !options->format && !is_terminal) ||
        g_strcmp0(options->write, "-") == 0)
        return true;
    return add(outputs, linting_format(options, formats_find(name)), NULL, "--format=", name,
               error);
}

/* What breaks the protocol is told by somebody. */
static bool check_validate(const LiveOutputs *outputs, GError **error)
{
    for (unsigned i = 0; i < outputs->list->len; i++)
        if (linting_is_told_by(output_at(outputs, i)->format))
            return true;
    if (outputs->options->validate)
        g_set_error(
            error, OPTIONS_ERROR, 0,
            "--validate of a running capture is told by these formats only: text, json, "
            "jsonl");
    return !outputs->options->validate;
}

LiveOutputs *live_outputs_new(const Options *options, GError **error)
{
    g_autoptr(LiveOutputs) outputs = g_new0(LiveOutputs, 1);

    outputs->options = options;
    outputs->list = g_array_new(FALSE, FALSE, sizeof(LiveOutput));
    if (!choose(outputs, error) || !check_validate(outputs, error))
        return NULL;
    return g_steal_pointer(&outputs);
}

void live_outputs_free(LiveOutputs *outputs)
{
    if (!outputs)
        return;
    for (unsigned i = 0; i < outputs->list->len; i++)
        live_report_free(output_at(outputs, i)->report);
    packet_writer_free(outputs->writer);
    g_array_unref(outputs->list);
    g_free(outputs);
}

LiveWishes live_outputs_wishes(const LiveOutputs *outputs)
{
    ReportContext context = { .summary = outputs->options->summary,
                              .raw = outputs->options->raw,
                              .headers = outputs->options->headers };
    LiveWishes wishes = { .texts = outputs->options->validate };

    for (unsigned i = 0; i < outputs->list->len; i++) {
        const ReportFormat *format = output_at(outputs, i)->format;

        wishes.texts |= formats_wants_texts(format, &context);
        wishes.progress |= format->has_events;
    }
    return wishes;
}

static bool begin_one(LiveOutputs *outputs, LiveOutput *output, const ReportContext *context,
                      const GrowingRules *rules, GError **error)
{
    static const GrowingRules NO_RULES = { 0 };
    ReportContext own = *context;

    own.path = output->path;
    own.event = &outputs->event;
    output->report =
        live_report_open(output->format, &own, output->path ? rules : &NO_RULES, now(), error);
    return output->report != NULL;
}

bool live_outputs_begin(LiveOutputs *outputs, const ReportContext *context, GError **error)
{
    const Options *options = outputs->options;
    GrowingRules rules = { options->rotate_size, options->rotate_time,
                           (unsigned)options->keep };

    for (unsigned i = 0; i < outputs->list->len; i++)
        if (!begin_one(outputs, output_at(outputs, i), context, &rules, error))
            return false;
    if (options->write && g_str_has_suffix(options->write, ".pcap"))
        say("-w writes pcapng, whatever the ending");
    if (options->write)
        outputs->writer = packet_writer_new(options->write, &rules, now(), error);
    return !options->write || outputs->writer;
}

void live_outputs_packet(LiveOutputs *outputs, const Packet *packet)
{
    if (outputs->writer)
        packet_writer_add(outputs->writer, packet, now());
}

void live_outputs_call(LiveOutputs *outputs, const Call *call, const LiveEvent *event,
                       bool is_folded)
{
    int64_t at = now();

    outputs->event = *event;
    for (unsigned i = 0; i < outputs->list->len; i++) {
        const LiveOutput *output = output_at(outputs, i);

        if ((is_folded && output->format->folds) ||
            (event->kind != LIVE_END && !output->format->has_events))
            continue;
        live_report_call(output->report, call, at);
        if (!output->path)
            growing_file_flush(live_report_file(output->report), at);
    }
}

void live_outputs_count(LiveOutputs *outputs, const PacketInterface *interface,
                        uint64_t received, uint64_t dropped)
{
    if (outputs->writer)
        packet_writer_count(outputs->writer, interface, received, dropped, now());
}

static void each_file(LiveOutputs *outputs, void (*each)(GrowingFile *file, int64_t now))
{
    for (unsigned i = 0; i < outputs->list->len; i++)
        each(live_report_file(output_at(outputs, i)->report), now());
    if (outputs->writer)
        each(packet_writer_file(outputs->writer), now());
}

void live_outputs_tick(LiveOutputs *outputs)
{
    each_file(outputs, growing_file_tick);
}

void live_outputs_rotate(LiveOutputs *outputs)
{
    each_file(outputs, growing_file_rotate);
}

bool live_outputs_are_read(const LiveOutputs *outputs)
{
    if (outputs->writer && !growing_file_is_off(packet_writer_file(outputs->writer)))
        return true;
    for (unsigned i = 0; i < outputs->list->len; i++)
        if (!growing_file_is_off(live_report_file(output_at(outputs, i)->report)))
            return true;
    return outputs->options->metrics || outputs->options->expect;
}

uint64_t live_outputs_lost(const LiveOutputs *outputs)
{
    uint64_t lost =
        outputs->writer ? growing_file_lost(packet_writer_file(outputs->writer)) : 0;

    for (unsigned i = 0; i < outputs->list->len; i++)
        lost += growing_file_lost(live_report_file(output_at(outputs, i)->report));
    return lost;
}

bool live_outputs_finish(LiveOutputs *outputs, GError **error)
{
    bool is_good = true;

    for (unsigned i = 0; i < outputs->list->len; i++)
        is_good &= growing_file_finish(live_report_file(output_at(outputs, i)->report),
                                       is_good ? error : NULL);
    if (outputs->writer)
        is_good &=
            growing_file_finish(packet_writer_file(outputs->writer), is_good ? error : NULL);
    return is_good;
}
