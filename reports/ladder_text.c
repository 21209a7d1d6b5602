/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/ladder_text.h"

#include "reports/terminal.h"
#include "reports/time_text.h"
#include "reports/wrap.h"

/* The characters that a ladder is made of. */
typedef struct Strokes {
    const char *lifeline, *request, *answer, *refusal, *right, *left, *lost;
    const char *loop, *left_loop, *corner, *phase;
    const char *missing, *missing_right, *missing_left; /* of an arrow that never came */
} Strokes;

static const Strokes ASCII = { "|",  "-",  ".", "=", ">", "<", "x",
                               "<'", "`>", ".", "-", "-", ">", "<" };
static const Strokes UNICODE = { "│",  "─",  "╌", "╍", "▶", "◀", "×",
                                 "◀╯", "╰▶", "╮", "─", "·", "▷", "◁" };

/* Where a line is being written; lifelines appear as the pen passes their places. */
typedef struct Pen {
    const LadderLayout *layout;
    const ReportContext *context;
    const Strokes *strokes;
    TimeText clock;
    GString *line;
    unsigned at;   /* the column that comes next */
    unsigned next; /* the lifeline that comes next, */
    unsigned stop; /* and the first one that is not drawn */
} Pen;

static TerminalTone tone_of(const LadderRow *row)
{
    static const TerminalTone TONES[] = {
        [LADDER_REQUEST] = TERMINAL_REQUEST, [LADDER_PROVISIONAL] = TERMINAL_PENDING,
        [LADDER_SUCCESS] = TERMINAL_GOOD,    [LADDER_REDIRECTION] = TERMINAL_PENDING,
        [LADDER_REFUSAL] = TERMINAL_BAD,     [LADDER_COPY] = TERMINAL_FAINT,
    };

    if (row->kind == LADDER_MISSING || row->mark == LADDER_UNEXPECTED)
        return TERMINAL_BAD;
    return row->mark == LADDER_OUT_OF_ORDER ? TERMINAL_PENDING : TONES[row->tone];
}

static void pen_skip(Pen *pen)
{
    while (pen->next < pen->layout->columns_len && pen->layout->columns[pen->next].x < pen->at)
        pen->next++;
}

static void pen_text(Pen *pen, const char *text, TerminalTone tone)
{
    bool color = pen->context->color && text[0] != '\0';

    g_string_append(pen->line, terminal_tone(tone, color));
    g_string_append(pen->line, text);
    g_string_append(pen->line, terminal_tone_end(tone, color));
    pen->at += terminal_width(slice_text(text));
    pen_skip(pen);
}

/* Goes on to column @x, drawing the lifelines on the way. */
static void pen_to(Pen *pen, unsigned x)
{
    while (pen->at < x) {
        const LadderLayout *layout = pen->layout;
        unsigned stop = MIN(pen->stop, layout->columns_len);
        unsigned lifeline = pen->next < stop ? layout->columns[pen->next].x : x;

        if (lifeline == pen->at && pen->next < stop) {
            pen->next++;
            pen_text(pen, pen->strokes->lifeline, TERMINAL_FAINT);
        } else {
            unsigned blanks = MIN(lifeline, x) - pen->at;

            terminal_append_blanks(pen->line, blanks);
            pen->at += blanks;
        }
    }
}

/* Ends the line, with all its lifelines but without blanks at its end. */
static void pen_end(Pen *pen)
{
    unsigned stop = MIN(pen->stop, pen->layout->columns_len);

    if (stop > 0)
        pen_to(pen, pen->layout->columns[stop - 1].x + 1);
    while (pen->line->len > 0 && pen->line->str[pen->line->len - 1] == ' ')
        g_string_truncate(pen->line, pen->line->len - 1);
    g_string_append_c(pen->line, '\n');
    fwrite(pen->line->str, 1, pen->line->len, pen->context->out);
    g_string_truncate(pen->line, 0);
    pen->at = pen->next = 0;
}

/* Above the steps, in the last line of the heads. */
static void draw_step_title(Pen *pen)
{
    const LadderLayout *layout = pen->layout;
    unsigned stop = pen->stop;

    if (layout->step_width == 0)
        return;
    pen->stop = 0;
    pen_to(pen, layout->number_width + LADDER_GAP + layout->step_width - strlen(LADDER_STEP));
    pen_text(pen, LADDER_STEP, TERMINAL_FAINT);
    pen->stop = stop;
}

/* Each head on a line of its own; one that has no room to the right of its lifeline stands to
 * the left of it. */
