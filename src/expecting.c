/* SPDX-License-Identifier: Apache-2.0 */
#include "src/expecting.h"

#include "reports/test_words.h"
#include "src/flow_names.h"
#include "src/say.h"

struct Expecting {
    Expectation *what; /* NULL: nothing is expected */
    uint64_t looked_at, bad;
};

static void add(const Template *flow, void *user)
{
    expectation_add(user, flow);
}

Expecting *expecting_new(const Options *options, const Library *library, GError **error)
{
    g_autoptr(Expecting) expecting = g_new0(Expecting, 1);

    if (!options->expect)
        return g_steal_pointer(&expecting);
    expecting->what = expectation_new();
    expecting->what->allow_incomplete = options->allow_incomplete;
    if (!flow_names_read("expect", options->expect, library,
                         &(FlowNames){ add, expecting->what }, error))
        return NULL;
    expecting->what->looks_at_all |= options->methods != NULL;
    return g_steal_pointer(&expecting);
}

void expecting_free(Expecting *expecting)
{
    if (!expecting)
        return;
    expectation_free(expecting->what);
    g_free(expecting);
}

const Expectation *expecting_what(const Expecting *expecting)
{
    return expecting->what;
}

static void complain(const Expecting *expecting, const ReportContext *context, const Call *call)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const Message *message = test_words_message(call);

    g_string_append_printf(text, "call %" G_GUINT64_FORMAT, call->id);
    if (message)
        g_string_append_printf(
            text, " (packet %" G_GUINT64_FORMAT "%s%s)", (guint64)message->packet,
            context->captures_len > 1 ? " of " : "",
            context->captures_len > 1 ? context->captures[message->input].path : "");
    g_string_append(text, ": ");
    test_words_append_outcome(text, expecting->what, call);
    say(text->str);
}

void expecting_look(Expecting *expecting, const ReportContext *context, const Call *call)
{
    Outcome outcome;

    if (!expecting->what)
        return;
    outcome = expectation_outcome(expecting->what, call);
    expecting->looked_at += outcome != OUTCOME_SKIPPED;
    if (outcome != OUTCOME_BAD)
        return;
    expecting->bad++;
    complain(expecting, context, call);
}

bool expecting_is_met(const Expecting *expecting)
{
    if (expecting->what && expecting->looked_at == 0)
        say("no call to check");
    return !expecting->what || (expecting->looked_at > 0 && expecting->bad == 0);
}
