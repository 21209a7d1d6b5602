/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/mermaid_diagram.h"

#include "flows/shape.h"
#include "reports/flow_words.h"
#include "reports/mermaid_draw.h"
#include "reports/mermaid_text.h"

/* Mermaid refuses texts of more than 50,000 characters where nobody configured it otherwise. */
#define BYTES_MAX 48000

/* Items of a diagram that is too long: so many of its beginning and of its end are drawn. */
#define ENDS 250

#define USER_WIDTH 48
#define CALL_ID_WIDTH 160

/* What is left to say of a call when it is gone. */
typedef struct DiagramCall {
    uint64_t id;
    uint64_t related;   /* the number of another that it was judged with; 0: none */
    bool begins_before; /* the capture, as the numbers of related calls have it */
    char *users, *verdict, *call_ids;
} DiagramCall;

struct MermaidDiagram {
    const ReportContext *context;
    MermaidParties parties;
    GArray *items; /* MermaidItem */
    GArray *calls; /* DiagramCall */
};

static void clear_call(gpointer data)
{
    DiagramCall *call = data;

    g_free(call->users);
    g_free(call->verdict);
    g_free(call->call_ids);
}

MermaidDiagram *mermaid_diagram_new(const ReportContext *context)
{
    MermaidDiagram *diagram = g_new0(MermaidDiagram, 1);

    diagram->context = context;
    mermaid_parties_init(&diagram->parties, context);
    diagram->items = mermaid_items_new();
    diagram->calls = g_array_new(FALSE, FALSE, sizeof(DiagramCall));
    g_array_set_clear_func(diagram->calls, clear_call);
    return diagram;
}

void mermaid_diagram_free(MermaidDiagram *diagram)
{
    if (!diagram)
        return;
    mermaid_parties_clear(&diagram->parties);
    g_array_unref(diagram->items);
    g_array_unref(diagram->calls);
    g_free(diagram);
}

static void append_fit(GString *out, Slice text, unsigned width)
{
    g_autoptr(GString) fit = g_string_new(NULL);

    terminal_append_cut(fit, text, width, true);
    mermaid_append_text(out, fit->str);
}

static char *users_of(const MermaidDiagram *diagram, const Call *call)
{
    const Texts *texts = dialogs_texts(diagram->context->dialogs);
    GString *users = g_string_new(NULL);

    append_fit(users, call_from(call, texts), USER_WIDTH);
    g_string_append(users, " to ");
    append_fit(users, call_to(call, texts), USER_WIDTH);
    return g_string_free(users, FALSE);
}

static char *call_ids_of(const MermaidDiagram *diagram, const Call *call)
{
    GString *lines = g_string_new(NULL);

    for (unsigned i = 0; i < call->dialogs_len; i++) {
        g_string_append(lines, "%% Call-ID ");
        append_fit(lines,
                   texts_get(dialogs_texts(diagram->context->dialogs),
                             call->dialogs[i]->call_id),
                   CALL_ID_WIDTH);
        g_string_append_c(lines, '\n');
    }
    return g_string_free(lines, FALSE);
}

static char *verdict_of(const Call *call)
{
    GString *verdict = g_string_new(NULL);

    flow_words_append_verdict(verdict, call->judgement);
    return g_string_free(verdict, FALSE);
}

void mermaid_diagram_add(MermaidDiagram *diagram, const Call *call)
{
    g_autofree unsigned *of = g_new(unsigned, call->participants_len + 1);
    const Message *first = call->messages_len > 0 ? call->messages[0].message : NULL;
    DiagramCall kept = {
        .id = call->id,
        .related = call->judgement ? call->judgement->related : 0,
        .begins_before =
            first && (!message_is_request(first) || first->flags & MESSAGE_IN_DIALOG),
        .users = users_of(diagram, call),
        .verdict = verdict_of(call),
        .call_ids = call_ids_of(diagram, call),
    };

    mermaid_parties_add(&diagram->parties, call, of);
    mermaid_items_append(diagram->items, diagram->context, call, diagram->calls->len, of);
    g_array_append_val(diagram->calls, kept);
}

static const DiagramCall *call_at(const MermaidDiagram *diagram, unsigned index)
{
    return &g_array_index(diagram->calls, DiagramCall, index);
}

/* Related calls are numbered as they began, one that began before the capture first. */
static unsigned *number_calls(const MermaidDiagram *diagram)
{
    unsigned *numbers = g_new0(unsigned, diagram->calls->len + 1);
    unsigned next = 1;

    for (unsigned i = 0; i < diagram->calls->len; i++)
        if (call_at(diagram, i)->begins_before)
            numbers[i] = next++;
    for (unsigned i = 0; i < diagram->calls->len; i++)
        if (!numbers[i])
            numbers[i] = next++;
    return numbers;
}

