/* SPDX-License-Identifier: Apache-2.0
 *
 * A cell of the layout is CELL_TENTHS/10 by LINE px, which is what the style sheet's monospaced
 * letters take. Of a message's lines the first holds the label, the second the arrow, the third
 * its detail:
 *
 *      1  10:15:02.123456        INVITE sdp
 *                         |------------------>|
 *                            192.0.2.10 PCMU
 */
#include "reports/ladder_svg.h"

#include "dissect/base/slice.h"
#include "reports/svg_text.h"
#include "reports/terminal.h"
#include "reports/time_text.h"

#define CELL_TENTHS 73
#define LINE 15
#define BASE 11     /* of a line to the base of its letters */
#define ARROW 5     /* of a line to its arrow */
#define DETAIL_UP 3 /* what a detail comes nearer to its arrow */
#define HEAD 42     /* the participants */
#define NOTE 18     /* "continued" and the legend */
#define MARGIN 6    /* at the right and below */
#define FRAME_X 2
#define TIP 7      /* of an arrow: length, */
#define TIP_HALF 4 /* and half its breadth */
#define LOOP 18    /* how far a message to oneself goes */

typedef struct Drawing {
    GString *out;
    const LadderLayout *layout;
    const LadderPage *page;
    TimeText clock;
    LadderSvgSize size;
    unsigned top; /* of the first line */
} Drawing;

static unsigned px(unsigned cells)
{
    return (cells * CELL_TENTHS + 5) / 10;
}

static bool is_last(const LadderLayout *layout, unsigned page)
{
    return page + 1 >= layout->pages_len;
}

/* Lines of text above the heads and below the rows. */
static unsigned notes_above(unsigned page)
{
    return page > 0;
}

static unsigned notes_below(const LadderLayout *layout, unsigned page)
{
    return !is_last(layout, page) || (layout->legend && layout->legend[0]);
}

LadderSvgSize ladder_svg_size(const LadderLayout *layout, unsigned page)
{
    unsigned notes = notes_above(page) + notes_below(layout, page);
    unsigned legend = layout->legend ? terminal_width(slice_text(layout->legend)) : 0;
    unsigned height = page < layout->pages_len ? layout->pages[page].height : 0;

    return (LadderSvgSize){ .width = px(MAX(layout->width + 1, legend + 1)) + MARGIN,
                            .height = HEAD + notes * NOTE + (height + 1) * LINE + MARGIN,
                            .heads = HEAD + notes_above(page) * NOTE };
}

unsigned ladder_svg_lines(unsigned height)
{
    unsigned taken = HEAD + 2 * NOTE + LINE + MARGIN;

    return height > taken ? (height - taken) / LINE : 0;
}

/* Where a lifeline is. */
static unsigned x_of(const Drawing *drawing, unsigned column)
{
    return px(drawing->layout->columns[column].x) + CELL_TENTHS / 20;
}

static unsigned y_of(const Drawing *drawing, unsigned line)
{
    return drawing->top + (line - drawing->page->y) * LINE;
}

/* A text that begins, has its middle or ends at @x, as @anchor says. */
static void draw_text(const Drawing *drawing, const char *class, const char *anchor,
                      unsigned at[2], const char *text)
{
    if (!text[0])
        return;
    g_string_append_printf(drawing->out, "<text class=\"%s\" x=\"%u\" y=\"%u\"", class, at[0],
                           at[1]);
    if (anchor)
        g_string_append_printf(drawing->out, " text-anchor=\"%s\"", anchor);
    g_string_append_c(drawing->out, '>');
    svg_text_append(drawing->out, text);
    g_string_append(drawing->out, "</text>");
}

static void draw_head(const Drawing *drawing, unsigned index, unsigned y)
{
    const LadderColumn *column = &drawing->layout->columns[index];
    unsigned title = terminal_width(slice_text(column->title));
    unsigned subtitle = terminal_width(slice_text(column->subtitle));
    unsigned width = px(MAX(MAX(title, subtitle), 4) + 1) + 4;
    unsigned x = x_of(drawing, index);
    bool is_stand_in = column->participant == LADDER_NOBODY;

    g_string_append_printf(
        drawing->out,
        "<rect class=\"head%s\" x=\"%d\" y=\"%u\" width=\"%u\" height=\"%u\" "
        "rx=\"3\"/>",
        is_stand_in ? " stand-in" : "", (int)x - (int)width / 2, y + 1, width, HEAD - 6);
    draw_text(drawing, "title", "middle", (unsigned[]){ x, y + 15 },
              subtitle ? column->subtitle : column->title);
    if (subtitle)
        draw_text(drawing, "address", "middle", (unsigned[]){ x, y + 30 }, column->title);
}

/* A cell of the block at the left that ends at *@end; moves *@end to the next one. */
static void draw_cell(const Drawing *drawing, unsigned *end, unsigned width, unsigned y,
                      const char *text)
{
    if (width == 0)
        return;
    *end += width;
    draw_text(drawing, "aside", "end", (unsigned[]){ px(*end), y }, text);
    *end += LADDER_GAP;
}

