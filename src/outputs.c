/* SPDX-License-Identifier: Apache-2.0 */
#include "src/outputs.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/stats.h"
#include "src/unfinished.h"
#include "src/written.h"

#define BUFFER (1 << 17)

typedef struct Output {
    const ReportFormat *format;
    const char *path; /* NULL: standard output */
    char *target;     /* where @path leads, symbolic links followed, */
    char *beside;     /* and where the file is until it is whole; NULL: written in place */
    int wrong;        /* errno of the first write that failed; 0: none did */
    ReportContext context;
    void *report;
} Output;

struct Outputs {
    GArray *list; /* Output */
    const Options *options;
};

static Output *output_at(const Outputs *outputs, unsigned index)
{
    return &g_array_index(outputs->list, Output, index);
}

static char *known_formats(const Outputs *outputs)
{
    GString *names = g_string_new(NULL);
    const ReportFormat *format = outputs->options->stats ? stats_all() : formats_all();

    for (; format->name; format++)
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", format->name);
    return g_string_free(names, FALSE);
}

static bool add(Outputs *outputs, const ReportFormat *format, const char *path,
                const char *option, const char *value, GError **error)
{
    Output output = { .format = format, .path = path };

    if (!format) {
        g_autofree char *names = known_formats(outputs);

        g_set_error(error, OPTIONS_ERROR, 0, "%s%s: no such format; known are %s", option,
                    value, names);
        return false;
    }
    g_array_append_val(outputs->list, output);
    return true;
}

/* An option that no chosen format has is refused: ignored, it would promise what is not done.
 */
static bool check_details(const Outputs *outputs, GError **error)
{
    const Options *options = outputs->options;
    const char *option = options->summary   ? "summary"
                         : options->raw     ? "raw"
                         : options->headers ? "headers"
                                            : NULL;
    g_autoptr(GString) names = g_string_new(NULL);

    if (!option)
        return true;
    for (unsigned i = 0; i < outputs->list->len; i++)
        if (output_at(outputs, i)->format->has_summary)
            return true;
    for (const ReportFormat *format = formats_all(); format->name; format++)
        if (format->has_summary)
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", format->name);
    g_set_error(error, OPTIONS_ERROR, 0, "--%s is for these formats only: %s", option,
                names->str);
    return false;
}

static const ReportFormat *find(const Options *options, const char *name)
{
    return options->stats ? stats_find(name) : formats_find(name);
}

static const ReportFormat *of_path(const Options *options, const char *path)
{
    return options->stats ? stats_of_path(path) : formats_of_path(path);
}

static bool choose(Outputs *outputs, GError **error)
{
    const Options *options = outputs->options;
    const char *usual = options->ladder || options->stats ? "text" : "list";
    const char *name = options->format ? options->format : usual;

    for (char **path = options->outputs; path && *path; path++)
        if (!add(outputs, of_path(options, *path), *path, "-o ", *path, error))
            return false;
    if (options->outputs && !options->format && !options->ladder)
        return true;
    return add(outputs, find(options, name), NULL, "--format=", name, error);
}

Outputs *outputs_new(const Options *options, GError **error)
{
    g_autoptr(Outputs) outputs = g_new0(Outputs, 1);

    outputs->options = options;
    outputs->list = g_array_new(FALSE, FALSE, sizeof(Output));
    if (!choose(outputs, error) || !check_details(outputs, error))
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
        free(output->target);
    }
    g_array_unref(outputs->list);
    g_free(outputs);
}

static bool cannot_write(const Output *output, int why, GError **error)
{
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(why),
                "%s: cannot be written: %s", output->path ? output->path : "standard output",
                g_strerror(why));
    return false;
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
    }
    return true;
}

bool outputs_want_texts(const Outputs *outputs)
{
    ReportContext context = { .summary = outputs->options->summary,
                              .raw = outputs->options->raw,
                              .headers = outputs->options->headers };

    for (unsigned i = 0; i < outputs->list->len; i++)
        if (formats_wants_texts(output_at(outputs, i)->format, &context))
            return true;
    return false;
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
        output->target = strdup(output->path);
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

bool outputs_begin(Outputs *outputs, const ReportContext *context, GError **error)
{
    for (unsigned i = 0; i < outputs->list->len; i++) {
        Output *output = output_at(outputs, i);

        output->context = *context;
        if (!open_file(output, error))
            return false;
        if (output->path)
            adapt_to_file(&output->context);
        setvbuf(output->context.out, NULL, _IOFBF, BUFFER);
        output->report = output->format->open(&output->context);
    }
    return true;
}

/* Keeps the reason of the first write that failed. */
static bool is_writable(Output *output)
{
    if (!output->wrong)
        output->wrong = written_error(output->context.out);
    return !output->wrong;
}

bool outputs_call(Outputs *outputs, const Call *call, bool is_folded_away)
{
    bool is_read = false;

    for (unsigned i = 0; i < outputs->list->len; i++) {
        Output *output = output_at(outputs, i);

        errno = 0;
        if (!(is_folded_away && output->format->folds) && !output->wrong)
            output->format->call(output->report, call);
        is_read |= is_writable(output);
    }
    return is_read;
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

static bool move_into_place(const Output *output)
{
    mode_t mask = umask(0);

    umask(mask);
    return g_chmod(output->beside, 0666 & ~mask) == 0 &&
           g_rename(output->beside, output->target) == 0;
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
    if (output->beside && !output->wrong) {
        if (move_into_place(output)) {
            unfinished_forget(output->beside);
            g_clear_pointer(&output->beside, g_free);
        } else {
            output->wrong = errno;
        }
    }
    return !output->wrong || output->wrong == EPIPE ||
           cannot_write(output, output->wrong, error);
}

bool outputs_finish(Outputs *outputs, GError **error)
{
    bool is_good = true;

    for (unsigned i = 0; i < outputs->list->len; i++)
        is_good &= finish_file(output_at(outputs, i), is_good ? error : NULL);
    return is_good;
}
