/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/lint_checks.h"

static void check_rseq(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;
    bool is_provisional = view->status > 100 && view->status < 200;
    bool is_required = lint_message_lists(message, "Require", "100rel");
    Slice rseq = lint_message_header(message, "RSeq");
    uint64_t number;

    if (view->is_request) {
        if (is_required && view->method != METHOD_INVITE && view->method != METHOD_CANCEL)
            lint_add(findings, LINT_REQUIRE_100REL, "a %.*s has Require: 100rel",
                     LINT_VALUE(view->method_text));
        return;
    }
    if (is_required && is_provisional && rseq.len == 0)
        lint_add(findings, LINT_RSEQ, "a %u with Require: 100rel has no RSeq", view->status);
    else if (rseq.len > 0 && !is_provisional)
        lint_add(findings, LINT_RSEQ, "a %u has RSeq, which is for 101 to 199", view->status);
    else if (rseq.len > 0 && !is_required)
        lint_add(findings, LINT_RSEQ, "a %u with RSeq has no Require: 100rel", view->status);
    else if (rseq.len > 0 && (!lint_message_number(rseq, UINT32_MAX, &number) || number == 0))
        lint_add(findings, LINT_RSEQ, "RSeq is \"%.*s\", no number from 1 to 2^32-1",
                 LINT_VALUE(rseq));
}

/* Takes the first word off @left. */
static Slice take_word(Slice *left)
{
    Slice trimmed = slice_trim_left(*left);
    Slice word = slice_head(trimmed, slice_span(trimmed, BYTE_BLANKS));

    *left = slice_tail(trimmed, word.len);
    return word;
}

static void check_rack(const LintMessage *message, LintFindings *findings)
{
    Slice rack = lint_message_header(message, "RAck");
    Slice left = rack;
    uint64_t number;

    if (message->view.method != METHOD_PRACK || !message->view.is_request)
        return;
    if (rack.len == 0)
        lint_add(findings, LINT_RACK, "the PRACK has no RAck");
    else if (!lint_message_number(take_word(&left), UINT32_MAX, &number) ||
             !lint_message_number(take_word(&left), INT32_MAX, &number) ||
             take_word(&left).len == 0)
        lint_add(findings, LINT_RACK, "RAck \"%.*s\" is not two numbers and a method",
                 LINT_VALUE(rack));
}

static void check_replaces(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;
    Slice replaces = lint_message_header(message, "Replaces");
    Slice tag;

    if (replaces.len == 0)
        return;
    if (view->is_request && view->method != METHOD_INVITE)
        lint_add(findings, LINT_REPLACES, "Replaces is for INVITE, this is %.*s",
                 LINT_VALUE(view->method_text));
    else if (slice_find(replaces, ';') == 0 || !lint_message_param(replaces, "to-tag", &tag) ||
             !lint_message_param(replaces, "from-tag", &tag))
        lint_add(findings, LINT_REPLACES,
                 "Replaces \"%.*s\" is not a Call-ID with to-tag and from-tag",
                 LINT_VALUE(replaces));
}

void lint_check_extensions(const LintMessage *message, LintFindings *findings)
{
    check_rseq(message, findings);
    check_rack(message, findings);
    check_replaces(message, findings);
}
