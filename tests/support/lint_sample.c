/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/lint_sample.h"

#include <string.h>

static bool is_dropped(const LintSample *sample, const char *name)
{
    g_auto(GStrv) names = g_strsplit(sample->drop ? sample->drop : "", ",", -1);

    return g_strv_contains((const char *const *)names, name);
}

static void append(GString *text, const LintSample *sample, const char *name, const char *value)
{
    if (!is_dropped(sample, name))
        g_string_append_printf(text, "%s: %s\r\n", name, value);
}

static GString *write_sample(const LintSample *sample)
{
    GString *text = g_string_new(sample->start);
    bool is_answer = g_str_has_prefix(sample->start, "SIP/");
    g_autofree char *method =
        is_answer ? g_strdup("INVITE") : g_strndup(sample->start, strcspn(sample->start, " "));
    g_autofree char *cseq = g_strconcat("1 ", method, NULL);
    bool has_tag = is_answer || strstr("BYE PRACK NOTIFY", method);

    g_string_append(text, "\r\n");
    append(text, sample, "Via",
           sample->transport == TRANSPORT_TCP ? "SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKa"
                                              : "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa");
    if (!is_answer)
        append(text, sample, "Max-Forwards", "70");
    append(text, sample, "From", "\"A\" <sip:1001@example.net>;tag=1");
    append(text, sample, "To",
           has_tag ? "<sip:1002@example.net>;tag=2" : "<sip:1002@example.net>");
    append(text, sample, "Call-ID", "1@example.net");
    append(text, sample, "CSeq", cseq);
    append(text, sample, "Contact", "<sip:1001@192.0.2.1>");
    if (sample->add)
        g_string_append_printf(text, "%s\r\n", sample->add);
    if (!sample->has_length)
        g_string_append_printf(text, "Content-Length: %zu\r\n",
                               sample->body ? strlen(sample->body) : 0);
    g_string_append_printf(text, "\r\n%s", sample->body ? sample->body : "");
    return text;
}

char *lint_sample_look(const LintSample *sample, AnomalySet arrived)
{
    g_autoptr(GString) text = write_sample(sample);
    g_autoptr(LintFindings) findings = lint_findings_new();
    GString *rules = g_string_new(NULL);
    LintMessage message;

    g_assert_true(lint_message_read(&message, slice_of(text->str, text->len), sample->transport,
                                    arrived));
    lint_message_check(&message, findings);
    lint_message_clear(&message);
    for (guint i = 0; i < findings->list->len; i++) {
        const LintFinding *finding = &g_array_index(findings->list, LintFinding, i);

        g_assert_cmpstr(finding->text, !=, "");
        g_string_append_printf(rules, "%s%s", i ? " " : "", lint_rule_name(finding->rule));
    }
    return g_string_free(rules, FALSE);
}

void lint_samples_break(const LintSamples *samples, unsigned len)
{
    for (unsigned i = 0; i < len; i++) {
        g_autofree char *rules = lint_sample_look(&samples[i].bad, 0);

        if (!g_str_equal(rules, lint_rule_name(samples[i].rule)))
            g_error("case %u, %s: %s", i, lint_rule_name(samples[i].rule), rules);
    }
}

void lint_samples_keep(const LintSamples *samples, unsigned len)
{
    for (unsigned i = 0; i < len; i++) {
        g_autofree char *rules = lint_sample_look(&samples[i].good, 0);

        if (*rules)
            g_error("case %u, %s: %s", i, lint_rule_name(samples[i].rule), rules);
    }
}

bool lint_samples_have(const LintSamples *samples, unsigned len, unsigned rule)
{
    for (unsigned i = 0; i < len; i++)
        if (samples[i].rule == rule)
            return true;
    return false;
}
