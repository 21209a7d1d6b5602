/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/painter.h"

#include "reports/module.h"
#include "reports/svg_text.h"
#include "reports/wrap.h"

/* Of a note, px. */
#define NOTE_LINE 18
#define NOTE_MARGIN 7
#define CELL_TENTHS 73

static const Module MODULE = {
    .file = "sipstory-paint.so",
    .built_in = "../reports/paint",
    .symbol = PAINTER_SYMBOL,
    .version = PAINTER_VERSION,
    .what = "the module that paints",
    .needs = "librsvg, Debian: librsvg2-dev",
};

const Painter *painter_load(GError **error)
{
    return module_load(&MODULE, error);
}

bool painter_is_there(GError **error)
{
    return painter_load(error) != NULL;
}

void painter_tell(const ReportContext *context, GError *wrong)
{
    if (wrong && context->wrong && !*context->wrong)
        g_propagate_error(context->wrong, wrong);
    else
        g_clear_error(&wrong);
}

PainterDrawing painter_note(const char *text, unsigned width)
{
    unsigned columns = MAX(width, 400) * 10 / CELL_TENTHS - 2;
    g_autoptr(GPtrArray) lines = wrap_lines(text, (WrapIndent){ 0, 0 }, columns);
    unsigned height = lines->len * NOTE_LINE + 2 * NOTE_MARGIN;
    GString *out = g_string_new(NULL);
    gsize len;

    width = MAX(width, 400);
    svg_call_begin_document(out, (LadderSvgSize){ .width = width, .height = height },
                            "sipstory", text);
    g_string_append(out, "<g class=\"call-head\">");
    for (unsigned i = 0; i < lines->len; i++) {
        g_string_append_printf(out, "<text class=\"pending\" x=\"%d\" y=\"%u\">", NOTE_MARGIN,
                               (i + 1) * NOTE_LINE);
        svg_text_append(out, g_ptr_array_index(lines, i));
        g_string_append(out, "</text>\n");
    }
    g_string_append(out, "</g></svg>\n");
    len = out->len;
    return (PainterDrawing){ g_string_free(out, FALSE), len, width, height };
}

PainterDrawing painter_page(const SvgCall *call, unsigned page)
{
    LadderSvgSize size = svg_call_size(call, page);
    GString *out = g_string_new(NULL);
    gsize len;

    svg_call_append_document(call, page, out);
    len = out->len;
    return (PainterDrawing){ g_string_free(out, FALSE), len, size.width, size.height };
}

void painter_drawing_clear(PainterDrawing *drawing)
{
    g_free((char *)drawing->svg);
    drawing->svg = NULL;
}
