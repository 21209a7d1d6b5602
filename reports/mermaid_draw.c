/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/mermaid_draw.h"

#include "reports/mermaid_label.h"
#include "reports/mermaid_text.h"
#include "reports/time_text.h"

#define NS_PER_S INT64_C(1000000000)
#define CLOCK_DIGITS 3

/* The diagram so far. */
typedef struct Pen {
    const MermaidDrawing *drawing;
    GString *out;
    bool *is_used;            /* of each party */
    const char *left, *right; /* names of the outermost parties */
    TimeText clock;
    int64_t last; /* time of the message before; TIME_NONE: none */
    bool is_aside;
    unsigned arrows;
} Pen;

static const MermaidItem *item_at(const MermaidDrawing *drawing, unsigned index)
{
    return &g_array_index(drawing->items, MermaidItem, index);
}

static const char *name_of(const MermaidDrawing *drawing, unsigned party)
{
    return drawing->parties->list[party].name;
}

static bool is_shown(const MermaidDrawing *drawing, unsigned index)
{
    unsigned ends = drawing->detail.ends;

    return ends == 0 || index < ends || index + ends >= drawing->items->len;
}

static bool is_missing(const MermaidItem *item)
{
    return item->from_role || item->to_role;
}

/* "A" before "P" before "B", "C" and all that have a number. */
static unsigned place_of(const char *name)
{
    static const char ORDER[] = "APBC";

    return name[1] ? 4 + (unsigned)g_ascii_strtoull(name + 1, NULL, 10)
                   : (unsigned)(strchr(ORDER, *name) - ORDER);
}

static void use(Pen *pen, unsigned party)
{
    const char *name = name_of(pen->drawing, party);

    pen->is_used[party] = true;
    if (!pen->left || place_of(name) < place_of(pen->left))
        pen->left = name;
    if (!pen->right || place_of(name) > place_of(pen->right))
        pen->right = name;
}

static void find_used(Pen *pen)
{
    for (unsigned i = 0; i < pen->drawing->items->len; i++) {
        const MermaidItem *item = item_at(pen->drawing, i);

        if (is_missing(item) || !is_shown(pen->drawing, i))
            continue;
        use(pen, item->from);
        use(pen, item->to);
    }
}

/* Begins a note; the caller appends its text and the line end. */
static void begin_note(Pen *pen, const char *from, const char *to)
{
    bool is_wide = !g_str_equal(from, to);

    g_string_append_printf(pen->out, "%s    Note over %s%s%s: ", pen->is_aside ? "    " : "",
                           from, is_wide ? "," : "", is_wide ? to : "");
}

static void end_aside(Pen *pen)
{
    if (pen->is_aside)
        g_string_append(pen->out, "    end\n");
    pen->is_aside = false;
}

/* The date and time of the first message, and where a second or more went by without one. */
static void tell_time(Pen *pen, int64_t time)
{
    bool is_first = pen->last == TIME_NONE;
    char text[TIME_TEXT];

    if (time == TIME_NONE || (!is_first && time - pen->last < NS_PER_S)) {
        pen->last = MAX(pen->last, time);
        return;
    }
    end_aside(pen);
    begin_note(pen, pen->left, pen->right);
    if (is_first || time_text_day(&pen->clock, time) != time_text_day(&pen->clock, pen->last)) {
        time_text_date(&pen->clock, time, text);
        g_string_append_printf(pen->out, "%s ", text);
    }
    time_text_clock(&pen->clock, time, CLOCK_DIGITS, text);
    g_string_append(pen->out, text);
    if (is_first) {
        time_text_zone(&pen->clock, time, text);
        g_string_append_printf(pen->out, " %s", text);
    } else {
        time_text_span(time - pen->last, text);
        g_string_append_printf(pen->out, ", %s later", text);
    }
    g_string_append_c(pen->out, '\n');
    pen->last = time;
}

/* The name of a party that has @role and is shown; @otherwise if there is none. */
static const char *shown_role(const Pen *pen, char role, const char *otherwise)
{
    for (unsigned i = 0; i < pen->drawing->parties->len; i++)
        if (pen->is_used[i] && role && name_of(pen->drawing, i)[0] == role)
            return name_of(pen->drawing, i);
    return otherwise;
}

