/* SPDX-License-Identifier: Apache-2.0 */
#include "src/asked.h"

#include "src/linting.h"
#include "src/screen.h"

/* A template that is wrong is a wrong command line: nothing is judged by what is left. */
static bool read_library(Asked *asked, GError **error)
{
    g_autoptr(GError) wrong = NULL;

    asked->library = library_new(asked->options->flows, &wrong);
    if (!asked->library)
        g_set_error_literal(error, OPTIONS_ERROR, 0, wrong->message);
    return asked->library != NULL;
}

Asked *asked_new(const Options *options, GError **error)
{
    g_autoptr(Asked) asked = g_new0(Asked, 1);

    asked->options = options;
    asked->names = names_new(options, error);
    if (!asked->names)
        return NULL;
    asked->selection = selection_new(options, error);
    if (!asked->selection || !read_library(asked, error) ||
        !selection_read_flows(asked->selection, asked->library, error))
        return NULL;
    asked->expecting = expecting_new(options, asked->library, error);
    if (!asked->expecting || !linting_new(options, &asked->lint, error))
        return NULL;
    return g_steal_pointer(&asked);
}

void asked_free(Asked *asked)
{
    if (!asked)
        return;
    lint_free(asked->lint);
    expecting_free(asked->expecting);
    selection_free(asked->selection);
    library_free(asked->library);
    g_free(asked->addresses);
    names_free(asked->names);
    g_free(asked);
}

bool asked_wants(const Asked *asked, const Arrival *arrival)
{
    int port = asked->options->port;

    return port == 0 || arrival->src.port == port || arrival->dst.port == port;
}

uint64_t asked_memory(const Asked *asked, uint64_t usual)
{
    uint64_t bytes = usual;

    if (asked->options->memory)
        options_parse_size(asked->options->memory, &bytes);
    return bytes;
}

CallOptions asked_making(const Asked *asked)
{
    return (CallOptions){ .duplicate_window = (int64_t)(asked->options->dup_window_ms * 1e6),
                          .endpoints = asked->options->endpoints,
                          .name_of = names_are_any(asked->names) ? names_of : NULL,
                          .name_user = asked->names };
}

void asked_show(Asked *asked, ReportContext *context)
{
    const Options *options = asked->options;

    g_free(asked->addresses);
    asked->addresses = names_of_addresses(asked->names, &context->names_len);
    context->names = asked->addresses;
    context->expectation = expecting_what(asked->expecting);
    context->lint = asked->lint;
    context->width = screen_width(options->width);
    context->unicode = !options->ascii && screen_has_unicode();
    context->color = screen_has_color(options->color_always, options->color_never);
    context->utc = options->utc;
    context->summary = options->summary;
    context->raw = options->raw;
    context->headers = options->headers;
}
