/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines are written as the calls come, so that widths are settled before the first: they follow
 * the terminal and a sample of the users that the capture names. The last column takes what is
 * left of a line.
 */
#include "reports/list.h"

#include "dissect/sip/name_addr.h"
#include "reports/list_cells.h"

#define GAP 2
#define SAMPLE 500
#define USER_MIN 6
#define USER_MAX 32
#define USER_FIRST 12 /* what users are given before the columns that are added by rank, */
#define USER_NARROW 9 /* and where a verdict would have no room beside them */
#define NARROW 100
#define PIPE_USER_MIN 16
#define PATH_ENOUGH 44 /* three addresses */

typedef struct Shown {
    const ListColumn *column;
    unsigned width;
} Shown;

typedef struct List {
    ListCells cells;
    bool is_shown[LIST_COLUMNS];
    Shown shown[LIST_COLUMNS]; /* these, in their order */
    unsigned shown_len;
    GString *line;
    GString *cell; /* one that has to be cut */
    int64_t day;   /* of the date line that was last written */
    bool has_header;
} List;

/* The longest user of the first dialogs, in columns. */
static unsigned longest_user(const Dialogs *dialogs)
{
    DialogId len = MIN(dialogs_len(dialogs), SAMPLE);
    unsigned longest = USER_MIN;

    for (DialogId id = 1; id <= len; id++) {
        const Dialog *dialog = dialogs_get(dialogs, id);
        TextId values[2] = { dialog ? dialog->from : 0, dialog ? dialog->to : 0 };

        for (unsigned i = 0; i < 2; i++) {
            NameAddr parts = name_addr_of(texts_get(dialogs_texts(dialogs), values[i]));
            Slice user = parts.user.len ? parts.user : parts.host;

            longest = MAX(longest, terminal_width(slice_head(user, USER_MAX)));
        }
    }
    return longest;
}

static unsigned width_of_number(const Dialogs *dialogs)
{
    unsigned width = LIST_TABLE[LIST_NUMBER].width;

    for (DialogId len = dialogs_len(dialogs); len >= 1000; len /= 10)
        width++;
    return width;
}

static bool may_be_shown(const ListColumn *column, unsigned width)
{
    return width == 0 ? column->in_pipe : width >= column->from && width <= column->to;
}

static bool is_user(unsigned id)
{
    return id == LIST_FROM || id == LIST_TO;
}

/* Adds columns rank by rank while they fit; the width that all of them take. */
static unsigned choose_columns(List *list, unsigned width, unsigned *widths)
{
    unsigned taken = 0;

    for (unsigned rank = 0; rank < LIST_COLUMNS; rank++)
        for (unsigned i = 0; i < LIST_COLUMNS; i++) {
            const ListColumn *column = &LIST_TABLE[i];
            bool fits = rank == 0 || width == 0 || taken + GAP + widths[i] <= width;

            if (column->rank != rank || !may_be_shown(column, width) || !fits)
                continue;
            list->is_shown[i] = true;
            taken += widths[i] + (taken > 0 ? GAP : 0);
        }
    return taken;
}

/* Gives a column up to @wanted of what is left of the line. */
static void give(List *list, unsigned id, unsigned wanted, unsigned *widths, unsigned *left)
{
    unsigned more = wanted > widths[id] ? MIN(*left, wanted - widths[id]) : 0;

    if (!list->is_shown[id])
        return;
    widths[id] += more;
    *left -= more;
}

/* What users are given before other columns. */
static unsigned first_of_users(unsigned users, unsigned width)
{
    if (width == 0)
        return users;
    return MIN(users, width < NARROW ? USER_NARROW : USER_FIRST);
}

/* The verdict is what one looks at a list for: it has its room before others are added. */
static unsigned width_of_flow(const unsigned *widths, unsigned width)
{
    unsigned taken = 0;

    if (width == 0)
        return LIST_FLOW_ENOUGH;
    for (unsigned i = 0; i < LIST_COLUMNS; i++)
        if (LIST_TABLE[i].rank == 0 && may_be_shown(&LIST_TABLE[i], width))
            taken += widths[i] + GAP;
    return CLAMP((int)width - (int)taken, LIST_FLOW_MIN, LIST_FLOW_ENOUGH);
}

/* First every column has the least that makes sense; then users get what they need, and the
 * last columns the rest. */
static void settle_widths(List *list)
{
    const ReportContext *context = list->cells.context;
    unsigned users = longest_user(context->dialogs);
    unsigned widths[LIST_COLUMNS];
    unsigned taken;
    unsigned left;

    if (context->width == 0 || context->event) /* a running capture has no sample yet */
        users = MAX(users, PIPE_USER_MIN);
    for (unsigned i = 0; i < LIST_COLUMNS; i++)
        widths[i] = is_user(i) ? first_of_users(users, context->width) : LIST_TABLE[i].width;
    widths[LIST_NUMBER] = width_of_number(context->dialogs);
    widths[LIST_FLOW] = width_of_flow(widths, context->width);
    taken = choose_columns(list, context->width, widths);
    left = context->width > taken ? context->width - taken : 0;
    while (context->width && taken > context->width && widths[LIST_FROM] > USER_MIN) {
        widths[LIST_TO] = --widths[LIST_FROM];
        taken -= 2;
    }
    give(list, LIST_FROM, MIN(users, widths[LIST_FROM] + left / 2), widths, &left);
    give(list, LIST_TO, widths[LIST_FROM], widths, &left);
    give(list, LIST_PATH, list->is_shown[LIST_CALL_ID] ? PATH_ENOUGH : G_MAXUINT, widths,
         &left);
    give(list, LIST_CALL_ID, G_MAXUINT, widths, &left);
    list->cells.user_width = widths[LIST_FROM];
    list->cells.flow_width = context->width ? widths[LIST_FLOW] : 0;
    for (unsigned i = 0; i < LIST_COLUMNS; i++)
        if (list->is_shown[i])
            list->shown[list->shown_len++] = (Shown){ &LIST_TABLE[i], widths[i] };
}

