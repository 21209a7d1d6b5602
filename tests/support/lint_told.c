/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/lint_told.h"

static void append_sdp(GString *text, const char *streams)
{
    const char *colon = strchr(streams, ':');
    g_autofree char *origin =
        colon ? g_strndup(streams, (gsize)(colon - streams)) : g_strdup("- 1 1");
    g_auto(GStrv) parts = g_strsplit(colon ? colon + 1 : streams, ",", -1);
    g_autoptr(GString) body = g_string_new(NULL);

    g_string_append_printf(body,
                           "v=0\r\no=%s IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
                           "t=0 0\r\n",
                           origin);

    for (char **part = parts; *part; part++) {
        g_auto(GStrv) words = g_strsplit(*part, " ", -1);

        g_assert_cmpuint(g_strv_length(words), ==, 4);
        g_string_append_printf(body, "m=%s %s RTP/AVP %s\r\na=%s\r\n", words[0], words[1],
                               words[2], words[3]);
    }
    g_string_append_printf(text,
                           "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
                           body->len, body->str);
}

static char *write_text(const char *told)
{
    g_auto(GStrv) halves = g_strsplit(told, " #", 2);
    g_auto(GStrv) parts = g_strsplit(halves[0], " |", -1);
    g_auto(GStrv) words = g_strsplit(parts[0], " ", -1);
    bool is_answer = g_ascii_isdigit(*words[1]);
    int asker = g_ascii_toupper(is_answer ? told[2] : told[0]) - 'A' + 1;
    bool has_tag = !g_str_equal(words[6], "-");
    GString *text = g_string_new(NULL);

    if (is_answer)
        g_string_append_printf(text, "SIP/2.0 %s Answer\r\n", words[1]);
    else
        g_string_append_printf(text, "%s %s SIP/2.0\r\n", words[1], words[2]);
    g_string_append_printf(text,
                           "Via: SIP/2.0/UDP 192.0.2.%d;branch=z9hG4bK%s\r\n"
                           "From: <sip:a@example.net>;tag=%s\r\n"
                           "To: <sip:b@example.net>%s%s\r\n"
                           "Call-ID: 1@example.net\r\nCSeq: %s %s\r\n",
                           asker, words[4], words[5], has_tag ? ";tag=" : "",
                           has_tag ? words[6] : "", words[3], words[is_answer ? 2 : 1]);
    for (char **header = parts + 1; *header; header++)
        g_string_append_printf(text, "%s\r\n", *header);
    if (halves[1])
        append_sdp(text, halves[1]);
    else
        g_string_append(text, "Content-Length: 0\r\n\r\n");
    return g_string_free(text, FALSE);
}

static char *address_of(char letter)
{
    return g_strdup_printf("%s.%d:5060", g_ascii_islower(letter) ? "198.51.100" : "192.0.2",
                           g_ascii_toupper(letter) - 'A' + 1);
}

void lint_told_say(Story *story, const char *told)
{
    g_autofree char *from = address_of(told[0]);
    g_autofree char *to = address_of(told[2]);
    g_autofree char *text = write_text(told);

    story_say_text(story, (int64_t)story->packets * 200, from, to, text);
}

Lint *lint_told_look(Story *story)
{
    Lint *lint = lint_new();

    for (unsigned rule = 0; rule < LINT_TAG_UNKNOWN; rule++)
        lint->findings->ignored[rule] = true;
    lint_look(lint, story_call(story), story->texts);
    return lint;
}

char *lint_told_find(const LintTold *told, const char *last)
{
    g_autoptr(Lint) lint = NULL;
    GString *rules = g_string_new(NULL);
    Story story;

    story_init(&story);
    for (const char *const *step = told->before; *step; step++)
        lint_told_say(&story, *step);
    lint_told_say(&story, last);
    lint = lint_told_look(&story);
    for (guint i = 0; i < lint->findings->list->len; i++) {
        const LintFinding *finding = &g_array_index(lint->findings->list, LintFinding, i);

        g_assert_cmpuint(finding->message, ==, story.packets - 1);
        g_string_append_printf(rules, "%s%s", i ? " " : "", lint_rule_name(finding->rule));
    }
    story_clear(&story);
    return g_string_free(rules, FALSE);
}

void lint_told_break(const LintTold *told, unsigned len)
{
    for (unsigned i = 0; i < len; i++) {
        g_autofree char *rules = lint_told_find(&told[i], told[i].bad);

        if (!g_str_equal(rules, lint_rule_name(told[i].rule)))
            g_error("case %u, %s: %s", i, lint_rule_name(told[i].rule), rules);
    }
}

void lint_told_keep(const LintTold *told, unsigned len)
{
    for (unsigned i = 0; i < len; i++) {
        g_autofree char *rules = lint_told_find(&told[i], told[i].good);

        if (*rules)
            g_error("case %u, %s: %s", i, lint_rule_name(told[i].rule), rules);
    }
}
