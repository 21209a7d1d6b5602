/* SPDX-License-Identifier: Apache-2.0
 *
 * Widths are found by trying: each row of ATTEMPTS wants less than the one before, and the
 * first that fits is taken. What a terminal of 80 columns cannot hold beside each other comes
 * to stand on lines of its own, and where participants are many their heads become stairs:
 *
 *     A 192.0.2.10:5060 alice
 *     |   P 192.0.2.1:5060
 *     |   |   B 192.0.2.20:5060 bob
 *
 * A drawing has one attempt, DRAWN, and room for it.
 */
#include "reports/ladder_layout.h"

#include "reports/ladder_flow.h"
#include "reports/ladder_rows.h"
#include "reports/terminal.h"
#include "reports/time_text.h"

#define GAP_MIN 4      /* between two lifelines: room for an arrow */
#define HEADS_APART 2  /* blanks between two heads */
#define LABEL_INDENT 2 /* of a label on a line of its own, from its arrow's left end */
#define UNBOUNDED (G_MAXINT / 2)
#define LABEL_MAX 60
#define WIDE 110 /* a terminal that has room for microseconds */

typedef struct Attempt {
    bool delta;         /* shown */
    unsigned label_max; /* longer ones may stand on lines of their own */
    bool details;       /* on the arrow, behind the label */
    bool stairs;
    bool drawn; /* labels above, details below, for all rows */
} Attempt;

static const Attempt ATTEMPTS[] = {
    { true, LABEL_MAX, true, false, false },   { true, LABEL_MAX, false, false, false },
    { false, LABEL_MAX, false, false, false }, { true, 28, false, false, false },
    { false, 28, false, false, false },        { true, 20, false, false, false },
    { false, 20, false, false, false },        { true, 16, false, false, false },
    { false, 16, false, false, false },        { false, 0, false, false, false },
    { true, 28, false, true, false },          { false, 20, false, true, false },
    { false, 16, false, true, false },         { false, 0, false, true, false },
};

static const Attempt DRAWN = { true, LABEL_MAX, true, false, true };

static unsigned width_of(const char *text)
{
    return terminal_width(slice_text(text));
}

static unsigned head_width(const LadderColumn *column)
{
    return MAX(width_of(column->title), width_of(column->subtitle));
}

static unsigned digits_of(unsigned number)
{
    unsigned digits = 1;

    while (number >= 10) {
        number /= 10;
        digits++;
    }
    return digits;
}

static bool is_arrow(const LadderRow *row)
{
    return row->kind == LADDER_MESSAGE || row->kind == LADDER_MISSING;
}

static unsigned widest_step(const LadderLayout *layout)
{
    unsigned highest = 0;

    for (unsigned i = 0; i < layout->rows_len; i++)
        highest = MAX(highest, layout->rows[i].step);
    return highest ? MAX((unsigned)strlen(LADDER_STEP), digits_of(highest)) : 0;
}

static unsigned widest_delta(const LadderLayout *layout)
{
    unsigned widest = 6;
    char text[TIME_TEXT];

    for (unsigned i = 0; i < layout->rows_len; i++)
        if (layout->rows[i].delta != SPAN_NONE)
            widest = MAX(widest, (unsigned)time_text_delta(layout->rows[i].delta, text));
    return widest;
}

static void settle_left(LadderLayout *layout, const ReportContext *context, const Call *call,
                        unsigned delta_width)
{
    layout->number_width = MAX(2, digits_of(call->messages_len));
    layout->step_width = widest_step(layout);
    layout->dialog_width = call->dialogs_len > 1 ? 1 + digits_of(call->dialogs_len) : 0;
    layout->time_digits = context->width == 0 || context->width >= WIDE ? 6 : 3;
    layout->delta_width = delta_width;
    layout->left = layout->number_width + LADDER_GAP;
    if (layout->step_width)
        layout->left += layout->step_width + LADDER_GAP;
    if (layout->dialog_width)
        layout->left += layout->dialog_width + LADDER_GAP;
    layout->left += 9 + layout->time_digits + LADDER_GAP;
    if (delta_width)
        layout->left += delta_width + LADDER_GAP;
}

/* The columns that the arrow of @row wants between its two ends. A detail that would make it
 * very long stands below it. */