static int by_order(gconstpointer a, gconstpointer b, gpointer user)
{
    const Message *left = ((const MermaidItem *)a)->message;
    const Message *right = ((const MermaidItem *)b)->message;

    (void)user;
    return message_is_before(left, right) ? -1 : message_is_before(right, left);
}

/* True if all calls are there that these were judged with. */
static bool is_complete(const MermaidDiagram *diagram)
{
    for (unsigned i = 0; i < diagram->calls->len; i++) {
        uint64_t related = call_at(diagram, i)->related;
        bool is_there = related == 0;

        for (unsigned j = 0; j < diagram->calls->len; j++)
            is_there |= call_at(diagram, j)->id == related;
        if (!is_there)
            return false;
    }
    return true;
}

/* Draws as much as Mermaid takes; *@is_whole: that is all. Returns the number of arrows. */
static unsigned draw(const MermaidDiagram *diagram, GString *out, bool *is_whole)
{
    static const MermaidDetail DETAILS[] = {
        { true, 0 }, { false, 0 }, { true, ENDS }, { false, ENDS }
    };
    g_autofree unsigned *numbers = number_calls(diagram);
    unsigned arrows = 0;

    for (unsigned level = 0; level < G_N_ELEMENTS(DETAILS); level++) {
        MermaidDrawing drawing = { diagram->context, &diagram->parties, diagram->items, numbers,
                                   DETAILS[level] };

        g_string_truncate(out, 0);
        arrows = mermaid_draw(&drawing, out);
        *is_whole = DETAILS[level].ends == 0 || diagram->items->len <= 2 * ENDS;
        if (out->len <= BYTES_MAX && (arrows <= TEMPLATE_STEPS_MAX || DETAILS[level].ends > 0))
            break;
    }
    return arrows;
}

/* Draws the diagram. Returns why it is no flow; NULL if it is one. */
static const char *draw_best(MermaidDiagram *diagram, GString *out)
{
    bool all_have_letters = mermaid_parties_name(&diagram->parties);
    bool is_whole;
    unsigned arrows = draw(diagram, out, &is_whole);

    if (!is_whole)
        return "not all messages are drawn";
    if (!is_complete(diagram))
        return "another call that belongs to it is not drawn";
    if (!all_have_letters)
        return "a flow has three terminals at most";
    if (diagram->calls->len > SHAPE_CALLS_MAX)
        return "a flow has four calls at most";
    if (arrows > 0)
        return NULL;
    if (mermaid_parties_split(&diagram->parties))
        draw(diagram, out, &is_whole);
    return "no message that a flow could ask for";
}

static void append_ids(const MermaidDiagram *diagram, GString *out)
{
    unsigned len = diagram->calls->len;

    g_string_append(out, len == 1 ? "Call " : "Calls ");
    for (unsigned i = 0; i < len; i++)
        g_string_append_printf(out, "%s%" G_GUINT64_FORMAT,
                               i == 0         ? ""
                               : i + 1 == len ? " and "
                                              : ", ",
                               call_at(diagram, i)->id);
}

static void append_head(const MermaidDiagram *diagram, const char *no_flow, GString *out)
{
    for (unsigned i = 0; i < diagram->calls->len; i++) {
        const DiagramCall *call = call_at(diagram, i);

        g_string_append_printf(out, "%%%% Call %" G_GUINT64_FORMAT ", %s: %s\n%s", call->id,
                               call->users, call->verdict, call->call_ids);
    }
    if (no_flow)
        g_string_append_printf(out, "%%%% This is no flow that calls can be held against: %s\n",
                               no_flow);
    else
        g_string_append(out, "%% rank: 0\n");
}

static void append_title(const MermaidDiagram *diagram, GString *out)
{
    const DiagramCall *call = call_at(diagram, 0);

    g_string_append(out, "sequenceDiagram\n    title ");
    append_ids(diagram, out);
    if (diagram->calls->len == 1)
        g_string_append_printf(out, ", %s", call->users);
    g_string_append_printf(out, ": %s\n", call->verdict);
}

void mermaid_diagram_print(MermaidDiagram *diagram, GString *out)
{
    g_autoptr(GString) body = g_string_new(NULL);
    const char *no_flow;

    if (diagram->calls->len == 0) {
        g_string_append(out, "sequenceDiagram\n    title No call to show\n");
        return;
    }
    if (diagram->calls->len > 1)
        g_array_sort_with_data(diagram->items, by_order, NULL);
    no_flow = draw_best(diagram, body);
    append_head(diagram, no_flow, out);
    append_title(diagram, out);
    g_string_append_len(out, body->str, (gssize)body->len);
}
