/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/lint_checks.h"

#define BIT(method) (1u << METHOD_##method)

/* Requests that an event package is for (RFC 6665, RFC 3903 4). Of others nothing is known. */
#define OF_EVENTS (BIT(SUBSCRIBE) | BIT(NOTIFY) | BIT(PUBLISH))

/* The states of a subscription (RFC 6665 4.2.2). */
static const char *const STATES[] = { "active", "pending", "terminated" };

static bool has_events(const SipView *view)
{
    return (1u << view->method & OF_EVENTS) != 0;
}

static bool is_good(const SipView *view)
{
    return !view->is_request && view->status >= 200 && view->status <= 299;
}

static void check_event(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;
    bool has_event = lint_message_count(message, "Event") > 0;

    if (view->is_request && has_events(view) && !has_event)
        lint_add(findings, LINT_EVENT_MISSING, "the %.*s has no Event",
                 LINT_VALUE(view->method_text));
    if (!view->is_request && has_event)
        lint_add(findings, LINT_EVENT_MISPLACED, "a %u has Event, which is for requests",
                 view->status);
    if (lint_message_count(message, "Subscription-State") &&
        (!view->is_request || view->method != METHOD_NOTIFY))
        lint_add(findings, LINT_EVENT_MISPLACED,
                 "Subscription-State is for requests of NOTIFY alone");
}

static void check_state(const LintMessage *message, LintFindings *findings)
{
    Slice value = lint_message_header(message, "Subscription-State");
    Slice state = slice_trim(slice_head(value, slice_find(value, ';')));
    Slice expires;
    unsigned i = 0;

    if (value.len == 0) {
        lint_add_plain(findings, LINT_SUBSCRIPTION_STATE_MISSING);
        return;
    }
    while (i < G_N_ELEMENTS(STATES) && !slice_is_nocase(state, STATES[i]))
        i++;
    if (i == G_N_ELEMENTS(STATES))
        lint_add(findings, LINT_SUBSCRIPTION_STATE,
                 "Subscription-State is \"%.*s\", not active, pending or terminated",
                 LINT_VALUE(state));
    else if (!slice_is_nocase(state, "terminated") &&
             !lint_message_param(value, "expires", &expires))
        lint_add(findings, LINT_SUBSCRIPTION_EXPIRES,
                 "Subscription-State is %.*s and does not say for how long", LINT_VALUE(state));
}

/* What became of a transfer is told as a piece of a SIP message: a status line at least. */
static void check_progress(const LintMessage *message, LintFindings *findings)
{
    Slice event = lint_message_header(message, "Event");
    Slice type = message->view.content_type;

    if (!slice_is_nocase(slice_trim(slice_head(event, slice_find(event, ';'))), "refer"))
        return;
    type = slice_trim(slice_head(type, slice_find(type, ';')));
    if (!slice_is_nocase(type, "message/sipfrag"))
        lint_add(findings, LINT_REFER_NOTIFY,
                 "a NOTIFY of a REFER has no message/sipfrag for a body");
    else if (!message->is_body_unknown && !slice_begins(message->view.body, "SIP/2.0 "))
        lint_add(findings, LINT_REFER_NOTIFY,
                 "the sipfrag of a REFER does not begin with a status line");
}

static void check_accepted(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;

    if (lint_message_count(message, "Expires") == 0)
        lint_add(findings, LINT_SUBSCRIBE_EXPIRES, "a %u to SUBSCRIBE has no Expires",
                 view->status);
}

void lint_check_events(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;

    check_event(message, findings);
    if (is_good(view) && view->method == METHOD_SUBSCRIBE)
        check_accepted(message, findings);
    if (is_good(view) && view->status == 202 &&
        (view->method == METHOD_SUBSCRIBE || view->method == METHOD_NOTIFY))
        lint_add(findings, LINT_ACCEPTED, "202 to %.*s, for which it is no longer used",
                 LINT_VALUE(view->method_text));
    if (!view->is_request)
        return;
    if (view->method == METHOD_NOTIFY) {
        check_state(message, findings);
        check_progress(message, findings);
    }
    if (view->method == METHOD_REFER && lint_message_count(message, "Refer-To") != 1)
        lint_add(findings, LINT_REFER_TO, "the REFER has %u Refer-To headers",
                 lint_message_count(message, "Refer-To"));
}
