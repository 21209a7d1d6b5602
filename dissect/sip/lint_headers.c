/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/lint_checks.h"

#define CSEQ_MAX INT32_MAX
#define EXPIRES_MAX UINT32_MAX

/* One each in every message (RFC 3261 8.1.1); Max-Forwards has a rule of its own. */
static const char *const MANDATORY[] = { "To", "From", "Call-ID", "CSeq", "Via" };

/* Headers whose grammar has one value (RFC 3261 25.1 and the extensions'). */
static const char *const SINGLE[] = {
    "To",
    "From",
    "Call-ID",
    "CSeq",
    "Max-Forwards",
    "Content-Type",
    "Content-Length",
    "Expires",
    "Min-Expires",
    "Date",
    "MIME-Version",
    "Subject",
    "Organization",
    "Priority",
    "Timestamp",
    "User-Agent",
    "Server",
    "Retry-After",
    "Reply-To",
    "Event",
    "Subscription-State",
    "Session-Expires",
    "Min-SE",
    "RSeq",
    "RAck",
    "Replaces",
    "Content-Disposition",
};

static void check_presence(const LintMessage *message, LintFindings *findings)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(MANDATORY); i++)
        if (lint_message_header(message, MANDATORY[i]).len == 0)
            lint_add(findings, LINT_HEADER_MISSING, "%s is missing", MANDATORY[i]);
    for (unsigned i = 0; i < G_N_ELEMENTS(SINGLE); i++) {
        unsigned count = lint_message_count(message, SINGLE[i]);

        if (count > 1)
            lint_add(findings, LINT_HEADER_REPEATED, "%s is there %u times", SINGLE[i], count);
    }
}

static void check_cseq(const SipView *view, LintFindings *findings)
{
    Slice number = slice_head(view->cseq_text, slice_span(view->cseq_text, BYTE_BLANKS));
    Slice method = slice_trim(slice_tail(view->cseq_text, number.len));
    uint64_t value;

    if (view->cseq_text.len == 0)
        return;
    if (!lint_message_number(number, CSEQ_MAX, &value))
        lint_add(findings, LINT_CSEQ_NUMBER, "CSeq %.*s is no number below 2^31",
                 LINT_VALUE(number));
    if (view->is_request && !slice_equals(method, view->method_text))
        lint_add(findings, LINT_CSEQ_METHOD, "CSeq says %.*s, the request is %.*s",
                 LINT_VALUE(method), LINT_VALUE(view->method_text));
}

static void check_tags(const SipView *view, LintFindings *findings)
{
    if (view->from.len > 0 && view->from_tag.len == 0)
        lint_add_plain(findings, LINT_FROM_TAG_MISSING);
    if (!view->is_request && view->status > 100 && view->to.len > 0 && view->to_tag.len == 0)
        lint_add(findings, LINT_ANSWER_TO_TAG_MISSING, "To of a %u to %.*s has no tag",
                 view->status, LINT_VALUE(view->method_text));
}

static void check_max_forwards(const LintMessage *message, LintFindings *findings)
{
    Slice value = lint_message_header(message, "Max-Forwards");
    uint64_t number;

    if (lint_message_count(message, "Max-Forwards") == 0) {
        if (message->view.is_request)
            lint_add_plain(findings, LINT_MAX_FORWARDS_MISSING);
        return;
    }
    if (!lint_message_number(value, 255, &number))
        lint_add(findings, LINT_MAX_FORWARDS_RANGE,
                 "Max-Forwards is \"%.*s\", no number from 0 to 255", LINT_VALUE(value));
}

/* rfc1123-date; whatever else is in it, it ends in GMT. */
static void check_times(const LintMessage *message, LintFindings *findings)
{
    Slice date = lint_message_header(message, "Date");
    Slice expires = lint_message_header(message, "Expires");
    uint64_t number;

    if (date.len > 0 && (date.len < 4 || !slice_is(slice_tail(date, date.len - 4), " GMT")))
        lint_add(findings, LINT_DATE_ZONE, "Date \"%.*s\" does not end in GMT",
                 LINT_VALUE(date));
    if (lint_message_count(message, "Expires") &&
        !lint_message_number(expires, EXPIRES_MAX, &number))
        lint_add(findings, LINT_EXPIRES_NUMBER, "Expires is \"%.*s\", no number below 2^32",
                 LINT_VALUE(expires));
}

void lint_check_headers(const LintMessage *message, LintFindings *findings)
{
    check_presence(message, findings);
    check_cseq(&message->view, findings);
    check_tags(&message->view, findings);
    check_max_forwards(message, findings);
    check_times(message, findings);
}
