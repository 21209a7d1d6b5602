/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/mermaid_items.h"

#include "reports/flow_words.h"
#include "reports/mermaid_label.h"
#include "reports/mermaid_note.h"
#include "reports/mermaid_text.h"

/* Deviations that are told one by one. */
#define TOLD_MAX 20

/* A call while its items are made. */
typedef struct Maker {
    GArray *items;
    const Call *call;
    unsigned at;
    const unsigned *of;
    MermaidNotes notes;
} Maker;

static void clear_item(gpointer item)
{
    g_free(((MermaidItem *)item)->note);
}

GArray *mermaid_items_new(void)
{
    GArray *items = g_array_new(FALSE, FALSE, sizeof(MermaidItem));

    g_array_set_clear_func(items, clear_item);
    return items;
}

/* From *@next on, the first deviation that is told at message @index; NULL if there is none. Of
 * a call TOLD_MAX are told. */
static const Deviation *next_deviation(const Call *call, unsigned *next, bool is_missing,
                                       unsigned index)
{
    const Judgement *judgement = call->judgement;
    unsigned len = flow_words_has_flow(judgement) ? judgement->deviations_len : 0;

    while (*next < MIN(len, TOLD_MAX)) {
        const Deviation *deviation = &judgement->deviations[(*next)++];

        if ((deviation->kind == DEVIATION_MISSING) == is_missing &&
            (is_missing ? deviation->before : deviation->message) == index)
            return deviation;
    }
    return NULL;
}

static void append_deviation(const Deviation *deviation, gsize start, GString *out)
{
    g_autoptr(GString) fit = g_string_new(NULL);
    g_autofree char *text =
        g_strdup_printf("%s: %s", deviation_kind_name(deviation->kind), deviation->text);

    terminal_append(fit, slice_text(text), true);
    mermaid_append_lines(out, start, fit->str);
}

/* Of several calls that are one story each tells the same deviations. */
static bool is_told(const GArray *items, const char *note)
{
    for (unsigned i = 0; i < items->len; i++)
        if (g_array_index(items, MermaidItem, i).is_deviation &&
            g_str_equal(g_array_index(items, MermaidItem, i).note, note))
            return true;
    return false;
}

/* What never came in front of message @index. */
static void add_missing(Maker *maker, unsigned index)
{
    const Call *call = maker->call;
    unsigned at = MIN(index, call->messages_len - 1), next = 0;
    const Deviation *deviation;

    while ((deviation = next_deviation(call, &next, true, index))) {
        g_autoptr(GString) note = g_string_new(NULL);
        MermaidItem item = {
            .message = call->messages[at].message,
            .call = maker->at,
            .is_deviation = true,
            .from_role = deviation->from,
            .to_role = deviation->to,
        };

        append_deviation(deviation, 0, note);
        if (is_told(maker->items, note->str))
            continue;
        item.note = g_string_free(g_steal_pointer(&note), FALSE);
        g_array_append_val(maker->items, item);
    }
}

static void add_message(Maker *maker, unsigned index)
{
    const Call *call = maker->call;
    const CallMessage *message = &call->messages[index];
    const JudgedMessage *judged = call->judgement && index < call->judgement->messages_len
                                      ? &call->judgement->messages[index]
                                      : NULL;
    MermaidItem item = {
        .message = message->message,
        .call = maker->at,
        .from = maker->of[message->from],
        .to = maker->of[message->to],
        .conditions = judged ? judged->conditions : 0,
        .is_arrow = mermaid_label_has(message->message),
        .is_aside = judged && (judged->is_aside || !judged->conditions),
    };
    g_autoptr(GString) note = g_string_new(NULL);
    const Deviation *deviation;
    unsigned next = 0;

    if (!item.is_arrow)
        mermaid_notes_append_name(&maker->notes, index, note);
    mermaid_notes_append(&maker->notes, index, 0, note);
    while ((deviation = next_deviation(call, &next, false, index))) {
        append_deviation(deviation, 0, note);
        item.is_deviation = true;
    }
    item.note = g_string_free(g_steal_pointer(&note), FALSE);
    g_array_append_val(maker->items, item);
}

void mermaid_items_append(GArray *items, const ReportContext *context, const Call *call,
                          unsigned at, const unsigned *of)
{
    Maker maker = { .items = items, .call = call, .at = at, .of = of };

    if (call->messages_len == 0)
        return;
    mermaid_notes_init(&maker.notes, context, call);
    for (unsigned i = 0; i < call->messages_len; i++) {
        add_missing(&maker, i);
        if (call->messages[i].repeat == REPEAT_NONE)
            add_message(&maker, i);
    }
    add_missing(&maker, call->messages_len);
    mermaid_notes_clear(&maker.notes);
}
