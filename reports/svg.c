/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture's size stands at its beginning and is known at the end, so the ladders wait in
 * memory; context->limit bounds their number.
 */
#include "reports/svg.h"

#include "reports/left_out.h"
#include "reports/svg_call.h"
#include "reports/svg_text.h"

#define APART 24 /* between two calls, px */
#define NOTE 22  /* a line of text at the top */
#define NOTE_BASE 15

typedef struct Svg {
    const ReportContext *context;
    GString *body;
    GString *about; /* the titles of the first calls */
    LadderSvgSize size;
    unsigned calls;
} Svg;

#define TITLES 20

void *svg_open(const ReportContext *context)
{
    Svg *svg = g_new0(Svg, 1);

    svg->context = context;
    svg->body = g_string_new(NULL);
    svg->about = g_string_new(NULL);
    return svg;
}

static void note(Svg *svg, const char *text)
{
    g_string_append_printf(svg->body,
                           "<g class=\"call-head\"><text class=\"pending\" x=\"7\" "
                           "y=\"%u\">",
                           svg->size.height + NOTE_BASE);
    svg_text_append(svg->body, text);
    g_string_append(svg->body, "</text></g>\n");
    svg->size.height += NOTE;
    svg->size.width = MAX(svg->size.width, (unsigned)strlen(text) * 8 + 14);
}

static void tell_left_out(Svg *svg)
{
    g_autofree char *text = left_out_text(svg->context);

    if (text)
        note(svg, text);
}

void svg_call(void *report, const Call *call)
{
    Svg *svg = report;
    g_autoptr(SvgCall) drawn = svg_call_new(svg->context, call);

    if (svg->calls++ == 0)
        tell_left_out(svg);
    if (svg->calls <= TITLES)
        g_string_append_printf(svg->about, "%s%s", svg->about->len ? "; " : "", drawn->title);
    for (unsigned page = 0; page < drawn->pages; page++) {
        LadderSvgSize size = svg_call_size(drawn, page);

        g_string_append_printf(svg->body,
                               "<g class=\"call\" id=\"call-%" G_GUINT64_FORMAT "%s%.0u\" "
                               "transform=\"translate(0 %u)\">\n",
                               call->id, page ? "-" : "", page ? page + 1 : 0,
                               svg->size.height);
        svg_call_append(drawn, page, svg->body);
        g_string_append(svg->body, "</g>\n");
        svg->size.width = MAX(svg->size.width, size.width);
        svg->size.height += size.height + APART;
    }
}

static void write_all(Svg *svg)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *title =
        g_strdup_printf("SIP ladders of %u call%s", svg->calls, svg->calls == 1 ? "" : "s");

    if (svg->calls > TITLES)
        g_string_append_printf(svg->about, "; and %u more", svg->calls - TITLES);
    svg_call_begin_document(out, svg->size, title, svg->about->str);
    fwrite(out->str, 1, out->len, svg->context->out);
    fwrite(svg->body->str, 1, svg->body->len, svg->context->out);
    fputs("</svg>\n", svg->context->out);
}

void svg_close(void *report)
{
    Svg *svg = report;

    if (svg->calls == 0)
        note(svg, "No call to show.");
    write_all(svg);
    g_string_free(svg->body, TRUE);
    g_string_free(svg->about, TRUE);
    g_free(svg);
}
