/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/verdicts.h"

void say_all(Exchange *exchange, const char *script)
{
    g_auto(GStrv) lines = g_strsplit(script, ", ", -1);

    for (char **line = lines; *line; line++) {
        char from[2] = { (*line)[0] }, to[2] = { (*line)[2] };

        g_assert_true((*line)[1] == '>' && (*line)[3] == ' ');
        say(exchange, from, to, *line + 4);
    }
}

void say_nothing(Exchange *exchange, unsigned seconds)
{
    exchange->options.capture_end = exchange->time + seconds * INT64_C(1000000000);
}

static char *judgement_told(const Judgement *judgement)
{
    GString *text = g_string_new(judgement->flow ? judgement->flow->name : "nothing");

    g_string_append_printf(text, " %s", flow_verdict_name(judgement->verdict));
    if (judgement->reason != REASON_NONE)
        g_string_append_printf(text, " (%s)", flow_reason_name(judgement->reason));
    if (judgement->open && judgement->verdict == FLOW_INCOMPLETE) {
        g_autofree char *name = step_name(judgement->flow, judgement->open);

        g_string_append_printf(text, ", open %s", name);
    }
    for (unsigned i = 0; i < judgement->deviations_len; i++)
        g_string_append_printf(text, "\n%s", judgement->deviations[i].text);
    return g_string_free(text, FALSE);
}

char *verdict_of(const Exchange *exchange, const Library *library)
{
    MatchOptions options = { .capture_end = exchange->options.capture_end };
    g_autoptr(Matcher) matcher = matcher_new(library, exchange->dialogs, &options);
    g_autoptr(Call) call = call_of(exchange);
    Call *calls[] = { call };
    g_autoptr(Judgement) judgement = NULL;

    matcher_judge(matcher, calls, 1, &judgement);
    return judgement_told(judgement);
}
