/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/lint_checks.h"

#define SESSION_LEAST 90 /* seconds, RFC 4028 4 and 5 */

/* Only INVITE and UPDATE refresh a session (RFC 4028 4). */
static bool has_sessions(const SipView *view)
{
    bool is_good = view->status >= 200 && view->status <= 299;

    return (view->method == METHOD_INVITE || view->method == METHOD_UPDATE) &&
           (view->is_request || is_good);
}

static void check_least(const LintMessage *message, uint64_t seconds, LintFindings *findings)
{
    uint64_t least;

    if (!lint_message_seconds(lint_message_header(message, "Min-SE"), &least) ||
        least < SESSION_LEAST)
        least = SESSION_LEAST;
    if (seconds < least)
        lint_add(findings, LINT_SESSION_EXPIRES,
                 "Session-Expires is %" G_GUINT64_FORMAT ", at least %" G_GUINT64_FORMAT
                 " is allowed",
                 (guint64)seconds, (guint64)least);
}

static void check_min_se(const LintMessage *message, LintFindings *findings)
{
    Slice value = lint_message_header(message, "Min-SE");
    uint64_t least;

    if (value.len > 0 && (!lint_message_seconds(value, &least) || least < SESSION_LEAST))
        lint_add(findings, LINT_MIN_SE, "Min-SE is \"%.*s\", it is at least 90 seconds",
                 LINT_VALUE(value));
}

/* What a 2xx says of who refreshes, and of what the caller has to understand for it. */
static void check_accepted(const LintMessage *message, Slice session, LintFindings *findings)
{
    Slice refresher = { 0 };
    bool is_required = lint_message_lists(message, "Require", "timer");

    if (session.len == 0) {
        if (is_required)
            lint_add(findings, LINT_SESSION_REQUIRE,
                     "a %u with Require: timer has no Session-Expires", message->view.status);
        return;
    }
    if (!lint_message_param(session, "refresher", &refresher))
        lint_add_plain(findings, LINT_SESSION_REFRESHER);
    else if (slice_is_nocase(refresher, "uac") && !is_required)
        lint_add(findings, LINT_SESSION_REQUIRE,
                 "a %u with refresher=uac has no Require: timer", message->view.status);
}

void lint_check_timer(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;
    Slice session = lint_message_header(message, "Session-Expires");
    uint64_t seconds;

    check_min_se(message, findings);
    if (!has_sessions(view)) {
        if (session.len > 0 && view->is_request)
            lint_add(findings, LINT_SESSION_MISPLACED, "Session-Expires in a request of %.*s",
                     LINT_VALUE(view->method_text));
        else if (session.len > 0)
            lint_add(findings, LINT_SESSION_MISPLACED, "Session-Expires in a %u to %.*s",
                     view->status, LINT_VALUE(view->method_text));
        return;
    }
    if (!view->is_request)
        check_accepted(message, session, findings);
    if (lint_message_seconds(session, &seconds))
        check_least(message, seconds, findings);
}
