/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/params.h"
#include "flows/lint_checks.h"
#include "flows/lint_list.h"

static bool has_branch(const LintSeen *seen, Slice branch)
{
    return branch.len > 0 && slice_equals(seen->read.view.via[0].branch, branch);
}

/* What @relayed was when the server that sent it received it; NULL if that was not seen. */
static const LintSeen *find_received(const LintScene *scene, const LintSeen *relayed)
{
    const SipView *view = &relayed->read.view;
    const LintSeen *seen;

    if (view->vias < 2)
        return NULL;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (seen != relayed && seen->read.view.is_request &&
            slice_equals(seen->read.view.method_text, view->method_text) &&
            has_branch(seen, view->via[1].branch))
            return seen;
    return NULL;
}

static bool max_forwards(const LintSeen *seen, uint64_t *number)
{
    return lint_message_number(lint_message_header(&seen->read, "Max-Forwards"), 255, number);
}

static void check_max_forwards(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *received = find_received(scene, now);
    uint64_t before, after;

    if (!received || !max_forwards(received, &before) || !max_forwards(now, &after))
        return;
    if (before == 0)
        lint_add_plain(scene->findings, LINT_MAX_FORWARDS_SPENT);
    else if (after >= before)
        lint_add(scene->findings, LINT_MAX_FORWARDS_KEPT,
                 "Max-Forwards is %u, the server received it with %u", (unsigned)after,
                 (unsigned)before);
}

/* A request that the receiver of @now sent, and whose branch is among the Vias of @now: it has
 * come back. NULL if there is none. */
static const LintSeen *find_sent(const LintScene *scene, const LintSeen *now, Slice branch)
{
    const LintSeen *seen;

    if (now->message->src == now->message->dst && has_branch(now, branch))
        return now;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (seen->read.view.is_request && seen->message->src == now->message->dst &&
            has_branch(seen, branch))
            return seen;
    return NULL;
}

static void tell_visit(const LintScene *scene, const LintSeen *now, const LintSeen *first)
{
    const SipView *view = &now->read.view;
    const SipView *before = &first->read.view;
    bool is_loop = slice_equals(view->request_uri, before->request_uri) &&
                   slice_equals(view->to, before->to) &&
                   lint_message_agree(&now->read, &first->read, "Route");

    if (is_loop)
        lint_add(scene->findings, LINT_LOOP,
                 "the request is back at a server with the Request-URI, Route and To of its "
                 "first visit: %.*s",
                 LINT_VALUE(view->request_uri));
    else if (slice_equals(view->request_uri, before->request_uri))
        lint_add(scene->findings, LINT_SPIRAL,
                 "the request is back at a server, with another Route or To");
    else
        lint_add(scene->findings, LINT_SPIRAL,
                 "the request is back at a server, for %.*s after %.*s",
                 LINT_VALUE(view->request_uri), LINT_VALUE(before->request_uri));
}

/* The deepest Via of the server is its first visit. */
static void check_visits(const LintScene *scene, const LintSeen *now)
{
    unsigned at = 0;
    unsigned vias = 0;
    const LintSeen *first = NULL;
    Slice value;

    if (now->read.view.method != METHOD_INVITE || now->read.view.vias < 2)
        return;
    while (lint_message_next(&now->read, "Via", &at, &value))
        while (value.len > 0 && vias++ < LINT_HOPS_MAX) {
            Slice branch = { 0 };
            const LintSeen *sent, *received;

            (void)lint_message_param(params_list_next(&value), "branch", &branch);
            sent = find_sent(scene, now, branch);
            received = sent ? find_received(scene, sent) : NULL;
            if (received && received->message->dst == now->message->dst)
                first = received;
        }
    if (first)
        tell_visit(scene, now, first);
}

void lint_check_relay(const LintScene *scene, const LintSeen *now)
{
    if (!now->read.view.is_request)
        return;
    check_max_forwards(scene, now);
    check_visits(scene, now);
}
