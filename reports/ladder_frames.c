/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/ladder_frames.h"

#include "reports/flow_words.h"

/* Finds where phases begin: true in @begins for the first row of each. Returns how many; 0
 * where there is nothing to tell apart. */
static unsigned find_begins(const LadderLayout *layout, const Template *flow, bool *begins)
{
    g_autofree bool *is_known = g_new0(bool, flow->phases_len);
    unsigned now = LADDER_NO_PHASE;
    unsigned count = 0;

    for (unsigned i = 0; i < layout->rows_len; i++) {
        const LadderRow *row = &layout->rows[i];
        bool is_late = row->tone != LADDER_REQUEST;

        if (row->phase == LADDER_NO_PHASE || row->phase == now ||
            (is_known[row->phase] && is_late))
            continue;
        now = row->phase;
        is_known[now] = true;
        begins[i] = true;
        count++;
    }
    return count == 1 && is_known[0] ? 0 : count;
}

void ladder_frames_add_rows(LadderLayout *layout, const Call *call)
{
    const Template *flow = flow_words_has_flow(call->judgement) ? call->judgement->flow : NULL;
    g_autofree bool *begins = g_new0(bool, layout->rows_len);
    g_autofree LadderRow *rows = NULL;
    unsigned count = flow ? find_begins(layout, flow, begins) : 0;
    unsigned len = layout->rows_len;

    if (count == 0)
        return;
    rows = g_steal_pointer(&layout->rows);
    layout->rows = g_new(LadderRow, len + count);
    layout->rows_len = 0;
    for (unsigned i = 0; i < len; i++) {
        if (begins[i])
            layout->rows[layout->rows_len++] = (LadderRow){
                .kind = LADDER_PHASE,
                .message = rows[i].message,
                .phase = rows[i].phase,
                .label = rows[i].phase ? flow->phases[rows[i].phase].name : flow->name,
                .detail = "",
                .time = TIME_NONE,
                .delta = SPAN_NONE,
            };
        layout->rows[layout->rows_len++] = rows[i];
    }
}

void ladder_frames_make(LadderLayout *layout)
{
    unsigned count = 0;

    for (unsigned i = 0; i < layout->rows_len; i++)
        count += layout->rows[i].kind == LADDER_PHASE;
    layout->frames = g_new(LadderFrame, count);
    for (unsigned i = 0; i < layout->rows_len; i++) {
        const LadderRow *row = &layout->rows[i];

        if (row->kind == LADDER_PHASE)
            layout->frames[layout->frames_len++] = (LadderFrame){ row->label, i, i };
        else if (row->phase != LADDER_NO_PHASE && layout->frames_len > 0)
            layout->frames[layout->frames_len - 1].last = i;
    }
}