static void draw_missing(Pen *pen, const MermaidItem *item)
{
    const char *from = shown_role(pen, item->from_role, NULL);
    const char *to = shown_role(pen, item->to_role, NULL);

    end_aside(pen);
    begin_note(pen, from ? from : to ? to : pen->left, to ? to : from ? from : pen->right);
    g_string_append_printf(pen->out, "%s\n", item->note);
}

/* What one server says to another, or a party to itself, is no arrow of the language. */
static void draw_relaying(Pen *pen, const MermaidItem *item, const char *name)
{
    const MermaidParties *parties = pen->drawing->parties;
    g_autoptr(GString) from = g_string_new(NULL);
    g_autoptr(GString) to = g_string_new(NULL);

    end_aside(pen);
    begin_note(pen, name, name);
    if (item->is_arrow)
        mermaid_label_append(pen->out, item->message, NULL, 0);
    if (item->from != item->to) {
        mermaid_parties_append_address(parties, item->from, from);
        mermaid_parties_append_address(parties, item->to, to);
        g_string_append_printf(pen->out, "%s%s to %s", item->is_arrow ? " " : "", from->str,
                               to->str);
    }
    if (*item->note && (pen->drawing->detail.has_notes || !item->is_arrow))
        g_string_append_printf(pen->out, "%s%s",
                               item->is_arrow || item->from != item->to ? "<br/>" : "",
                               item->note);
    g_string_append_c(pen->out, '\n');
}

static void draw_note(Pen *pen, const MermaidItem *item, const char *from, const char *to)
{
    if (!*item->note ||
        (!pen->drawing->detail.has_notes && !item->is_deviation && item->is_arrow))
        return;
    begin_note(pen, from, to);
    g_string_append_printf(pen->out, "%s\n", item->note);
}

static void draw_arrow(Pen *pen, const MermaidItem *item, const char *from, const char *to)
{
    JudgedMessage judged = { .conditions = item->conditions };

    if (item->is_aside && !pen->is_aside)
        g_string_append(pen->out, "    opt set aside\n");
    else if (!item->is_aside)
        end_aside(pen);
    pen->is_aside = item->is_aside;
    pen->arrows++;
    g_string_append_printf(pen->out, "%s    %s%s%s: ", pen->is_aside ? "    " : "", from,
                           message_is_request(item->message) ? "->>" : "-->>", to);
    mermaid_label_append(pen->out, item->message, &judged, pen->drawing->numbers[item->call]);
    g_string_append_c(pen->out, '\n');
}

static void draw_item(Pen *pen, const MermaidItem *item)
{
    const char *from, *to;

    if (is_missing(item)) {
        draw_missing(pen, item);
        return;
    }
    tell_time(pen, item->message->time);
    from = name_of(pen->drawing, item->from);
    to = name_of(pen->drawing, item->to);
    if (g_str_equal(from, to)) {
        draw_relaying(pen, item, from);
        return;
    }
    if (item->is_arrow)
        draw_arrow(pen, item, from, to);
    else
        end_aside(pen);
    draw_note(pen, item, from, to);
}

unsigned mermaid_draw(const MermaidDrawing *drawing, GString *out)
{
    g_autofree bool *is_used = g_new0(bool, drawing->parties->len + 1);
    unsigned ends = drawing->detail.ends;
    Pen pen = {
        .drawing = drawing,
        .out = out,
        .is_used = is_used,
        .clock = { .utc = drawing->context->utc },
        .last = TIME_NONE,
    };

    find_used(&pen);
    mermaid_parties_append(drawing->parties, is_used, out);
    for (unsigned i = 0; i < drawing->items->len && pen.left; i++) {
        if (ends > 0 && i == ends && drawing->items->len > 2 * ends) {
            end_aside(&pen);
            begin_note(&pen, pen.left, pen.right);
            g_string_append_printf(out, "%u messages are left out here\n",
                                   drawing->items->len - 2 * ends);
        }
        if (is_shown(drawing, i))
            draw_item(&pen, item_at(drawing, i));
    }
    end_aside(&pen);
    return pen.arrows;
}