static void draw_stairs(Pen *pen)
{
    unsigned limit = MAX(pen->context->width, pen->layout->columns[0].x);

    for (unsigned i = 0; i < pen->layout->columns_len; i++) {
        const LadderColumn *column = &pen->layout->columns[i];
        g_autofree char *head =
            g_strconcat(column->title, column->subtitle[0] ? " " : "", column->subtitle, NULL);
        unsigned width = terminal_width(slice_text(head));

        if (i + 1 == pen->layout->columns_len)
            draw_step_title(pen);
        pen->stop = i;
        if (pen->context->width && column->x + width > limit && column->x > width) {
            pen_to(pen, column->x - width - 1);
            pen_text(pen, head, TERMINAL_STRONG);
            pen_text(pen, " ", TERMINAL_PLAIN);
            pen_text(pen, pen->strokes->corner, TERMINAL_FAINT);
        } else {
            pen_to(pen, column->x);
            pen_text(pen, head, TERMINAL_STRONG);
        }
        pen->stop = 0;
        pen_end(pen);
    }
}

static void draw_head_line(Pen *pen, bool is_title)
{
    for (unsigned i = 0; i < pen->layout->columns_len; i++) {
        const LadderColumn *column = &pen->layout->columns[i];
        const char *text = is_title ? column->title : column->subtitle;
        unsigned half = terminal_width(slice_text(text)) / 2;

        if (i == 0 && !is_title)
            draw_step_title(pen);
        pen_to(pen, column->x - MIN(half, column->x));
        pen_text(pen, text, is_title ? TERMINAL_STRONG : TERMINAL_PLAIN);
    }
    pen_end(pen);
}

static void draw_heads(Pen *pen)
{
    bool has_subtitle = false;

    for (unsigned i = 0; i < pen->layout->columns_len; i++)
        has_subtitle |= pen->layout->columns[i].subtitle[0] != '\0';
    has_subtitle |= pen->layout->step_width > 0;
    if (pen->layout->has_stairs) {
        draw_stairs(pen);
    } else {
        pen->stop = 0;
        draw_head_line(pen, true);
        if (has_subtitle)
            draw_head_line(pen, false);
    }
    pen->stop = G_MAXUINT;
}

static void pen_cell(Pen *pen, const char *text, unsigned width, TerminalAlign align,
                     TerminalTone tone)
{
    g_autoptr(GString) cell = g_string_new(NULL);

    if (width == 0)
        return;
    terminal_append_cell(cell, slice_text(text), width, align, true);
    pen_text(pen, cell->str, tone);
    terminal_append_blanks(pen->line, LADDER_GAP);
    pen->at += LADDER_GAP;
}

/* A number behind @before, or nothing for 0. */
static void pen_number(Pen *pen, const char *before, unsigned number, unsigned width,
                       TerminalTone tone)
{
    char text[24] = "";

    if (number)
        g_snprintf(text, sizeof text, "%s%u", before, number);
    pen_cell(pen, text, width, TERMINAL_RIGHT, tone);
}

/* Number, step, dialog, time and delta. */
static void draw_left(Pen *pen, const LadderRow *row)
{
    const LadderLayout *layout = pen->layout;
    bool is_message = row->kind == LADDER_MESSAGE;
    char text[TIME_TEXT];

    pen_number(pen, "", is_message ? row->message + 1 : 0, layout->number_width,
               TERMINAL_PLAIN);
    pen_number(pen, "", row->step, layout->step_width,
               is_message && !row->mark ? TERMINAL_FAINT : tone_of(row));
    pen_number(pen, "#", is_message ? row->dialog + 1 : 0, layout->dialog_width,
               TERMINAL_FAINT);
    time_text_clock(&pen->clock, row->time, layout->time_digits, text);
    pen_cell(pen, text, 9 + layout->time_digits, TERMINAL_LEFT, TERMINAL_PLAIN);
    text[0] = '\0';
    if (row->delta != SPAN_NONE)
        time_text_delta(row->delta, text);
    pen_cell(pen, text, layout->delta_width, TERMINAL_RIGHT, TERMINAL_FAINT);
}

/* Draws dashes up to column @x; of an arrow that never came, every other one. */
static void pen_dashes(Pen *pen, unsigned x, const LadderRow *row)
{
    const char *dash = row->tone == LADDER_REQUEST   ? pen->strokes->request
                       : row->tone == LADDER_REFUSAL ? pen->strokes->refusal
                                                     : pen->strokes->answer;
    g_autoptr(GString) dashes = g_string_new(NULL);

    for (unsigned at = pen->at; at < x; at++)
        if (row->kind == LADDER_MISSING)
            g_string_append(dashes, at % 2 ? pen->strokes->missing : " ");
        else
            g_string_append(dashes, dash);
    pen_text(pen, dashes->str, tone_of(row));
}

