/* SPDX-License-Identifier: Apache-2.0 */
#include "src/outputs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER (1 << 17)

typedef struct Output {
    const ReportFormat *format;
    const char *path; /* NULL: standard output */
    char *beside;     /* where the file is until it is whole */
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

static char *known_formats(void)
{
    GString *names = g_string_new(NULL);

    for (const ReportFormat *format = formats_all(); format->name; format++)
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", format->name);
    return g_string_free(names, FALSE);
}

static bool add(Outputs *outputs, const ReportFormat *format, const char *path,
                const char *option, const char *value, GError **error)
{
    Output output = { .format = format, .path = path };

    if (!format) {
        g_autofree char *names = known_formats();

        g_set_error(error, OPTIONS_ERROR, 0, "%s%s: no such format; known are %s", option,
                    value, names);
        return false;
    }
    g_array_append_val(outputs->list, output);
    return true;
}

Outputs *outputs_new(const Options *options, GError **error)
{
    g_autoptr(Outputs) outputs = g_new0(Outputs, 1);
    const char *name = options->format ? options->format : options->ladder ? "text" : "list";

    outputs->options = options;
    outputs->list = g_array_new(FALSE, FALSE, sizeof(Output));
    for (char **path = options->outputs; path && *path; path++)
        if (!add(outputs, formats_of_path(*path), *path, "-o ", *path, error))
            return NULL;
    if (options->outputs && !options->format && !options->ladder)
        return g_steal_pointer(&outputs);
    if (!add(outputs, formats_find(name), NULL, "--format=", name, error))
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
        if (output->beside) {
            fclose(output->context.out);
            g_unlink(output->beside);
            g_free(output->beside);
        }
    }
    g_array_unref(outputs->list);
    g_free(outputs);
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

static bool open_file(Output *output, GError **error)
{
    struct stat there;
    int fd;

    if (!output->path) {
        output->context.out = stdout;
        return true;
    }
    if (stat(output->path, &there) == 0 && !S_ISREG(there.st_mode)) {
        /* a pipe or a device: nothing to move there */
        output->context.out = S_ISDIR(there.st_mode) ? NULL : fopen(output->path, "w");
        errno = S_ISDIR(there.st_mode) ? EISDIR : errno;
    } else {
        output->beside = g_strconcat(output->path, ".XXXXXX", NULL);
        fd = g_mkstemp_full(output->beside, O_WRONLY | O_CLOEXEC, 0600);
        output->context.out = fd < 0 ? NULL : fdopen(fd, "w");
    }
    if (!output->context.out) {
        g_set_error(error, G_FILE_ERROR, 0, "%s: cannot be written: %s", output->path,
                    g_strerror(errno));
        g_clear_pointer(&output->beside, g_free);
        return false;
    }
    return true;
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

bool outputs_call(Outputs *outputs, const Call *call, bool is_folded_away)
{
    bool is_read = false;

    for (unsigned i = 0; i < outputs->list->len; i++) {
        Output *output = output_at(outputs, i);

        if (!(is_folded_away && output->format->folds) && !ferror(output->context.out))
            output->format->call(output->report, call);
        is_read |= !ferror(output->context.out);
    }
    return is_read;
}

static bool finish_file(Output *output, GError **error)
{
    mode_t mask = umask(0);
    bool is_good;

    umask(mask);
    errno = 0;
    is_good = fflush(output->context.out) == 0 && !ferror(output->context.out);
    if (output->beside)
        is_good &= fchmod(fileno(output->context.out), 0666 & ~mask) == 0;
    if (output->path)
        is_good &= fclose(output->context.out) == 0;
    if (output->beside && is_good)
        is_good = g_rename(output->beside, output->path) == 0;
    if (!is_good && !(errno == EPIPE || (!output->path && errno == 0)))
        g_set_error(error, G_FILE_ERROR, 0, "%s: cannot be written: %s",
                    output->path ? output->path : "standard output", g_strerror(errno));
    if (output->beside && !is_good)
        g_unlink(output->beside);
    g_clear_pointer(&output->beside, g_free);
    return is_good || errno == EPIPE;
}

bool outputs_finish(Outputs *outputs, GError **error)
{
    bool is_good = true;

    for (unsigned i = 0; i < outputs->list->len; i++) {
        Output *output = output_at(outputs, i);

        output->format->close(output->report);
        output->report = NULL;
        is_good &= finish_file(output, is_good ? error : NULL);
    }
    return is_good;
}
