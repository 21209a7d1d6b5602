/* SPDX-License-Identifier: Apache-2.0
 *
 * Session timers (RFC 4028) beside what was asked for: who answers may shorten the time, and
 * whom the caller names refreshes; who was told of a least time asks for no less.
 */
#include "flows/lint_checks.h"

static bool refreshes(const SipView *view)
{
    return view->method == METHOD_INVITE || view->method == METHOD_UPDATE;
}

static void check_refresher(const LintScene *scene, const LintSeen *request, Slice asked,
                            Slice given)
{
    Slice wanted = { 0 };
    Slice named = { 0 };

    if (lint_message_param(asked, "refresher", &wanted) &&
        lint_message_param(given, "refresher", &named) && named.len > 0 &&
        lint_message_lists(&request->read, "Supported", "timer") &&
        (named.len != wanted.len || !slice_equals(named, wanted)))
        lint_add(scene->findings, LINT_REFRESHER_CHANGED,
                 "refresher is %.*s, the request named %.*s", LINT_VALUE(named),
                 LINT_VALUE(wanted));
}

static void check_accepted(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *request = lint_scene_request(scene, now);
    Slice given = lint_message_header(&now->read, "Session-Expires");
    uint64_t asked_seconds, given_seconds;
    Slice asked;

    if (!request || given.len == 0)
        return;
    asked = lint_message_header(&request->read, "Session-Expires");
    if (!lint_message_seconds(asked, &asked_seconds) ||
        !lint_message_seconds(given, &given_seconds))
        return;
    if (given_seconds > asked_seconds)
        lint_add(scene->findings, LINT_SESSION_RAISED,
                 "Session-Expires is %" G_GUINT64_FORMAT
                 ", the request asked for %" G_GUINT64_FORMAT,
                 (guint64)given_seconds, (guint64)asked_seconds);
    check_refresher(scene, request, asked, given);
}

/* The latest answer that told the sender of @now of a least time; NULL: none did. */
static const LintSeen *find_refusal(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (!seen->read.view.is_request && seen->read.view.status == 422 &&
            seen->dialog == now->dialog && lint_is_way_back(seen, now) &&
            slice_equals(seen->read.view.from_tag, now->read.view.from_tag))
            return seen;
    return NULL;
}

static void check_asked(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *refusal = find_refusal(scene, now);
    Slice session = lint_message_header(&now->read, "Session-Expires");
    uint64_t least, told, seconds;

    if (!refusal || !lint_message_seconds(lint_message_header(&refusal->read, "Min-SE"), &told))
        return;
    if (!lint_message_seconds(lint_message_header(&now->read, "Min-SE"), &least))
        lint_add(scene->findings, LINT_MIN_SE_IGNORED,
                 "no Min-SE, after a 422 with %" G_GUINT64_FORMAT, (guint64)told);
    else if (least < told)
        lint_add(scene->findings, LINT_MIN_SE_IGNORED,
                 "Min-SE is %" G_GUINT64_FORMAT ", after a 422 with %" G_GUINT64_FORMAT,
                 (guint64)least, (guint64)told);
    else if (lint_message_seconds(session, &seconds) && seconds < told)
        lint_add(scene->findings, LINT_MIN_SE_IGNORED,
                 "Session-Expires is %" G_GUINT64_FORMAT
                 ", after a 422 with Min-SE %" G_GUINT64_FORMAT,
                 (guint64)seconds, (guint64)told);
}

void lint_check_timer_of_call(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;

    if (!refreshes(view))
        return;
    if (view->is_request)
        check_asked(scene, now);
    else if (view->status >= 200 && view->status <= 299)
        check_accepted(scene, now);
}