/* What the block at the left holds. */
static void draw_captions(const Drawing *drawing, unsigned y)
{
    const LadderLayout *layout = drawing->layout;
    unsigned end = 1;

    draw_cell(drawing, &end, layout->number_width, y, "#");
    draw_cell(drawing, &end, layout->step_width, y, LADDER_STEP);
    draw_cell(drawing, &end, layout->dialog_width, y, "id");
    draw_cell(drawing, &end, 9 + layout->time_digits, y, "time");
    draw_cell(drawing, &end, layout->delta_width, y, "delta");
}

static void draw_heads(const Drawing *drawing, unsigned y)
{
    unsigned bottom = y_of(drawing, drawing->page->y + drawing->page->height) + LINE / 2;

    draw_captions(drawing, y + 30);
    for (unsigned i = 0; i < drawing->layout->columns_len; i++) {
        g_string_append_printf(drawing->out, "<path class=\"lifeline\" d=\"M%u.5 %uV%u\"/>",
                               x_of(drawing, i), y + HEAD - 5, bottom);
        draw_head(drawing, i, y);
    }
}

/* The frame of one phase, as far as it is on this page: open where it goes on elsewhere. */
static void draw_frame(const Drawing *drawing, const LadderFrame *frame)
{
    const LadderPage *page = drawing->page;
    const LadderRow *rows = drawing->layout->rows;
    unsigned first = MAX(frame->first, page->first);
    unsigned last = MIN(frame->last, page->first + page->len - 1);
    unsigned right = drawing->size.width - 2;
    unsigned top, bottom;

    if (first > last)
        return;
    top = y_of(drawing, rows[first].y) + 1;
    bottom = y_of(drawing, rows[last].y + rows[last].height) - 1;
    if (first > frame->first)
        g_string_append_printf(drawing->out, "<path class=\"frame\" d=\"M%u %uV%uH%uV%u\"/>",
                               FRAME_X, top, bottom, right, top);
    else if (last < frame->last)
        g_string_append_printf(drawing->out, "<path class=\"frame\" d=\"M%u %uV%uH%uV%u\"/>",
                               FRAME_X, bottom, top, right, bottom);
    else
        g_string_append_printf(drawing->out, "<path class=\"frame\" d=\"M%u %uV%uH%uV%uz\"/>",
                               FRAME_X, top, bottom, right, top);
}

/* @before and @number; empty for 0. */
static const char *number_text(char text[24], const char *before, unsigned number)
{
    text[0] = '\0';
    if (number)
        g_snprintf(text, 24, "%s%u", before, number);
    return text;
}

/* Number, step, dialog, time and delta. */
static void draw_left(Drawing *drawing, const LadderRow *row)
{
    const LadderLayout *layout = drawing->layout;
    bool is_message = row->kind == LADDER_MESSAGE;
    unsigned y = y_of(drawing, row->y) + BASE;
    unsigned end = 1;
    char number[24];
    char text[TIME_TEXT];

    draw_cell(drawing, &end, layout->number_width, y,
              number_text(number, "", is_message ? row->message + 1 : 0));
    draw_cell(drawing, &end, layout->step_width, y, number_text(number, "", row->step));
    draw_cell(drawing, &end, layout->dialog_width, y,
              number_text(number, "#", is_message ? row->dialog + 1 : 0));
    time_text_clock(&drawing->clock, row->time, layout->time_digits, text);
    draw_cell(drawing, &end, 9 + layout->time_digits, y, text);
    text[0] = '\0';
    if (row->delta != SPAN_NONE)
        time_text_delta(row->delta, text);
    draw_cell(drawing, &end, layout->delta_width, y, text);
}

/* The head of an arrow that points to @x, or the cross of one that did not arrive. */
static void draw_tip(const Drawing *drawing, const LadderRow *row, unsigned x, unsigned y)
{
    int back = row->to > row->from ? -TIP : TIP;

    if (row->is_lost)
        g_string_append_printf(drawing->out,
                               "<path class=\"tip\" d=\"M%d %dl%d %dm0 %dl%d %d\"/>",
                               (int)x + back, (int)y - TIP_HALF, -back, 2 * TIP_HALF,
                               -2 * TIP_HALF, back, 2 * TIP_HALF);
    else
        g_string_append_printf(drawing->out, "<path class=\"tip\" d=\"M%u %ul%d %dv%dz\"/>", x,
                               y, back, -TIP_HALF, 2 * TIP_HALF);
}

static void draw_arrow(const Drawing *drawing, const LadderRow *row)
{
    unsigned y = y_of(drawing, row->arrow_y) + ARROW;
    unsigned from = x_of(drawing, row->from);
    unsigned to = x_of(drawing, row->to);

    if (from == to) {
        g_string_append_printf(drawing->out, "<path class=\"line\" d=\"M%u %uh%uv%uh-%u\"/>",
                               from, y - 8, LOOP, 10u, LOOP);
        draw_tip(drawing, row, from, y + 2);
        return;
    }
    g_string_append_printf(drawing->out, "<path class=\"line\" d=\"M%u %uH%d\"/>", from, y,
                           (int)to + (to > from ? -TIP : TIP));
    draw_tip(drawing, row, to, y);
}

