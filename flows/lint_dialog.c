/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/name_addr.h"
#include "dissect/sip/params.h"
#include "flows/lint_checks.h"
#include "flows/lint_list.h"

#define BIT(method) (1u << METHOD_##method)

/* Timer B of RFC 3261 17.1.1.2: after that an INVITE is given up. */
#define INVITE_LASTS (INT64_C(32) * 1000000000)

/* Requests that are of use in a session alone. NOTIFY is not: a subscription may share the
 * dialog and outlive the session (RFC 5057). */
#define OF_SESSION (BIT(INVITE) | BIT(UPDATE) | BIT(INFO) | BIT(PRACK))

static bool is_one_of(const SipView *view, unsigned methods)
{
    return (1u << view->method & methods) != 0;
}

static bool is_invite_2xx(const SipView *view)
{
    return !view->is_request && view->method == METHOD_INVITE && view->status >= 200 &&
           view->status <= 299;
}

/* What the answers so far say of a tag. */
typedef struct Tags {
    bool is_answered; /* there was a 2xx to an INVITE of the other tag */
    bool is_known;    /* an answer to a request of the other tag has it */
} Tags;

/* Whether @tag is one that the answers to requests of @caller have. */
static Tags look_up(const LintScene *scene, const LintSeen *now, Slice caller, Slice tag)
{
    Tags tags = { 0 };
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        const SipView *view = &seen->read.view;

        if (view->is_request || seen->dialog != now->dialog ||
            !slice_equals(view->from_tag, caller) || view->to_tag.len == 0)
            continue;
        tags.is_answered |= is_invite_2xx(view);
        tags.is_known |= slice_equals(view->to_tag, tag);
    }
    return tags;
}

/* True if a 2xx to an INVITE gave the tag that @now has in To, on the same hop, to another one
 * than who sends @now: a server that changes tags has others behind it. */
static bool is_given_to_another(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (is_invite_2xx(&seen->read.view) && seen->dialog == now->dialog &&
            slice_equals(seen->read.view.to_tag, now->read.view.to_tag) &&
            lint_is_way_back(seen, now))
            return now->read.view.from_tag.len > 0;
    return false;
}

/* A NOTIFY may be there before the answer to its SUBSCRIBE (RFC 6665 4.4.1). */
static void check_tags(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    Tags to = look_up(scene, now, view->from_tag, view->to_tag);
    Tags from = look_up(scene, now, view->to_tag, view->from_tag);

    if (view->to_tag.len == 0 || view->method == METHOD_NOTIFY || scene->is_forgetful ||
        to.is_known || from.is_known)
        return;
    if (to.is_answered)
        lint_add(scene->findings, LINT_TAG_UNKNOWN, "no answer gave the tag %.*s in To",
                 LINT_VALUE(view->to_tag));
    else if (from.is_answered)
        lint_add(scene->findings, LINT_TAG_UNKNOWN, "no answer gave the tag %.*s in From",
                 LINT_VALUE(view->from_tag));
    else if (is_given_to_another(scene, now))
        lint_add(scene->findings, LINT_TAG_UNKNOWN,
                 "the tag %.*s in To was given to another tag in From than %.*s",
                 LINT_VALUE(view->to_tag), LINT_VALUE(view->from_tag));
}

static void check_after_bye(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    const LintSeen *seen;

    if (!is_one_of(view, OF_SESSION))
        return;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        const SipView *before = &seen->read.view;

        if (before->is_request || before->method != METHOD_BYE || before->status > 299 ||
            before->status < 200 || !lint_is_same_dialog(seen, now))
            continue;
        lint_add(scene->findings, LINT_REQUEST_AFTER_BYE, "%.*s in a dialog that BYE has ended",
                 LINT_VALUE(view->method_text));
        return;
    }
}

/* @last is the latest ACK or final answer to an INVITE of the dialog that @now, a BYE of the
 * callee, is sent in. He waits for the ACK, or until he has sent the 2xx for the last time. */
