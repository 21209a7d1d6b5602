/* SPDX-License-Identifier: Apache-2.0 */
#include "src/outputs.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/left_out.h"
#include "reports/stats.h"
#include "src/linting.h"
#include "src/same_file.h"
#include "src/say.h"
#include "src/split.h"
#include "src/unfinished.h"
#include "src/written.h"

#define BUFFER (1 << 17)

typedef struct Output {
    const ReportFormat *format;
    const char *path; /* NULL: standard output */
    char *target;     /* where @path leads, symbolic links followed, */
    char *beside;     /* and where the file is until it is whole; NULL: written in place */
    int wrong;        /* errno of the first write that failed; 0: none did */
    GError *trouble;  /* what else went wrong; NULL: nothing */
    ReportContext context;
    void *report;
} Output;

struct Outputs {
    GArray *list;                 /* Output */
    Split *split;                 /* NULL: none */
    const ReportContext *context; /* of outputs_begin() */
    const Ranks *ranks;           /* NULL: each report holds all calls */
    const Options *options;
};

static Output *output_at(const Outputs *outputs, unsigned index)
{
    return &g_array_index(outputs->list, Output, index);
}

/* All names, or all endings, with blanks between them. */
static char *known_formats(const Outputs *outputs, bool endings)
{
    GString *names = g_string_new(NULL);
    const ReportFormat *format = outputs->options->stats ? stats_all() : formats_all();

    for (; format->name; format++)
        if (!endings || format->suffix)
            g_string_append_printf(names, "%s%s", names->len ? ", " : "",
                                   endings ? format->suffix : format->name);
    return g_string_free(names, FALSE);
}

static bool refuse_format(const Outputs *outputs, const char *path, const char *name,
                          GError **error)
{
    g_autofree char *known = known_formats(outputs, path != NULL);

    if (path && g_str_equal(path, "-"))
        g_set_error(error, OPTIONS_ERROR, 0,
                    "-o -: standard output takes its format by --format");
    else if (path)
        g_set_error(error, OPTIONS_ERROR, 0, "-o %s: no format has that ending; known are %s",
                    path, known);
    else
        g_set_error(error, OPTIONS_ERROR, 0, "--format=%s: no such format; known are %s", name,
                    known);
    return false;
}

static bool add(Outputs *outputs, const ReportFormat *format, const char *path,
                const char *option, const char *value, GError **error)
{
    Output output = { .format = format, .path = path };
    g_autoptr(GError) why = NULL;

    if (!format)
        return refuse_format(outputs, path, value, error);
    if (format->is_possible && !format->is_possible(&why)) {
        g_set_error(error, OPTIONS_ERROR, 0, "%s%s: %s", option, value, why->message);
        return false;
    }
    g_array_append_val(outputs->list, output);
    return true;
}

static bool has_details(const ReportFormat *format)
{
    return format->has_summary;
}

static bool has_limit(const ReportFormat *format)
{
    return format->limit > 0;
}

/* An option that no chosen format has is refused: ignored, it would promise what is not done.
 */
static bool check_option(const Outputs *outputs, const char *option,
                         bool (*has)(const ReportFormat *format), GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);

    if (!option)
        return true;
    for (unsigned i = 0; i < outputs->list->len; i++)
        if (has(output_at(outputs, i)->format))
            return true;
    for (const ReportFormat *format = formats_all(); format->name; format++)
        if (has(format))
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", format->name);
    g_set_error(error, OPTIONS_ERROR, 0, "--%s is for these formats only: %s", option,
                names->str);
    return false;
}

static bool check_options(const Outputs *outputs, GError **error)
{
    const Options *options = outputs->options;
    const char *details = options->summary   ? "summary"
                          : options->raw     ? "raw"
                          : options->headers ? "headers"
                                             : NULL;

    return check_option(outputs, details, has_details, error) &&
           check_option(outputs, options->validate ? "validate" : NULL, linting_is_told_by,
                        error) &&
           check_option(outputs, options->limit ? "limit" : NULL, has_limit, error);
}