static unsigned wanted_by(const LadderRow *row, const Attempt *attempt)
{
    unsigned label = is_arrow(row) ? width_of(row->label) : 0;
    unsigned detail = attempt->details && row->detail[0] ? 2 + width_of(row->detail) : 0;

    if (label > 0 && attempt->drawn)
        return MIN(MAX(label, detail), LABEL_MAX) + LADDER_ARROW_ROOM;
    if (label == 0 || label > attempt->label_max)
        return 0;
    if (label + detail > LABEL_MAX)
        detail = 0;
    return label + detail + LADDER_ARROW_ROOM + 1;
}

/* Widens the gaps that @row passes over, all by the same, until they hold what it wants. */
static void widen(const LadderRow *row, const Attempt *attempt, unsigned *gaps)
{
    unsigned first = MIN(row->from, row->to);
    unsigned count = MAX(row->from, row->to) - first;
    unsigned wanted = wanted_by(row, attempt);
    unsigned sum = 0;

    for (unsigned i = 0; i < count; i++)
        sum += gaps[first + i];
    for (unsigned i = 0; i < count && wanted > sum; i++)
        gaps[first + i] += (wanted - sum + count - 1) / count;
}

/* What @attempt wants between the columns. */
static void settle_gaps(const LadderLayout *layout, const Attempt *attempt, unsigned *gaps)
{
    for (unsigned i = 0; i + 1 < layout->columns_len; i++) {
        unsigned head = head_width(&layout->columns[i]);

        gaps[i] = attempt->stairs
                      ? GAP_MIN
                      : MAX(GAP_MIN, head - head / 2 + HEADS_APART + 2 * attempt->drawn +
                                         head_width(&layout->columns[i + 1]) / 2);
    }
    for (unsigned pass = 0; pass < 2; pass++)
        for (unsigned i = 0; i < layout->rows_len; i++) {
            const LadderRow *row = &layout->rows[i];
            bool is_neighbour = row->from + 1 == row->to || row->to + 1 == row->from;

            if (is_arrow(row) && is_neighbour == (pass == 0))
                widen(row, attempt, gaps);
        }
}

/* Places the columns with @gaps between them. */
static void place_columns(LadderLayout *layout, const unsigned *gaps)
{
    unsigned last = layout->columns_len - 1;
    unsigned x = layout->left;

    if (!layout->has_stairs)
        x += head_width(&layout->columns[0]) / 2;
    for (unsigned i = 0; i <= last; i++) {
        layout->columns[i].x = x;
        x += i < last ? gaps[i] : 1;
    }
    if (!layout->has_stairs) {
        unsigned head = head_width(&layout->columns[last]);

        x += head - head / 2 > 1 ? head - head / 2 - 1 : 0;
    }
    layout->width = x;
}

/* Where some labels may be too long for their arrows, the columns share what is left of the
 * terminal, so that fewer are. */
static void spread(LadderLayout *layout, unsigned limit, unsigned *gaps)
{
    unsigned count = layout->columns_len - 1;

    for (unsigned i = 0; i < count; i++)
        gaps[i] += (limit - layout->width) / count;
    place_columns(layout, gaps);
}

static void try(LadderLayout *layout, const ReportContext *context, const Call *call,
                const Attempt *attempt, unsigned *gaps)
{
    settle_left(layout, context, call, attempt->delta ? widest_delta(layout) : 0);
    layout->left += attempt->drawn ? LADDER_GAP : 0;
    settle_gaps(layout, attempt, gaps);
    layout->has_stairs = attempt->stairs;
    place_columns(layout, gaps);
}

static void choose(LadderLayout *layout, const ReportContext *context, const Call *call)
{
    g_autofree unsigned *gaps = g_new0(unsigned, layout->columns_len);
    unsigned limit = context->width ? context->width : UNBOUNDED;

    for (unsigned i = 0; i < G_N_ELEMENTS(ATTEMPTS); i++) {
        const Attempt *attempt = &ATTEMPTS[i];

        try(layout, context, call, attempt, gaps);
        if (layout->width > limit)
            continue;
        if (attempt->label_max < LABEL_MAX)
            spread(layout, limit, gaps);
        return;
    }
}