void *list_open(const ReportContext *context)
{
    List *list = g_new0(List, 1);

    list->cells.context = context;
    list->cells.texts = dialogs_texts(context->dialogs);
    list->cells.endpoints = endpoint_texts_new(dialogs_endpoints(context->dialogs));
    list->cells.clock.utc = context->utc;
    list->line = g_string_sized_new(512);
    list->cell = g_string_sized_new(256);
    list->day = TIME_NONE;
    settle_widths(list);
    return list;
}

/* Only these can be longer than their column; what else is too long pushes the line on, for a
 * number that is cut lies. */
static bool may_be_cut(const ListColumn *column)
{
    return column == &LIST_TABLE[LIST_PATH] || column == &LIST_TABLE[LIST_CALL_ID] ||
           column == &LIST_TABLE[LIST_FLOW];
}

/* Makes what stands in the line from @start on, text fit for a terminal, the cell of @shown. */
static void end_cell(List *list, gsize start, const Shown *shown, bool is_last)
{
    const ReportContext *context = list->cells.context;
    GString *line = list->line;
    TerminalTone tone = list->cells.tone;
    unsigned used = terminal_width(slice_of(line->str + start, line->len - start));
    unsigned padding = used < shown->width ? shown->width - used : 0;
    unsigned gap = GAP;

    if (used > shown->width && context->width && may_be_cut(shown->column)) {
        g_string_assign(list->cell, line->str + start);
        g_string_truncate(line, start);
        terminal_append_cut(line, slice_of(list->cell->str, list->cell->len), shown->width,
                            context->unicode);
    }
    if (context->color && tone != TERMINAL_PLAIN) {
        g_string_insert(line, (gssize)start, terminal_tone(tone, true));
        g_string_append(line, terminal_tone_end(tone, true));
    }
    if (shown->column->align == TERMINAL_RIGHT)
        terminal_insert_blanks(line, start, padding);
    else if (!is_last)
        gap += padding;
    if (!is_last)
        terminal_append_blanks(line, gap);
}

/* Writes a line that is all of one tone. */
static void print_line(List *list, TerminalTone tone)
{
    const ReportContext *context = list->cells.context;

    fputs(terminal_tone(tone, context->color), context->out);
    fwrite(list->line->str, 1, list->line->len, context->out);
    fputs(terminal_tone_end(tone, context->color), context->out);
    fputc('\n', context->out);
}

static void print_header(List *list)
{
    g_string_truncate(list->line, 0);
    list->cells.tone = TERMINAL_PLAIN;
    for (unsigned i = 0; i < list->shown_len; i++) {
        gsize start = list->line->len;

        g_string_append(list->line, list->shown[i].column->title);
        end_cell(list, start, &list->shown[i], i + 1 == list->shown_len);
    }
    print_line(list, TERMINAL_STRONG);
    list->has_header = true;
}

/* In a terminal the date stands in a line of its own where it changes. */
static void print_date(List *list, int64_t start)
{
    char text[TIME_TEXT];
    int64_t day;

    if (list->cells.context->width == 0 || start == TIME_NONE)
        return;
    day = time_text_day(&list->cells.clock, start);
    if (day == list->day)
        return;
    list->day = day;
    time_text_date(&list->cells.clock, start, text);
    g_string_truncate(list->line, 0);
    terminal_append_blanks(list->line, list->shown[0].width + GAP);
    g_string_append(list->line, text);
    print_line(list, TERMINAL_FAINT);
}

void list_call(void *report, const Call *call)
{
    List *list = report;
    const ReportContext *context = list->cells.context;

    if (!list->has_header)
        print_header(list);
    print_date(list, call->start);
    g_string_truncate(list->line, 0);
    for (unsigned i = 0; i < list->shown_len; i++) {
        gsize start = list->line->len;

        list->cells.tone = TERMINAL_PLAIN;
        list->shown[i].column->write(&list->cells, list->line, call);
        if (list->line->len == start && context->width == 0)
            terminal_put(list->line, "-", 1);
        end_cell(list, start, &list->shown[i], i + 1 == list->shown_len);
    }
    terminal_put(list->line, "\n", 1);
    fwrite(list->line->str, 1, list->line->len, context->out);
}

void list_close(void *report)
{
    List *list = report;

    if (!list->has_header)
        no_calls_print(list->cells.context);
    flow_summary_print(list->cells.context);
    skipped_print(list->cells.context);
    endpoint_texts_free(list->cells.endpoints);
    g_string_free(list->line, TRUE);
    g_string_free(list->cell, TRUE);
    g_free(list);
}
