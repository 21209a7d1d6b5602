/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/legs.h"

#include "tests/support/linked.h"

#define OR(text, other) ((text) ? (text) : (other))

void legs_tell(Exchange *x, Line line)
{
    static const char SDP[] = "v=0\r\no=- %d 1 IN IP4 198.51.100.9\r\ns=-\r\n"
                              "c=IN IP4 198.51.100.9\r\nt=0 0\r\nm=audio %d RTP/AVP 0\r\n%s";
    bool is_answer = g_ascii_isdigit(line.start[0]);
    const char *called = OR(line.called, "4930222");
    g_autofree char *body = line.port ? g_strdup_printf(SDP, line.port, line.port,
                                                        line.is_hold ? "a=sendonly\r\n" : "")
                                      : g_strdup("");
    g_autofree char *first =
        is_answer ? g_strdup_printf("SIP/2.0 %s X", line.start)
                  : g_strdup_printf("%s sip:%s@example.net SIP/2.0", line.start, called);
    g_autofree char *tag = g_strdup_printf("tag-of-%s", line.call_id);
    g_autofree char *cseq = g_strdup_printf("1 %s", is_answer ? "INVITE" : line.start);
    g_autofree char *text = g_strdup_printf(
        "%s\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK%s%s\r\nFrom: <sip:%s@example.net>;tag=%s\r\n"
        "To: <sip:%s@example.net>%s%s\r\nCall-ID: %s\r\nCSeq: %s\r\n%s%s\r\n%s",
        first, line.call_id, OR(line.cseq, cseq), OR(line.caller, "4930111"), OR(line.tag, tag),
        called, line.to_tag ? ";tag=" : "", OR(line.to_tag, ""), line.call_id,
        OR(line.cseq, cseq), OR(line.headers, ""),
        line.port ? "Content-Type: application/sdp\r\n" : "", body);

    x->time = (INT64_C(1700000000000) + line.ms - 10) * 1000000;
    exchange_feed(x, slice_text(text), line.from, line.to);
}

static Slice name_of(const Exchange *x, DialogId id)
{
    return texts_get(dialogs_texts(x->dialogs), dialogs_get(x->dialogs, id)->call_id);
}

static void append_name(GString *text, const char *before, const Exchange *x, DialogId id)
{
    Slice name = name_of(x, id);

    g_string_append(text, before);
    g_string_append_len(text, (const char *)name.data, (gssize)name.len);
}

char *legs_told(const Exchange *x)
{
    g_autoptr(Links) links = linked(x->dialogs);
    GString *text = g_string_new(NULL);

    for (DialogId id = 1; id <= dialogs_len(x->dialogs); id++) {
        DialogId group, possibly;

        if (!dialogs_get(x->dialogs, id) || links_call(links, id) != id)
            continue;
        group = links_group(links, id);
        possibly = links_possibly(links, id);
        append_name(text, text->len ? " " : "", x, id);
        for (DialogId leg = 1; leg <= dialogs_len(x->dialogs); leg++)
            if (leg != id && links_call(links, leg) == id) {
                append_name(text, "+", x, leg);
                g_string_append_printf(text, "(%s)", links_evidence(links, leg));
            }
        if (group != id)
            append_name(text, "~", x, group);
        if (possibly)
            append_name(text, "?", x, possibly);
    }
    return g_string_free(text, FALSE);
}

LinkCounts legs_counts(const Exchange *x)
{
    g_autoptr(Links) links = linked(x->dialogs);

    return links_counts(links);
}