/* Where a text of @width columns stands in the middle of @row's arrow, whose lifelines have
 * @inner columns between them: a dash and a blank at both ends, and the head at one of them. */
static unsigned centre(const LadderLayout *layout, const LadderRow *row, unsigned inner,
                       unsigned width)
{
    unsigned low = layout->columns[MIN(row->from, row->to)].x;

    return low + (row->from < row->to ? 3 : 4) + (inner - width - LADDER_ARROW_ROOM) / 2;
}

/* Where a text of @width columns begins that would like to begin at @x and must not pass
 * @limit. */
static unsigned pull_left(const LadderLayout *layout, unsigned x, unsigned width,
                          unsigned limit)
{
    if (x + width <= limit)
        return x;
    return width < limit - layout->left ? limit - width : layout->left;
}

static const char *cut(LadderLayout *layout, const char *text, unsigned width, bool unicode)
{
    g_autoptr(GString) shorter = g_string_new(NULL);

    terminal_append_cut(shorter, slice_text(text), width, unicode);
    return g_string_chunk_insert(layout->strings, shorter->str);
}

static void place_detail(LadderLayout *layout, LadderRow *row, unsigned inner, unsigned limit,
                         bool unicode)
{
    unsigned low = layout->columns[MIN(row->from, row->to)].x;
    unsigned label = width_of(row->label);
    unsigned detail = width_of(row->detail);
    unsigned behind = row->label_x + label + 2;

    if (row->label_place == LADDER_ON_ARROW && row->from != row->to &&
        label + 2 + detail + LADDER_ARROW_ROOM <= inner) {
        row->label_x = centre(layout, row, inner, label + 2 + detail);
        row->detail_x = row->label_x + label + 2;
        row->detail_place = LADDER_ON_ARROW;
    } else if (row->label_place == LADDER_ABOVE && behind + detail <= limit) {
        row->detail_x = behind;
        row->detail_place = LADDER_ABOVE;
    } else {
        if (detail > limit - layout->left)
            row->detail = cut(layout, row->detail, limit - layout->left, unicode);
        row->detail_x = pull_left(layout, low + LABEL_INDENT, width_of(row->detail), limit);
        row->detail_place = LADDER_BELOW;
    }
}

static void place_message(LadderLayout *layout, LadderRow *row, unsigned limit, bool unicode)
{
    unsigned low = layout->columns[MIN(row->from, row->to)].x;
    unsigned high = layout->columns[MAX(row->from, row->to)].x;
    unsigned inner = high > low ? high - low - 1 : 0;
    unsigned label = width_of(row->label);

    if (row->from == row->to && low + LADDER_LOOP_ROOM + label <= limit) {
        row->label_place = LADDER_ON_ARROW;
        row->label_x = low + LADDER_LOOP_ROOM;
    } else if (row->from == row->to && low >= layout->left + LADDER_LOOP_ROOM + label) {
        row->label_place = LADDER_ON_ARROW;
        row->label_x = low + 1 - LADDER_LOOP_ROOM - label;
    } else if (row->from != row->to && label + LADDER_ARROW_ROOM <= inner) {
        row->label_place = LADDER_ON_ARROW;
        row->label_x = centre(layout, row, inner, label);
    } else {
        row->label_place = LADDER_ABOVE;
        row->label_x = pull_left(layout, low + LABEL_INDENT, label, limit);
    }
    if (row->detail[0])
        place_detail(layout, row, inner, limit, unicode);
}

/* Where a drawing has the texts of @row: in the middle of the arrow, or where they begin at the
 * lifeline, for a message to oneself. */
static void place_drawn(const LadderLayout *layout, LadderRow *row)
{
    unsigned low = layout->columns[MIN(row->from, row->to)].x;
    unsigned span = layout->columns[MAX(row->from, row->to)].x - low;
    unsigned label = width_of(row->label);
    unsigned detail = width_of(row->detail);

    row->label_place = LADDER_ABOVE;
    row->label_x = low + (span > label ? (span - label + 1) / 2 : 1);
    row->detail_place = detail ? LADDER_BELOW : LADDER_NOWHERE;
    row->detail_x = low + (span > detail ? (span - detail + 1) / 2 : 1);
    if (span == 0)
        row->label_x = row->detail_x = low + LADDER_LOOP_ROOM;
}

