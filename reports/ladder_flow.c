/* SPDX-License-Identifier: Apache-2.0
 *
 * An arrow that never came is named by the roles of its ends. Of several participants with a
 * role (two proxies in a row are one P) those are taken that had most to do with each other.
 */
#include "reports/ladder_flow.h"

#include "reports/flow_words.h"
#include "reports/ladder_rows.h"

#define NOWHERE G_MAXUINT
#define LOOKED_AT 1024 /* messages, to find who had to do with whom, */
#define COMPARED 64    /* among so many participants */

/* The two columns of an arrow. */
typedef struct Hop {
    unsigned from, to;
} Hop;

static bool is_drawn(const Deviation *deviation)
{
    return deviation->kind == DEVIATION_MISSING && deviation->step;
}

static char from_of(const Deviation *deviation)
{
    return deviation->from ? deviation->from : deviation->step->from;
}

static char to_of(const Deviation *deviation)
{
    return deviation->to ? deviation->to : deviation->step->to;
}

static unsigned find_stand_in(const LadderLayout *layout, char role)
{
    for (unsigned i = 0; i < layout->columns_len; i++)
        if (layout->columns[i].participant == LADDER_NOBODY && layout->columns[i].role == role)
            return i;
    return NOWHERE;
}

static unsigned messages_between(const Call *call, unsigned a, unsigned b)
{
    unsigned len = MIN(call->messages_len, LOOKED_AT);
    unsigned count = 0;

    for (unsigned i = 0; i < len; i++) {
        const CallMessage *message = &call->messages[i];

        count += (message->from == a && message->to == b) ||
                 (message->from == b && message->to == a);
    }
    return count;
}

/* The last participant with @role, or the column that stands for it: the server that did not
 * pass a request on is the last one that had it. */
static unsigned find_end(const LadderLayout *layout, const Call *call, char role)
{
    for (unsigned i = call->participants_len; i > 0; i--)
        if (flow_words_role(call, i - 1) == role)
            return ladder_rows_column(i - 1);
    return find_stand_in(layout, role);
}

static Hop find_hop(const LadderLayout *layout, const Call *call, char from, char to)
{
    Hop best = { find_end(layout, call, from), find_end(layout, call, to) };
    unsigned len = MIN(call->participants_len, COMPARED), most = 0;

    for (unsigned a = 0; a < len; a++)
        for (unsigned b = 0; flow_words_role(call, a) == from && b < len; b++) {
            unsigned count =
                a != b && flow_words_role(call, b) == to ? messages_between(call, a, b) : 0;

            if (count > most) {
                most = count;
                best = (Hop){ a, b };
            }
        }
    return best;
}

static void add_stand_in(LadderLayout *layout, const Call *call, char role)
{
    char subtitle[2] = { role, '\0' };

    if (find_end(layout, call, role) != NOWHERE)
        return;
    layout->columns = g_renew(LadderColumn, layout->columns, layout->columns_len + 1);
    layout->columns[layout->columns_len++] = (LadderColumn){
        .participant = LADDER_NOBODY,
        .role = role,
        .title = "(not seen)",
        .subtitle = g_string_chunk_insert_const(layout->strings, subtitle),
    };
}

void ladder_flow_add_columns(LadderLayout *layout, const Call *call)
{
    const Judgement *judgement = call->judgement;

    for (unsigned i = 0; flow_words_has_flow(judgement) && i < judgement->deviations_len; i++) {
        const Deviation *deviation = &judgement->deviations[i];

        if (!is_drawn(deviation))
            continue;
        add_stand_in(layout, call, from_of(deviation));
        add_stand_in(layout, call, to_of(deviation));
    }
}

/* The outermost phase that @step is part of. */
static unsigned phase_of(const Template *flow, const Step *step)
{
    unsigned phase = step->phase;

    while (phase && flow->phases[phase].parent)
        phase = flow->phases[phase].parent;
    return phase;
}

