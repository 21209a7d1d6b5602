/* SPDX-License-Identifier: Apache-2.0
 *
 * The scan of one message:
 *
 *     where to cut it (2 bytes), then the message
 *
 * All that it finds lies in the message. Where libosip2 accepts it too, both found the same,
 * unless that is no word: libosip2 takes blanks and separators into one, or out of it. And what
 * is left of the message after a cut has the same Call-ID or none.
 */
#include <string.h>

#include "dissect/base/reader.h"
#include "dissect/sip/full.h"
#include "dissect/sip/scan.h"
#include "tests/fuzz/bench.h"
#include "tests/fuzz/target.h"

static void assert_slices_inside(const SipView *view)
{
    const Slice found[] = { view->start_line,
                            view->headers,
                            view->body,
                            view->method_text,
                            view->request_uri,
                            view->reason,
                            view->call_id,
                            view->from,
                            view->to,
                            view->from_tag,
                            view->to_tag,
                            view->cseq_text,
                            view->via[0].sent_by,
                            view->via[0].branch,
                            view->via[1].sent_by,
                            view->via[1].branch,
                            view->contact,
                            view->contact_host,
                            view->challenge.realm,
                            view->challenge.nonce,
                            view->credentials.realm,
                            view->credentials.nonce,
                            view->content_type,
                            view->user_agent,
                            view->refer_to,
                            view->replaces,
                            view->session_id,
                            view->charging,
                            view->x_call_id,
                            view->x_cid,
                            view->asserted_identity };

    for (unsigned i = 0; i < G_N_ELEMENTS(found); i++)
        bench_assert_inside(found[i], view->text);
    g_assert_cmpuint(view->body_at, <=, view->text.len);
}

static void walk_headers(const SipView *view)
{
    Slice name;
    Slice value;
    size_t at = 0;
    size_t before = 0;

    while (scan_next_header(view, &at, &name, &value)) {
        g_assert_cmpuint(at, >, before);
        before = at;
        bench_assert_inside(name, view->headers);
        bench_assert_inside(value, view->headers);
    }
    bench_assert_inside(scan_header(view, "Contact"), view->headers);
    bench_assert_inside(scan_header(view, "X-Unknown"), view->headers);
}

static void cut(const SipView *whole, size_t len)
{
    Slice text = whole->text;
    g_autofree uint8_t *exact = g_memdup2(text.data, MIN(len, text.len));
    SipView view;

    if (!scan_message(slice_of(exact, MIN(len, text.len)), &view))
        return;
    assert_slices_inside(&view);
    if (view.call_id.len)
        g_assert_cmpmem(view.call_id.data, view.call_id.len, whole->call_id.data,
                        whole->call_id.len);
}

/* RFC 3261 25.1, word; libosip2 leaves the quotes of a parameter, which are none. */
static bool is_word(Slice text)
{
    static const char MARKS[] = "-.!%*_+`'~()<>:\\/[]?{}@";

    for (size_t i = 0; i < text.len; i++)
        if (!g_ascii_isalnum(text.data[i]) && !memchr(MARKS, text.data[i], sizeof MARKS - 1))
            return false;
    return text.len > 0;
}

static void assert_same(Slice scanned, const char *parsed)
{
    if (is_word(slice_text(parsed)) && (scanned.len == 0 || is_word(scanned)))
        g_assert_cmpmem(scanned.data, scanned.len, parsed, strlen(parsed));
}

static void compare_with_full(const SipView *view)
{
    g_autoptr(FullMessage) full = NULL;

    if (full_parse(view->text, &full) != VERDICT_OK)
        return;
    assert_same(view->call_id, full_call_id(full));
    assert_same(view->from_tag, full_from_tag(full));
    assert_same(view->to_tag, full_to_tag(full));
    assert_same(view->via[0].branch, full_top_branch(full));
    if (full_cseq_number(full) && !(view->anomalies & ANOMALY_BIT(ANOMALY_BAD_CSEQ)))
        g_assert_cmpuint(view->cseq, ==, g_ascii_strtoull(full_cseq_number(full), NULL, 10));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Reader reader = { .left = slice_of(data, size) };
    size_t cut_at = reader_be16(&reader);
    SipView view;

    full_init();
    if (!scan_message(reader.left, &view))
        return 0;
    assert_slices_inside(&view);
    walk_headers(&view);
    cut(&view, view.text.len ? cut_at % view.text.len : 0);
    if (!(view.anomalies & ~ANOMALY_BIT(ANOMALY_NOT_UTF8)) &&
        slice_find(view.text, '\0') == view.text.len)
        compare_with_full(&view);
    return 0;
}