/* The last output is standard output. */
static bool spare_terminal(const Outputs *outputs, const char *name, GError **error)
{
    const ReportFormat *format = output_at(outputs, outputs->list->len - 1)->format;

    if (!format->is_binary || !isatty(STDOUT_FILENO))
        return true;
    g_set_error(error, OPTIONS_ERROR, 0,
                "--format=%s: that is nothing for a terminal; as in: -o calls%s", name,
                format->suffix);
    return false;
}

static const ReportFormat *find(const Options *options, const char *name)
{
    return options->stats ? stats_find(name) : linting_format(options, formats_find(name));
}

static const ReportFormat *of_path(const Options *options, const char *path)
{
    return options->stats ? stats_of_path(path)
                          : linting_format(options, formats_of_path(path));
}

static bool choose(Outputs *outputs, GError **error)
{
    const Options *options = outputs->options;
    bool is_text = options->ladder || options->stats || options->validate;
    const char *usual = is_text ? "text" : "list";
    const char *name = options->format ? options->format : usual;

    for (char **path = options->outputs; path && *path; path++)
        if (!add(outputs, of_path(options, *path), *path, "-o ", *path, error))
            return false;
    if ((options->outputs || options->split) && !options->format && !options->ladder)
        return true;
    return add(outputs, find(options, name), NULL, "--format=", name, error) &&
           spare_terminal(outputs, name, error);
}

Outputs *outputs_new(const Options *options, GError **error)
{
    g_autoptr(Outputs) outputs = g_new0(Outputs, 1);

    outputs->options = options;
    outputs->list = g_array_new(FALSE, FALSE, sizeof(Output));
    outputs->split = options->split ? split_new(options->split) : NULL;
    if (!choose(outputs, error) || !check_options(outputs, error))
        return NULL;
    return g_steal_pointer(&outputs);
}

void outputs_free(Outputs *outputs)
{
    if (!outputs)
        return;
    for (unsigned i = 0; i < outputs->list->len; i++) {
        Output *output = output_at(outputs, i);

        if (output->report)
            output->format->close(output->report);
        if (output->path && output->context.out)
            fclose(output->context.out);
        if (output->beside) {
            g_unlink(output->beside);
            unfinished_forget(output->beside);
        }
        g_free(output->beside);
        g_clear_error(&output->trouble);
        g_free(output->target);
    }
    g_array_unref(outputs->list);
    split_free(outputs->split);
    g_free(outputs);
}

static bool cannot_write(const Output *output, int why, GError **error)
{
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(why),
                "%s: cannot be written: %s", output->path ? output->path : "standard output",
                g_strerror(why));
    return false;
}

/* What is written must not take the place of what is read, nor of another report. */
static bool is_free(const Outputs *outputs, unsigned at, GError **error)
{
    const char *path = output_at(outputs, at)->path;

    for (char **input = outputs->options->inputs; input && *input; input++)
        if (!g_str_equal(*input, "-") && same_file(path, *input)) {
            g_set_error(error, OPTIONS_ERROR, 0, "-o %s: that is an input, %s", path, *input);
            return false;
        }
    for (unsigned i = 0; i < at; i++) {
        const char *other = output_at(outputs, i)->path;

        if (other && same_file(path, other)) {
            g_set_error(error, OPTIONS_ERROR, 0, "-o %s: that file is given twice", path);
            return false;
        }
    }
    return true;
}

bool outputs_can_begin(const Outputs *outputs, GError **error)
{
    for (unsigned i = 0; i < outputs->list->len; i++) {
        const Output *output = output_at(outputs, i);
        g_autofree char *folder = output->path ? g_path_get_dirname(output->path) : NULL;

        if (folder && g_access(folder, F_OK) != 0)
            return cannot_write(output, errno, error);
        if (output->path && g_file_test(output->path, G_FILE_TEST_IS_DIR))
            return cannot_write(output, EISDIR, error);
        if (output->path && !is_free(outputs, i, error))
            return false;
    }
    return !outputs->split || split_can_begin(outputs->split, error);
}

static bool wants_texts(const Outputs *outputs, const Output *output)
{
    ReportContext context = { .summary = outputs->options->summary,
                              .raw = outputs->options->raw,
                              .headers = outputs->options->headers };

    return formats_wants_texts(output->format, &context);
}

/* How many calls @output holds at most. */
static unsigned limit_of(const Outputs *outputs, const Output *output)
{
    unsigned limit = output->format->limit;
    int wanted = outputs->options->limit;

    return limit && wanted ? (unsigned)wanted : limit;
}

