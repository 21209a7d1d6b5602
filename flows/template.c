/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/template.h"

#include <string.h>

#include "flows/template_files.h"
#include "flows/template_read.h"

static void step_clear(gpointer data)
{
    Step *step = data;

    g_free((CodeRange *)step->codes);
    g_free((char *)step->label);
}

static void phase_clear(gpointer data)
{
    g_free((char *)((Phase *)data)->name);
}

static Template *template_new(const char *name, const char *text)
{
    Template *flow = g_new0(Template, 1);

    flow->name = g_strdup(name);
    flow->text = g_strdup(text);
    flow->titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    flow->rank = G_MAXUINT;
    flow->calls = 1;
    return flow;
}

/* Without any %% step, the steps are numbered as they stand. */
static void number_all(Reading *reading)
{
    for (guint i = 0; !reading->is_numbered && i < reading->steps->len; i++)
        g_array_index(reading->steps, Step, i).number = i + 1;
}

/* Moves what was read into the template. */
static void take(Reading *reading, const Frame *frame, const GPtrArray *sequence)
{
    Template *flow = reading->flow;

    number_all(reading);
    flow->steps_len = reading->steps->len;
    flow->phases_len = reading->phases->len;
    g_array_set_clear_func(reading->steps, NULL);
    g_array_set_clear_func(reading->phases, NULL);
    flow->steps = (Step *)(void *)g_array_free(g_steal_pointer(&reading->steps), FALSE);
    flow->phases = (Phase *)(void *)g_array_free(g_steal_pointer(&reading->phases), FALSE);
    memcpy(flow->roles, frame->roles, sizeof flow->roles);
    for (unsigned i = 0; i < flow->steps_len; i++)
        flow->calls = MAX(flow->calls, flow->steps[i].call);
    if (!flow->title)
        flow->title = g_strdup(flow->name);
    template_program_make(flow, sequence);
}

static bool parse(Reading *reading, const char *path, GError **error)
{
    Template *flow = reading->flow;
    g_autoptr(GPtrArray) sequence = template_sequence_new();
    g_autofree Frame *frame = g_new0(Frame, 1);
    Phase phase = { g_strdup(flow->name), 0 };

    g_array_append_val(reading->phases, phase);
    *frame = (Frame){ .name = flow->name, .path = path, .base = sequence };
    if (!template_read(reading, frame, flow->text, error))
        return false;
    take(reading, frame, sequence);
    return true;
}

Template *template_parse_among(const char *name, const char *path, const char *text,
                               const TemplateFiles *files, GError **error)
{
    g_autoptr(Template) flow = template_new(name, text);
    Reading reading = { .flow = flow, .files = files };
    bool is_good;

    reading.steps = g_array_new(FALSE, TRUE, sizeof(Step));
    reading.phases = g_array_new(FALSE, TRUE, sizeof(Phase));
    g_array_set_clear_func(reading.steps, step_clear);
    g_array_set_clear_func(reading.phases, phase_clear);
    is_good = parse(&reading, path, error);
    g_clear_pointer(&reading.steps, g_array_unref);
    g_clear_pointer(&reading.phases, g_array_unref);
    return is_good ? g_steal_pointer(&flow) : NULL;
}

Template *template_parse(const char *name, const char *path, const char *text,
                         TemplateSource source, void *user, GError **error)
{
    TemplateFiles files = { .text = source, .user = user };

    return template_parse_among(name, path, text, &files, error);
}

void template_free(Template *flow)
{
    if (!flow)
        return;
    for (unsigned i = 0; i < flow->steps_len; i++)
        step_clear(&flow->steps[i]);
    for (unsigned i = 0; i < flow->phases_len; i++)
        phase_clear(&flow->phases[i]);
    g_hash_table_unref(flow->titles);
    g_free(flow->name);
    g_free(flow->title);
    g_free(flow->document);
    g_free(flow->rfc);
    g_free(flow->text);
    g_free(flow->steps);
    g_free(flow->phases);
    g_free(flow->ops);
    g_free(flow);
}

const char *template_title(const Template *flow)
{
    for (const char *const *language = g_get_language_names(); *language; language++) {
        const char *title = g_hash_table_lookup(flow->titles, *language);

        /* the diagram's own title is English */
        if (g_str_equal(*language, "en") || g_str_equal(*language, "C"))
            break;
        if (title)
            return title;
    }
    return flow->title;
}