static void place_rows(LadderLayout *layout, const ReportContext *context, bool is_drawn)
{
    unsigned limit = context->width ? MAX(context->width, layout->width) : UNBOUNDED;

    for (unsigned i = 0; i < layout->rows_len; i++) {
        LadderRow *row = &layout->rows[i];

        row->y = layout->height;
        if (is_arrow(row) && is_drawn)
            place_drawn(layout, row);
        else if (is_arrow(row))
            place_message(layout, row, limit, context->unicode);
        row->arrow_y = row->y + (row->label_place == LADDER_ABOVE);
        row->height =
            1 + (row->label_place == LADDER_ABOVE) + (row->detail_place == LADDER_BELOW);
        layout->height += row->height;
        if (row->label_place)
            layout->width = MAX(layout->width, row->label_x + width_of(row->label));
        if (row->detail_place)
            layout->width = MAX(layout->width, row->detail_x + width_of(row->detail));
    }
}

/* What stands above others does not stand alone at the end of a page. */
static bool is_heading(const LadderRow *row)
{
    return row->kind == LADDER_PHASE || row->kind == LADDER_DATE;
}

/* The row that a page ends before which begins with row @first and has room for @lines. */
static unsigned page_end(const LadderLayout *layout, unsigned first, unsigned lines)
{
    const LadderRow *rows = layout->rows;
    unsigned end = first;

    while (end < layout->rows_len && end < first + LADDER_PAGE_ROWS &&
           rows[end].y + rows[end].height - rows[first].y <= lines)
        end++;
    for (unsigned k = 0; k < 2 && end < layout->rows_len && end > first + 1; k++)
        end -= is_heading(&rows[end - 1]);
    return end > first ? end : MIN(first + 1, layout->rows_len);
}

void ladder_layout_cut(LadderLayout *layout, unsigned first_lines, unsigned lines)
{
    unsigned first = 0;

    g_free(layout->pages);
    layout->pages = g_new(LadderPage, layout->rows_len + 1);
    layout->pages_len = 0;
    do {
        LadderPage *page = &layout->pages[layout->pages_len++];
        unsigned end = page_end(layout, first, first ? lines : first_lines);

        *page = (LadderPage){ .first = first, .len = end - first };
        page->y = first < layout->rows_len ? layout->rows[first].y : 0;
        page->height =
            (end < layout->rows_len ? layout->rows[end].y : layout->height) - page->y;
        first = end;
    } while (first < layout->rows_len);
    layout->pages = g_renew(LadderPage, layout->pages, layout->pages_len);
}

static LadderLayout *make_rows(const ReportContext *context, const Call *call)
{
    LadderLayout *layout = g_new0(LadderLayout, 1);

    layout->strings = g_string_chunk_new(4096);
    ladder_rows_make_columns(layout, context, call);
    ladder_flow_add_columns(layout, call);
    ladder_rows_make(layout, context, call);
    return layout;
}

LadderLayout *ladder_layout_new(const ReportContext *context, const Call *call)
{
    LadderLayout *layout = make_rows(context, call);

    if (layout->columns_len > 0) {
        choose(layout, context, call);
        place_rows(layout, context, false);
        ladder_layout_cut(layout, UNBOUNDED, UNBOUNDED);
    }
    return layout;
}

LadderLayout *ladder_layout_new_drawn(const ReportContext *context, const Call *call)
{
    ReportContext paper = *context;
    LadderLayout *layout;
    g_autofree unsigned *gaps = NULL;

    paper.width = 0;
    paper.unicode = true;
    layout = make_rows(&paper, call);
    gaps = g_new0(unsigned, layout->columns_len);
    if (layout->columns_len > 0) {
        try(layout, &paper, call, &DRAWN, gaps);
        place_rows(layout, &paper, true);
        ladder_layout_cut(layout, UNBOUNDED, UNBOUNDED);
    }
    return layout;
}

void ladder_layout_free(LadderLayout *layout)
{
    if (!layout)
        return;
    g_string_chunk_free(layout->strings);
    g_free(layout->columns);
    g_free(layout->rows);
    g_free(layout->frames);
    g_free(layout->pages);
    g_free(layout);
}
