/* SPDX-License-Identifier: Apache-2.0 */
#include "src/selection.h"

#include <string.h>

#include "dissect/sip/method.h"
#include "src/flow_names.h"

typedef struct Range {
    uint64_t first, last;
} Range;

struct Selection {
    const Options *options;
    GArray *ranges;                /* Range; empty: any number */
    unsigned methods, not_methods; /* bits by Method; 0: any, none */
    GPtrArray *flows;              /* of Template; empty: any */
    unsigned verdicts;             /* bits by FlowVerdict; 0: any */
};

/* strtoull() alone would take a sign and blanks. */
static bool read_number(const char *text, char **end, uint64_t *number)
{
    *number = g_ascii_strtoull(text, end, 10);
    return g_ascii_isdigit(*text);
}

static bool read_range(const char *text, Range *range)
{
    char *end = NULL;

    if (!read_number(text, &end, &range->first) || range->first == 0)
        return false;
    range->last = range->first;
    if (*end == '-' &&
        (!read_number(end + 1, &end, &range->last) || range->last < range->first))
        return false;
    return *end == '\0';
}

/* As g_strsplit() by commas, which makes no part at all of an empty text. */
static char **parts_of(const char *text)
{
    return *text ? g_strsplit(text, ",", -1) : g_strsplit(",", ",", -1);
}

static bool read_numbers(Selection *selection, const char *text, GError **error)
{
    g_auto(GStrv) parts = parts_of(text);

    for (char **part = parts; *part; part++) {
        Range range;

        if (!read_range(*part, &range)) {
            g_set_error(error, OPTIONS_ERROR, 0,
                        "--number=%s: expected numbers of the list, as 3 or 3,7 or 10-20",
                        text);
            return false;
        }
        g_array_append_val(selection->ranges, range);
    }
    return true;
}

static bool read_methods(Selection *selection, const char *text, GError **error)
{
    g_auto(GStrv) parts = parts_of(text);

    for (char **part = parts; *part; part++) {
        bool is_not = **part == '!';
        g_autofree char *name = g_ascii_strup(*part + is_not, -1);
        Method method = method_of(slice_text(name));

        if (method == METHOD_OTHER) {
            g_set_error(error, OPTIONS_ERROR, 0,
                        "--method=%s: '%s' is no method; known are ACK BYE CANCEL INFO INVITE "
                        "MESSAGE NOTIFY OPTIONS PRACK PUBLISH REFER REGISTER SUBSCRIBE UPDATE",
                        text, *part + is_not);
            return false;
        }
        if (is_not)
            selection->not_methods |= 1u << method;
        else
            selection->methods |= 1u << method;
    }
    return true;
}

Selection *selection_new(const Options *options, GError **error)
{
    g_autoptr(Selection) selection = g_new0(Selection, 1);

    selection->options = options;
    selection->ranges = g_array_new(FALSE, FALSE, sizeof(Range));
    selection->flows = g_ptr_array_new();
    for (char **text = options->numbers; text && *text; text++)
        if (!read_numbers(selection, *text, error))
            return NULL;
    for (char **text = options->methods; text && *text; text++)
        if (!read_methods(selection, *text, error))
            return NULL;
    return g_steal_pointer(&selection);
}

static void add_flow(const Template *flow, void *user)
{
    g_ptr_array_add(user, (gpointer)flow);
}

static bool read_verdicts(Selection *selection, const char *text, GError **error)
{
    g_auto(GStrv) parts = parts_of(text);

    for (char **part = parts; *part; part++) {
        FlowVerdict verdict = 0;

        while (verdict < FLOW_VERDICTS && !g_str_equal(*part, flow_verdict_name(verdict)))
            verdict++;
        if (verdict == FLOW_VERDICTS) {
            g_set_error(error, OPTIONS_ERROR, 0,
                        "--verdict=%s: '%s' is no verdict; known are conforms, incomplete, "
                        "deviates, unknown",
                        text, *part);
            return false;
        }
        selection->verdicts |= 1u << verdict;
    }
    return true;
}

bool selection_read_flows(Selection *selection, const Library *library, GError **error)
{
    const Options *options = selection->options;

    for (char **text = options->verdicts; text && *text; text++)
        if (!read_verdicts(selection, *text, error))
            return false;
    return !options->flow_names ||
           flow_names_read("flow", options->flow_names, library,
                           &(FlowNames){ add_flow, selection->flows }, error);
}

void selection_free(Selection *selection)
{
    if (!selection)
        return;
    g_array_unref(selection->ranges);
    g_ptr_array_unref(selection->flows);
    g_free(selection);
}

static bool has_number(const Selection *selection, uint64_t number)
{
    for (unsigned i = 0; i < selection->ranges->len; i++) {
        const Range *range = &g_array_index(selection->ranges, Range, i);

        if (number >= range->first && number <= range->last)
            return true;
    }
    return selection->ranges->len == 0;
}

static bool has_method(const Selection *selection, const Dialog *dialog)
{
    unsigned method = 1u << (dialog->is_invite ? METHOD_INVITE : dialog->method);

    /* a capture that begins later may show only the BYE of a call */
    method |= 1u << dialog->method;
    return !(method & selection->not_methods) &&
           (!selection->methods || (method & selection->methods));
}

static bool is_one_of(char *const *wanted, Slice value)
{
    for (; wanted && *wanted; wanted++)
        if (slice_is(value, *wanted))
            return true;
    return false;
}

static bool holds_one_of(char *const *wanted, Slice value)
{
    g_autofree char *text = g_ascii_strdown((const char *)value.data, (gssize)value.len);

    for (; *wanted; wanted++) {
        g_autofree char *part = g_ascii_strdown(*wanted, -1);

        if (value.len && g_strstr_len(text, (gssize)value.len, part))
            return true;
    }
    return false;
}

bool selection_has(const Selection *selection, const Dialogs *dialogs, const DialogId *ids,
                   unsigned ids_len, uint64_t number)
{
    const Options *options = selection->options;
    const Texts *texts = dialogs_texts(dialogs);
    bool has_call_id = !options->call_ids, has_from = !options->from, has_to = !options->to;

    if (!has_number(selection, number) || !has_method(selection, dialogs_get(dialogs, ids[0])))
        return false;
    for (unsigned i = 0; i < ids_len && !(has_call_id && has_from && has_to); i++) {
        const Dialog *dialog = dialogs_get(dialogs, ids[i]);

        has_call_id =
            has_call_id || is_one_of(options->call_ids, texts_get(texts, dialog->call_id));
        has_from = has_from || holds_one_of(options->from, texts_get(texts, dialog->from));
        has_to = has_to || holds_one_of(options->to, texts_get(texts, dialog->to));
    }
    return has_call_id && has_from && has_to;
}

bool selection_needs_verdicts(const Selection *selection)
{
    return selection->options->flow_names || selection->options->verdicts;
}

bool selection_has_verdict(const Selection *selection, const Judgement *judgement)
{
    FlowVerdict verdict = judgement ? judgement->verdict : FLOW_UNKNOWN;
    const Template *flow = judgement ? judgement->flow : NULL;

    return (!selection->verdicts || (selection->verdicts & 1u << verdict)) &&
           (selection->flows->len == 0 ||
            (verdict != FLOW_UNKNOWN && g_ptr_array_find(selection->flows, flow, NULL)));
}

bool selection_is_particular(const Selection *selection)
{
    return selection->ranges->len > 0 || selection->options->call_ids || selection->methods ||
           selection_needs_verdicts(selection);
}