static void mark(LadderLayout *layout, LadderRow *row, const Template *flow,
                 const JudgedMessage *judged)
{
    static const struct {
        LadderMark mark;
        const char *sign;
    } MARKS[] = {
        [MARK_UNEXPECTED] = { LADDER_UNEXPECTED, "! " },
        [MARK_OUT_OF_ORDER] = { LADDER_OUT_OF_ORDER, "~ " },
    };
    bool is_step = judged->mark == MARK_MATCHED || judged->mark == MARK_OUT_OF_ORDER;

    if (is_step && judged->step) {
        row->step = judged->step->number;
        row->phase = phase_of(flow, judged->step);
    }
    if (judged->mark == MARK_UNEXPECTED || judged->mark == MARK_OUT_OF_ORDER) {
        g_autofree char *label = g_strconcat(MARKS[judged->mark].sign, row->label, NULL);

        row->mark = MARKS[judged->mark].mark;
        row->label = g_string_chunk_insert(layout->strings, label);
    }
}

/* The arrow of @deviation; from NOWHERE if it has no place. */
static LadderRow missing_row(LadderLayout *layout, const Call *call, const Deviation *deviation)
{
    g_autofree char *label = g_strconcat("(missing) ", deviation->step->label, NULL);
    Hop hop = find_hop(layout, call, from_of(deviation), to_of(deviation));

    if (hop.to == hop.from)
        hop.from = NOWHERE;
    return (LadderRow){
        .kind = LADDER_MISSING,
        .tone = deviation->step->codes ? LADDER_REFUSAL : LADDER_REQUEST,
        .message = deviation->before,
        .from = hop.from,
        .to = hop.to,
        .step = deviation->step->number,
        .phase = phase_of(call->judgement->flow, deviation->step),
        .label = g_string_chunk_insert(layout->strings, label),
        .detail = "",
        .time = TIME_NONE,
        .delta = SPAN_NONE,
    };
}

static int by_place(gconstpointer a, gconstpointer b)
{
    const LadderRow *left = a;
    const LadderRow *right = b;

    return left->message < right->message ? -1 : left->message > right->message;
}

/* The rows of all arrows that never came, in the order of their places. */
static GArray *missing_rows(LadderLayout *layout, const Call *call)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(LadderRow));

    for (unsigned i = 0; i < call->judgement->deviations_len; i++) {
        const Deviation *deviation = &call->judgement->deviations[i];
        LadderRow row;

        if (!is_drawn(deviation))
            continue;
        row = missing_row(layout, call, deviation);
        if (row.from != NOWHERE && row.to != NOWHERE)
            g_array_append_val(rows, row);
    }
    g_array_sort(rows, by_place);
    return rows;
}

static void insert_missing(LadderLayout *layout, const Call *call)
{
    g_autoptr(GArray) missing = missing_rows(layout, call);
    g_autofree LadderRow *rows = g_steal_pointer(&layout->rows);
    unsigned len = layout->rows_len;
    unsigned next = 0;

    layout->rows = g_new(LadderRow, len + missing->len);
    layout->rows_len = 0;
    for (unsigned i = 0; i <= len; i++) {
        for (; next < missing->len; next++) {
            const LadderRow *row = &g_array_index(missing, LadderRow, next);

            if (i < len && row->message > rows[i].message)
                break;
            layout->rows[layout->rows_len++] = *row;
        }
        if (i < len)
            layout->rows[layout->rows_len++] = rows[i];
    }
}

/* Explains the signs that occur. */
static void write_legend(LadderLayout *layout)
{
    static const char *const WORDS[] = {
        "! not in the flow",
        "~ out of order",
        "(missing) never came",
    };
    bool occurs[G_N_ELEMENTS(WORDS)] = { false };
    g_autoptr(GString) legend = g_string_new(NULL);

    for (unsigned i = 0; i < layout->rows_len; i++) {
        occurs[0] |= layout->rows[i].mark == LADDER_UNEXPECTED;
        occurs[1] |= layout->rows[i].mark == LADDER_OUT_OF_ORDER;
        occurs[2] |= layout->rows[i].kind == LADDER_MISSING;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(WORDS); i++)
        if (occurs[i])
            g_string_append_printf(legend, "%s%s", legend->len ? ";  " : "", WORDS[i]);
    layout->legend = g_string_chunk_insert(layout->strings, legend->str);
}

void ladder_flow_add_rows(LadderLayout *layout, const Call *call)
{
    const Judgement *judgement = call->judgement;

    layout->legend = "";
    if (!flow_words_has_flow(judgement))
        return;
    for (unsigned i = 0; i < layout->rows_len; i++)
        if (layout->rows[i].message < judgement->messages_len)
            mark(layout, &layout->rows[i], judgement->flow,
                 &judgement->messages[layout->rows[i].message]);
    insert_missing(layout, call);
    write_legend(layout);
}
