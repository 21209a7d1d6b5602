/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/compare.h"

#include "dissect/sip/full.h"
#include "dissect/sip/scan.h"

/* Asserts that @scanned is @parsed, NULL being the same as empty. libosip2 makes a blank of
 * each byte of a line end, and takes quotes off no parameter. */
static void assert_same(const char *what, Slice scanned, const char *parsed)
{
    g_autofree char *left = NULL;
    g_autofree char *right = NULL;
    Slice bare = slice_text(parsed);

    if (bare.len >= 2 && bare.data[0] == '"' && bare.data[bare.len - 1] == '"')
        bare = slice_of(bare.data + 1, bare.len - 2);
    left = g_strdup_printf("%s: %.*s", what, (int)scanned.len, (const char *)scanned.data);
    right = g_strdup_printf("%s: %.*s", what, (int)bare.len, (const char *)bare.data);
    g_assert_cmpstr(left, ==, right);
}

static void assert_same_cseq(const SipView *view, const FullMessage *full)
{
    const char *number = full_cseq_number(full);

    if (!number) {
        g_assert_cmpuint(view->cseq_text.len, ==, 0);
        return;
    }
    if (!(view->anomalies & ANOMALY_BIT(ANOMALY_BAD_CSEQ)))
        g_assert_cmpuint(view->cseq, ==, g_ascii_strtoull(number, NULL, 10));
    g_assert_cmpint(view->cseq_method, ==, method_of(slice_text(full_cseq_method(full))));
}

bool compare_scan_with_full(Slice text)
{
    g_autoptr(FullMessage) full = NULL;
    SipView view;
    bool is_sip = scan_message(text, &view);

    if (full_parse(text, &full) != VERDICT_OK)
        return false;
    g_assert_true(is_sip);
    assert_same("Call-ID", view.call_id, full_call_id(full));
    assert_same_cseq(&view, full);
    assert_same("From tag", view.from_tag, full_from_tag(full));
    assert_same("To tag", view.to_tag, full_to_tag(full));
    assert_same("branch", view.via[0].branch, full_top_branch(full));
    return true;
}