static void check_acknowledged(const LintScene *scene, const LintSeen *now,
                               const LintSeen *last)
{
    if (is_invite_2xx(&last->read.view) && lint_is_same_way(last, now) &&
        lint_scene_request(scene, last) &&
        now->message->time - last->message->time < INVITE_LASTS)
        lint_add(scene->findings, LINT_BYE_UNACKNOWLEDGED,
                 "the callee sends BYE before the ACK of its %u", last->read.view.status);
}

/* Only the caller may end what has no 2xx yet. Who sends is the callee where the tag that he
 * gave is in provisional answers. */
static void check_early_bye(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    bool is_callee = false;
    const LintSeen *seen;

    if (view->method != METHOD_BYE || scene->is_forgetful)
        return;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        const SipView *before = &seen->read.view;

        if (!lint_is_same_dialog(seen, now) || !slice_equals(before->to_tag, view->from_tag))
            continue;
        if (before->method == METHOD_ACK ||
            (!before->is_request && before->status >= 200 && before->method == METHOD_INVITE)) {
            check_acknowledged(scene, now, seen);
            return;
        }
        is_callee |= !before->is_request && before->method == METHOD_INVITE;
    }
    if (is_callee)
        lint_add_plain(scene->findings, LINT_BYE_EARLY);
}

static void check_overlap(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    const LintSeen *seen;

    if (view->method != METHOD_INVITE || view->to_tag.len == 0)
        return;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        const SipView *before = &seen->read.view;

        if (!lint_is_same_dialog(seen, now) || !lint_is_same_way(seen, now) ||
            !before->is_request)
            continue;
        if (before->method == METHOD_ACK ||
            now->message->time - seen->message->time > INVITE_LASTS)
            return;
        if (before->method != METHOD_INVITE || lint_is_same_branch(seen, now))
            continue;
        if (!lint_scene_final(scene, seen))
            lint_add(scene->findings, LINT_INVITE_OVERLAP,
                     "the INVITE with CSeq %" G_GUINT32_FORMAT " has no final answer yet",
                     before->cseq);
        return;
    }
}

/* The remote target that the sender of @now was given last, on this hop (RFC 3261 12.2.1.2):
 * by a request of the other side or its answer. */
static const LintSeen *find_target(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        const SipView *view = &seen->read.view;
        Slice peer = view->is_request ? view->from_tag : view->to_tag;

        if (lint_is_way_back(seen, now) && lint_is_same_dialog(seen, now) &&
            view->contact.len > 0 && is_one_of(view, BIT(INVITE) | BIT(UPDATE)) &&
            (view->is_request || view->status < 300) &&
            slice_equals(peer, now->read.view.to_tag))
            return seen;
    }
    return NULL;
}

/* A strict router puts the target last in Route. */
static bool has_strict_route(const LintMessage *message)
{
    Slice route = lint_message_header(message, "Route");
    NameAddr parts;
    Slice ignored;

    if (route.len == 0)
        return false;
    (void)name_addr_split(params_list_next(&route), &parts);
    return !lint_message_param(parts.uri, "lr", &ignored);
}

/* Servers may send elsewhere what they pass on; the ACK of a failure goes where its INVITE
 * went. */
static void check_target(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    const LintSeen *given;
    NameAddr contact;

    if (view->to_tag.len == 0 || view->vias != 1 || view->method == METHOD_CANCEL ||
        has_strict_route(&now->read))
        return;
    given = find_target(scene, now);
    if (!given || (view->method == METHOD_ACK && !is_invite_2xx(&given->read.view)))
        return;
    (void)name_addr_split(given->read.view.contact, &contact);
    if (!lint_is_same_target(contact.uri, view->request_uri))
        lint_add(scene->findings, LINT_TARGET, "the request goes to %.*s, the Contact is %.*s",
                 LINT_VALUE(view->request_uri), LINT_VALUE(contact.uri));
}

void lint_check_dialog(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;

    if (!view->is_request)
        return;
    check_tags(scene, now);
    if (view->to_tag.len == 0)
        return;
    check_after_bye(scene, now);
    check_early_bye(scene, now);
    check_overlap(scene, now);
    check_target(scene, now);
}