static void pen_texts_on_arrow(Pen *pen, const LadderRow *row)
{
    if (row->label_place == LADDER_ON_ARROW) {
        pen_dashes(pen, row->label_x - 1, row);
        pen_text(pen, " ", TERMINAL_PLAIN);
        pen_text(pen, row->label, tone_of(row));
        pen_text(pen, " ", TERMINAL_PLAIN);
    }
    if (row->detail_place == LADDER_ON_ARROW) {
        pen_text(pen, " ", TERMINAL_PLAIN);
        pen_text(pen, row->detail, TERMINAL_FAINT);
        pen_text(pen, " ", TERMINAL_PLAIN);
    }
}

/* A message to oneself. */
static void draw_loop(Pen *pen, const LadderRow *row)
{
    TerminalTone tone = tone_of(row);
    unsigned x = pen->layout->columns[row->from].x;

    if (row->label_place == LADDER_ON_ARROW && row->label_x < x) {
        pen_to(pen, row->label_x);
        pen_text(pen, row->label, tone);
        pen_text(pen, " ", TERMINAL_PLAIN);
        pen_text(pen, pen->strokes->left_loop, tone);
    } else {
        pen_to(pen, x + 1);
        pen_text(pen, pen->strokes->loop, tone);
        pen_to(pen, x + LADDER_LOOP_ROOM);
        if (row->label_place == LADDER_ON_ARROW)
            pen_text(pen, row->label, tone);
    }
}

static const char *head_of(const Pen *pen, const LadderRow *row, bool goes_right)
{
    if (row->is_lost)
        return pen->strokes->lost;
    if (row->kind == LADDER_MISSING)
        return goes_right ? pen->strokes->missing_right : pen->strokes->missing_left;
    return goes_right ? pen->strokes->right : pen->strokes->left;
}

static void draw_arrow(Pen *pen, const LadderRow *row)
{
    TerminalTone tone = tone_of(row);
    unsigned low = pen->layout->columns[MIN(row->from, row->to)].x;
    unsigned high = pen->layout->columns[MAX(row->from, row->to)].x;
    bool goes_right = row->to > row->from;
    const char *head = head_of(pen, row, goes_right);

    pen_to(pen, low + 1);
    if (!goes_right)
        pen_text(pen, head, tone);
    pen_texts_on_arrow(pen, row);
    pen_dashes(pen, goes_right ? high - 1 : high, row);
    if (goes_right)
        pen_text(pen, head, tone);
}

static void draw_heading(Pen *pen, const LadderRow *row)
{
    bool is_phase = row->kind == LADDER_PHASE;

    pen_to(pen, pen->layout->number_width + LADDER_GAP);
    if (is_phase) {
        pen_text(pen, pen->strokes->phase, TERMINAL_FAINT);
        pen_text(pen, " ", TERMINAL_PLAIN);
    }
    pen_text(pen, row->label, is_phase ? TERMINAL_FAINT : TERMINAL_STRONG);
    pen_end(pen);
}

static void draw_row(Pen *pen, const LadderRow *row)
{
    if (row->kind == LADDER_DATE || row->kind == LADDER_PHASE) {
        draw_heading(pen, row);
        return;
    }
    draw_left(pen, row);
    if (row->label_place == LADDER_ABOVE) {
        pen_to(pen, row->label_x);
        pen_text(pen, row->label, tone_of(row));
        if (row->detail_place == LADDER_ABOVE) {
            pen_text(pen, "  ", TERMINAL_PLAIN);
            pen_text(pen, row->detail, TERMINAL_FAINT);
        }
        pen_end(pen);
    }
    if (row->from == row->to)
        draw_loop(pen, row);
    else
        draw_arrow(pen, row);
    pen_end(pen);
    if (row->detail_place == LADDER_BELOW) {
        pen_to(pen, row->detail_x);
        pen_text(pen, row->detail, TERMINAL_FAINT);
        pen_end(pen);
    }
}

static void draw_page(Pen *pen, unsigned number)
{
    const LadderLayout *layout = pen->layout;
    const LadderPage *page = &layout->pages[number];

    if (number > 0)
        fprintf(pen->context->out, "\n  continued (%u of %u)\n\n", number + 1,
                layout->pages_len);
    draw_heads(pen);
    for (unsigned i = 0; i < page->len; i++)
        draw_row(pen, &layout->rows[page->first + i]);
}

void ladder_text_draw(const LadderLayout *layout, const ReportContext *context)
{
    Pen pen = {
        .layout = layout,
        .context = context,
        .strokes = context->unicode ? &UNICODE : &ASCII,
        .clock = { .utc = context->utc },
        .line = g_string_sized_new(512),
    };

    for (unsigned i = 0; i < layout->pages_len; i++)
        draw_page(&pen, i);
    if (layout->legend && layout->legend[0])
        wrap_print(context, layout->legend, (WrapIndent){ 2, 2 }, TERMINAL_FAINT);
    g_string_free(pen.line, TRUE);
}