OutputsNeeds outputs_needs(const Outputs *outputs)
{
    OutputsNeeds needs = { .packets = outputs->split != NULL };

    for (unsigned i = 0; i < outputs->list->len; i++) {
        const Output *output = output_at(outputs, i);
        unsigned limit = limit_of(outputs, output);

        if (limit && (!needs.limit || limit < needs.limit))
            needs.limit = limit;
        needs.packets |= output->format->packet != NULL;
    }
    return needs;
}

/* The option that asks for @output. */
static char *option_of(const Outputs *outputs, const Output *output)
{
    if (output->path)
        return g_strconcat("-o ", output->path, NULL);
    if (!outputs->options->format && outputs->options->ladder)
        return g_strdup("--ladder");
    return g_strconcat(
        outputs->options->stats ? "stats --format=" : "--format=", output->format->name, NULL);
}

char *outputs_waiting(const Outputs *outputs)
{
    if (outputs->options->validate)
        return g_strdup("--validate");
    if (outputs->split)
        return g_strdup("--split");
    for (unsigned i = 0; i < outputs->list->len; i++) {
        const Output *output = output_at(outputs, i);
        const ReportFormat *format = output->format;

        if (wants_texts(outputs, output) || format->packet || format->is_single ||
            format->needs_end || limit_of(outputs, output))
            return option_of(outputs, output);
    }
    return NULL;
}

static bool holds(const Outputs *outputs, const Output *output, unsigned at)
{
    unsigned limit = limit_of(outputs, output);

    return !limit || !outputs->ranks ||
           ranks_of(outputs->ranks, at, output->format->folds) < limit;
}

bool outputs_want_texts(const Outputs *outputs, unsigned at)
{
    if (outputs->options->validate)
        return true;
    for (unsigned i = 0; i < outputs->list->len; i++)
        if (wants_texts(outputs, output_at(outputs, i)) &&
            (at == OUTPUTS_ANY_CALL || holds(outputs, output_at(outputs, i), at)))
            return true;
    return outputs->split != NULL;
}

bool outputs_have_room(const Outputs *outputs, unsigned stories, GError **error)
{
    for (unsigned i = 0; i < outputs->list->len && stories > 1; i++) {
        const Output *output = output_at(outputs, i);

        if (!output->format->is_single)
            continue;
        g_set_error(error, OPTIONS_ERROR, 0,
                    "%s%s: a %s file shows one call, and %u are selected; choose one, as by "
                    "--number=1, or let --format=md show them all",
                    output->path ? "-o " : "--format=",
                    output->path ? output->path : output->format->name, output->format->name,
                    stories);
        return false;
    }
    return true;
}

/* Makes the file that is going to take the place of the target. */
static FILE *open_beside(Output *output)
{
    int fd;

    output->beside = g_strconcat(output->target, ".XXXXXX", NULL);
    fd = unfinished_make(output->beside);
    if (fd < 0)
        g_clear_pointer(&output->beside, g_free);
    return fd < 0 ? NULL : fdopen(fd, "w");
}

static bool open_file(Output *output, GError **error)
{
    struct stat there;

    if (!output->path) {
        output->context.out = stdout;
        return true;
    }
    output->target = realpath(output->path, NULL);
    if (!output->target)
        output->target = g_strdup(output->path);
    if (stat(output->target, &there) != 0 || S_ISREG(there.st_mode))
        output->context.out = open_beside(output);
    else /* a pipe or a device: nothing to move there; a directory fails */
        output->context.out = fopen(output->target, "we");
    return output->context.out || cannot_write(output, errno, error);
}

/* A file is for readers of any terminal: no colour, no width. */
static void adapt_to_file(ReportContext *context)
{
    context->color = false;
    context->width = 0;
    context->unicode = true;
}

/* Tells the report, and standard error, which calls it does not hold. */
static void settle_limit(const Outputs *outputs, Output *output)
{
    unsigned limit = limit_of(outputs, output);
    unsigned calls = outputs->ranks ? ranks_len(outputs->ranks, output->format->folds) : 0;
    g_autofree char *text = NULL;
    g_autofree char *line = NULL;

    if (!limit || calls <= limit)
        return;
    output->context.limit = limit;
    output->context.left_out = calls - limit;
    text = left_out_text(&output->context);
    line = g_strdup_printf("%s: %s", output->path ? output->path : output->format->name, text);
    say(line);
}