/* In the middle of its arrow, or where it begins if it is longer than that. */
static void draw_on_arrow(const Drawing *drawing, const LadderRow *row, const char *class,
                          unsigned line)
{
    bool is_label = class[0] == 'l';
    const char *text = is_label ? row->label : row->detail;
    unsigned low = MIN(row->from, row->to);
    unsigned high = MAX(row->from, row->to);
    unsigned span = drawing->layout->columns[high].x - drawing->layout->columns[low].x;
    unsigned y = y_of(drawing, line) + BASE - (is_label ? 0 : DETAIL_UP);

    if (span > terminal_width(slice_text(text)))
        draw_text(drawing, class, "middle",
                  (unsigned[]){ (x_of(drawing, low) + x_of(drawing, high)) / 2, y }, text);
    else
        draw_text(drawing, class, NULL,
                  (unsigned[]){ px(is_label ? row->label_x : row->detail_x), y }, text);
}

static const char *class_of(const LadderRow *row)
{
    static const char *const TONES[] = {
        [LADDER_REQUEST] = "request", [LADDER_PROVISIONAL] = "provisional",
        [LADDER_SUCCESS] = "success", [LADDER_REDIRECTION] = "redirection",
        [LADDER_REFUSAL] = "refusal", [LADDER_COPY] = "copy",
    };

    return row->kind == LADDER_MISSING ? "missing" : TONES[row->tone];
}

static void draw_message(Drawing *drawing, const LadderRow *row)
{
    static const char *const MARKS[] = {
        [LADDER_UNMARKED] = "",
        [LADDER_UNEXPECTED] = " unexpected",
        [LADDER_OUT_OF_ORDER] = " out-of-order",
    };
    unsigned y = y_of(drawing, row->y);

    g_string_append_printf(drawing->out, "<g class=\"row %s%s%s\"", class_of(row),
                           MARKS[row->mark], row->is_lost ? " lost" : "");
    if (row->kind == LADDER_MESSAGE)
        g_string_append_printf(drawing->out, " data-n=\"%u\"", row->message + 1);
    g_string_append_printf(drawing->out,
                           "><rect class=\"band\" x=\"%u\" y=\"%u\" width=\"%u\" "
                           "height=\"%u\"/>",
                           FRAME_X + 2, y, drawing->size.width - 2 * FRAME_X - 4,
                           row->height * LINE - 2);
    draw_left(drawing, row);
    draw_on_arrow(drawing, row, "label", row->y);
    draw_arrow(drawing, row);
    if (row->detail[0])
        draw_on_arrow(drawing, row, "detail", row->arrow_y + 1);
    g_string_append(drawing->out, "</g>\n");
}

static void draw_row(Drawing *drawing, const LadderRow *row)
{
    unsigned at[] = { px(1), y_of(drawing, row->y) + BASE + 1 };

    if (row->kind == LADDER_DATE || row->kind == LADDER_PHASE)
        draw_text(drawing, row->kind == LADDER_DATE ? "date" : "phase", NULL, at, row->label);
    else
        draw_message(drawing, row);
}

static void draw_notes(const Drawing *drawing, unsigned page)
{
    const LadderLayout *layout = drawing->layout;
    unsigned end = y_of(drawing, drawing->page->y + drawing->page->height) + LINE + BASE;
    char text[80];

    if (page > 0) {
        g_snprintf(text, sizeof text, "continued (%u of %u)", page + 1, layout->pages_len);
        draw_text(drawing, "phase", NULL, (unsigned[]){ px(1), BASE }, text);
    }
    if (!is_last(layout, page)) {
        g_snprintf(text, sizeof text, "goes on (%u of %u)", page + 2, layout->pages_len);
        draw_text(drawing, "phase", NULL, (unsigned[]){ px(1), end }, text);
    } else if (layout->legend) {
        draw_text(drawing, "aside", NULL, (unsigned[]){ px(1), end }, layout->legend);
    }
}

void ladder_svg_append(GString *out, const LadderLayout *layout, const ReportContext *context,
                       unsigned page)
{
    unsigned above = notes_above(page) * NOTE;
    Drawing drawing = {
        out, layout, NULL, { .utc = context->utc }, ladder_svg_size(layout, page), above + HEAD
    };

    g_string_append(out, "<g class=\"ladder\">\n");
    if (page < layout->pages_len) {
        drawing.page = &layout->pages[page];
        for (unsigned i = 0; i < layout->frames_len; i++)
            draw_frame(&drawing, &layout->frames[i]);
        draw_heads(&drawing, above);
        for (unsigned i = 0; i < drawing.page->len; i++)
            draw_row(&drawing, &layout->rows[drawing.page->first + i]);
        draw_notes(&drawing, page);
    }
    g_string_append(out, "</g>\n");
}
