/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/svg_call.h"

#include "reports/svg_text.h"
#include "reports/wrap.h"

#define LINE 16
#define BASE 13
#define CELL_TENTHS 73
#define MARGIN 8
#define LINES_MIN 12u /* of a page, however small */
#define WIDTH_MIN 90  /* columns of the head's lines, however narrow the ladder is */

SvgCall *svg_call_new(const ReportContext *context, const Call *call)
{
    SvgCall *drawn = g_new0(SvgCall, 1);
    ReportContext paper = *context;

    paper.unicode = true;
    drawn->context = context;
    drawn->head = call_head_new(&paper, call);
    drawn->title = g_strdup(g_array_index(drawn->head->lines, CallHeadLine, 0).text);
    drawn->layout = ladder_layout_new_drawn(context, call);
    drawn->pages = MAX(drawn->layout->pages_len, 1);
    return drawn;
}

void svg_call_free(SvgCall *call)
{
    if (!call)
        return;
    call_head_free(call->head);
    ladder_layout_free(call->layout);
    g_free(call->title);
    g_free(call);
}

static unsigned px(unsigned cells)
{
    return cells * CELL_TENTHS / 10;
}

static unsigned head_columns(const SvgCall *call)
{
    return MAX(call->layout->width, WIDTH_MIN);
}

/* The lines of the head that page @page has, broken where its width ends. */
static GPtrArray *broken_line(const SvgCall *call, unsigned index)
{
    const CallHeadLine *line = &g_array_index(call->head->lines, CallHeadLine, index);
    WrapIndent indent = { line->indent, line->indent + 2 };

    return wrap_lines(line->text, indent, head_columns(call));
}

static unsigned head_lines(const SvgCall *call, unsigned page)
{
    return page == 0 ? call->head->lines->len : 1;
}

static unsigned head_height(const SvgCall *call, unsigned page)
{
    unsigned lines = 0;

    for (unsigned i = 0; i < head_lines(call, page); i++) {
        g_autoptr(GPtrArray) broken = broken_line(call, i);

        lines += broken->len;
    }
    return lines * LINE + 2 * MARGIN;
}

/* The lines of the ladder that page number @page has room for. */
static unsigned lines_in(const SvgCall *call, unsigned page, unsigned height)
{
    unsigned head = head_height(call, page);
    unsigned lines = height > head ? ladder_svg_lines(height - head) : 0;

    return MAX(lines, LINES_MIN);
}

void svg_call_cut(SvgCall *call, unsigned first_height, unsigned height)
{
    if (call->layout->columns_len == 0)
        return;
    ladder_layout_cut(call->layout, lines_in(call, 0, first_height), lines_in(call, 1, height));
    call->pages = MAX(call->layout->pages_len, 1);
}

LadderSvgSize svg_call_size(const SvgCall *call, unsigned page)
{
    LadderSvgSize size = ladder_svg_size(call->layout, page);

    size.width = MAX(size.width, px(head_columns(call)) + MARGIN);
    size.height += head_height(call, page);
    return size;
}

static void append_head_line(const SvgCall *call, unsigned index, unsigned *y, GString *out)
{
    static const char *const CLASSES[] = {
        [TERMINAL_PLAIN] = "plain", [TERMINAL_STRONG] = "strong",
        [TERMINAL_FAINT] = "faint", [TERMINAL_REQUEST] = "plain",
        [TERMINAL_GOOD] = "good",   [TERMINAL_PENDING] = "pending",
        [TERMINAL_BAD] = "bad",
    };
    const CallHeadLine *line = &g_array_index(call->head->lines, CallHeadLine, index);
    g_autoptr(GPtrArray) broken = broken_line(call, index);

    for (unsigned i = 0; i < broken->len; i++) {
        const char *text = g_ptr_array_index(broken, i);
        unsigned blanks = (unsigned)strspn(text, " ");

        g_string_append_printf(out, "<text class=\"%s\" x=\"%u\" y=\"%u\">",
                               CLASSES[line->tone], px(1 + blanks), *y + BASE);
        svg_text_append(out, text + blanks);
        g_string_append(out, "</text>\n");
        *y += LINE;
    }
}

void svg_call_append(const SvgCall *call, unsigned page, GString *out)
{
    unsigned y = MARGIN;

    g_string_append(out, "<g class=\"call-head\">\n");
    for (unsigned i = 0; i < head_lines(call, page); i++)
        append_head_line(call, i, &y, out);
    g_string_append_printf(out, "</g>\n<g transform=\"translate(0 %u)\">\n",
                           head_height(call, page));
    ladder_svg_append(out, call->layout, call->context, page);
    g_string_append(out, "</g>\n");
}

void svg_call_begin_document(GString *out, LadderSvgSize size, const char *title,
                             const char *about)
{
    g_string_append_printf(out,
                           "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                           "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" "
                           "height=\"%u\" viewBox=\"0 0 %u %u\" role=\"img\" "
                           "aria-labelledby=\"title about\">\n<title id=\"title\">",
                           size.width, size.height, size.width, size.height);
    svg_text_append(out, title);
    g_string_append(out, "</title>\n<desc id=\"about\">");
    svg_text_append(out, about);
    g_string_append_printf(out,
                           "</desc>\n<style>\n%s</style>\n"
                           "<rect class=\"paper\" width=\"%u\" height=\"%u\"/>\n",
                           svg_text_style(), size.width, size.height);
}

/* What the head says, for those who cannot see the picture. */
static char *describe(const SvgCall *call)
{
    GString *about = g_string_new(NULL);

    for (unsigned i = 1; i < call->head->lines->len; i++)
        g_string_append_printf(about, "%s%s", about->len ? "; " : "",
                               g_array_index(call->head->lines, CallHeadLine, i).text);
    return g_string_free(about, FALSE);
}

void svg_call_append_document(const SvgCall *call, unsigned page, GString *out)
{
    g_autofree char *about = describe(call);

    svg_call_begin_document(out, svg_call_size(call, page), call->title, about);
    svg_call_append(call, page, out);
    g_string_append(out, "</svg>\n");
}