bool outputs_begin(Outputs *outputs, const ReportContext *context, const Ranks *ranks,
                   GError **error)
{
    outputs->context = context;
    outputs->ranks = ranks;
    for (unsigned i = 0; i < outputs->list->len; i++) {
        Output *output = output_at(outputs, i);

        output->context = *context;
        output->context.path = output->path;
        output->context.wrong = &output->trouble;
        if (!open_file(output, error))
            return false;
        if (output->path)
            adapt_to_file(&output->context);
        settle_limit(outputs, output);
        setvbuf(output->context.out, NULL, _IOFBF, BUFFER);
        output->report = output->format->open(&output->context);
    }
    return !outputs->split || split_begin(outputs->split, context, error);
}

/* Keeps the reason of the first write that failed. */
static bool is_writable(Output *output)
{
    if (!output->wrong)
        output->wrong = written_error(output->context.out);
    return !output->wrong && !output->trouble;
}

bool outputs_call(Outputs *outputs, const Call *call, unsigned at, bool is_folded_away)
{
    bool is_read = false;

    for (unsigned i = 0; i < outputs->list->len; i++) {
        Output *output = output_at(outputs, i);

        errno = 0;
        if (!(is_folded_away && output->format->folds) && holds(outputs, output, at) &&
            !output->wrong && !output->trouble)
            output->format->call(output->report, call);
        is_read |= is_writable(output);
    }
    return (outputs->split && split_call(outputs->split, call)) || is_read;
}

bool outputs_packet(Outputs *outputs, const ReportPacket *packet)
{
    bool is_read = false;

    for (unsigned i = 0; i < outputs->list->len; i++) {
        Output *output = output_at(outputs, i);

        errno = 0;
        if (!output->format->packet)
            continue;
        if (!output->wrong)
            output->format->packet(output->report, packet);
        is_read |= is_writable(output);
    }
    return (outputs->split && split_packet(outputs->split, packet)) || is_read;
}

void outputs_flush(Outputs *outputs)
{
    for (unsigned i = 0; i < outputs->list->len; i++) {
        Output *output = output_at(outputs, i);

        errno = 0;
        if (!output->path && output->context.out && fflush(output->context.out) != 0)
            (void)is_writable(output);
    }
}

static bool finish_file(Output *output, GError **error)
{
    FILE *out = output->context.out;

    errno = 0;
    output->format->close(output->report);
    output->report = NULL;
    (void)fflush(out);
    (void)is_writable(output);
    if (output->path) {
        output->context.out = NULL;
        if (fclose(out) != 0 && !output->wrong)
            output->wrong = errno;
    }
    if (output->trouble) {
        g_propagate_prefixed_error(error, g_steal_pointer(&output->trouble),
                                   "%s: ", output->path ? output->path : "standard output");
        return false;
    }
    if (output->beside && !output->wrong) {
        if (unfinished_place(output->beside, output->target))
            g_clear_pointer(&output->beside, g_free);
        else
            output->wrong = errno;
    }
    return !output->wrong || output->wrong == EPIPE ||
           cannot_write(output, output->wrong, error);
}

/* What is not known before all inputs are read, where calls are told before. */
static void learn_the_end(const Outputs *outputs, Output *output)
{
    output->context.unread = outputs->context->unread;
    output->context.calls = outputs->context->calls;
    output->context.links = outputs->context->links;
    output->context.capture_end = outputs->context->capture_end;
    output->context.names = outputs->context->names;
    output->context.names_len = outputs->context->names_len;
}

bool outputs_finish(Outputs *outputs, GError **error)
{
    bool is_good = true;

    for (unsigned i = 0; i < outputs->list->len; i++)
        learn_the_end(outputs, output_at(outputs, i));
    for (unsigned i = 0; i < outputs->list->len; i++)
        is_good &= finish_file(output_at(outputs, i), is_good ? error : NULL);
    if (outputs->split)
        is_good &= split_finish(outputs->split, is_good ? error : NULL);
    return is_good;
}
