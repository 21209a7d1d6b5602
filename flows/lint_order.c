/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/lint_checks.h"

/* ACK and CANCEL go with another request: its CSeq, its branch. */
static bool is_of_its_own(const SipView *view)
{
    return view->method != METHOD_ACK && view->method != METHOD_CANCEL;
}

/* By which rule the CSeq of @now is above that of @seen; LINT_COUNT: by none. Outside dialogs
 * any number will do (RFC 3261 8.1.1.5), but for what is asked again. */
static LintRule rule_of_rise(const SipView *seen, const SipView *now)
{
    if (seen->to_tag.len > 0 && slice_equals(seen->to_tag, now->to_tag))
        return LINT_CSEQ_NOT_RISING;
    if (seen->to_tag.len > 0 || now->to_tag.len > 0 ||
        !slice_equals(seen->method_text, now->method_text))
        return LINT_COUNT;
    if (now->method == METHOD_REGISTER)
        return LINT_REGISTER_CSEQ;
    return now->credentials.present && !seen->credentials.present ? LINT_RETRY_CSEQ
                                                                  : LINT_COUNT;
}

/* True if @answer made the dialog in which @now is sent, or is of that dialog: the sender of
 * @now has used up its CSeq. What made the dialog has no tag in To; its answer gave it. */
static bool is_of_dialog(const LintSeen *answer, const LintSeen *now)
{
    const SipView *view = &answer->read.view;

    return !view->is_request && view->status > 100 && view->status < 300 &&
           (view->method == METHOD_INVITE || view->method == METHOD_SUBSCRIBE) &&
           answer->dialog == now->dialog && lint_is_way_back(answer, now) &&
           slice_equals(view->from_tag, now->read.view.from_tag) && view->to_tag.len > 0 &&
           slice_equals(view->to_tag, now->read.view.to_tag);
}

/* By which rule the CSeq of @now has to be above that of @seen; LINT_COUNT: by none. */
static LintRule rule_beside(const LintSeen *seen, const LintSeen *now)
{
    const SipView *before = &seen->read.view;

    if (before->vias != 1 || !is_of_its_own(before) || lint_is_same_branch(seen, now))
        return LINT_COUNT;
    if (is_of_dialog(seen, now))
        return LINT_CSEQ_NOT_RISING;
    return lint_is_same_sender(seen, now) ? rule_of_rise(before, &now->read.view) : LINT_COUNT;
}

/* A server that forks sends one request several times; so only who made it is looked at. An
 * answer may be late, so that its CSeq is not the highest one. */
static void check_cseq(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    const LintSeen *seen;

    if (view->vias != 1 || !is_of_its_own(view))
        return;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        const SipView *before = &seen->read.view;
        LintRule rule = rule_beside(seen, now);

        if (rule == LINT_COUNT || (!before->is_request && view->cseq > before->cseq))
            continue;
        if (view->cseq <= before->cseq)
            lint_add(scene->findings, rule,
                     "CSeq is %" G_GUINT32_FORMAT " after %" G_GUINT32_FORMAT, view->cseq,
                     before->cseq);
        return;
    }
}

static void check_branch(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    const LintSeen *seen;

    if (!is_of_its_own(view))
        return;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        const SipView *before = &seen->read.view;

        if (!before->is_request || !is_of_its_own(before) || !lint_is_same_way(seen, now) ||
            !lint_is_same_branch(seen, now))
            continue;
        lint_add(scene->findings, LINT_BRANCH_REUSED,
                 "branch %.*s was that of another request, %.*s with CSeq %" G_GUINT32_FORMAT,
                 LINT_VALUE(view->via[0].branch), LINT_VALUE(before->method_text),
                 before->cseq);
        return;
    }
}

/* The INVITEs that an ACK may belong to. */
typedef struct Invites {
    const LintSeen *any;       /* the latest by the same sender, */
    const LintSeen *of_cseq;   /* with the same CSeq, */
    const LintSeen *of_branch; /* with the same branch */
} Invites;

static Invites invites_of(const LintScene *scene, const LintSeen *now)
{
    Invites found = { 0 };
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        if (!lint_is_same_sender(seen, now) || seen->read.view.method != METHOD_INVITE)
            continue;
        if (!found.any)
            found.any = seen;
        if (!found.of_cseq && seen->read.view.cseq == now->read.view.cseq)
            found.of_cseq = seen;
        if (!found.of_branch && lint_is_same_branch(seen, now))
            found.of_branch = seen;
    }
    return found;
}

/* An ACK with another branch may be that of a 2xx with another tag, but it has one. */
static void check_ack_of_failure(const LintScene *scene, const LintSeen *now,
                                 const Invites *invites, const LintSeen *final)
{
    const SipView *view = &now->read.view;
    Slice tag = final->read.view.to_tag;

    if (slice_equals(tag, view->to_tag)) {
        if (!invites->of_branch)
            lint_add(scene->findings, LINT_ACK_BRANCH,
                     "branch of the ACK is %.*s, of the INVITE %.*s",
                     LINT_VALUE(view->via[0].branch),
                     LINT_VALUE(invites->of_cseq->read.view.via[0].branch));
    } else if (view->to_tag.len == 0) {
        lint_add(scene->findings, LINT_ACK_TAG, "To of the ACK has no tag, the %u has %.*s",
                 final->read.view.status, LINT_VALUE(tag));
    } else if (tag.len > 0 && invites->of_branch == invites->of_cseq) {
        lint_add(scene->findings, LINT_ACK_TAG,
                 "the tag in To of the ACK is %.*s, of the %u %.*s", LINT_VALUE(view->to_tag),
                 final->read.view.status, LINT_VALUE(tag));
    }
}

/* The ACK of a failure goes the way of its INVITE, also through servers that keep no state. */
static void check_ack_way(const LintScene *scene, const LintSeen *now, const LintSeen *invite)
{
    if (!slice_equals(now->read.view.request_uri, invite->read.view.request_uri))
        lint_add(scene->findings, LINT_ACK_DIFFERS,
                 "the Request-URI of the ACK is %.*s, of the INVITE %.*s",
                 LINT_VALUE(now->read.view.request_uri),
                 LINT_VALUE(invite->read.view.request_uri));
    else if (!lint_message_agree(&now->read, &invite->read, "Route"))
        lint_add(scene->findings, LINT_ACK_DIFFERS,
                 "Route of the ACK is not that of the INVITE");
}

/* The ACK of a 2xx has the credentials that its INVITE had. Servers take out theirs, so it is
 * looked at as its sender sent it. */
static void check_ack_credentials(const LintScene *scene, const LintSeen *now,
                                  const LintSeen *invite)
{
    static const char *const NAMES[] = { "Authorization", "Proxy-Authorization" };

    if (now->read.view.vias != 1 || invite->read.view.vias != 1)
        return;
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++)
        if (!lint_message_agree(&now->read, &invite->read, NAMES[i]))
            lint_add(scene->findings, LINT_ACK_CREDENTIALS,
                     "%s of the ACK is not that of the INVITE", NAMES[i]);
}

static void check_ack(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    Invites invites = invites_of(scene, now);
    const LintSeen *final = invites.of_cseq ? lint_scene_final(scene, invites.of_cseq) : NULL;

    if (invites.any && !invites.of_cseq && !scene->is_forgetful)
        lint_add(scene->findings, LINT_ACK_CSEQ,
                 "CSeq of the ACK is %" G_GUINT32_FORMAT ", of the INVITE %" G_GUINT32_FORMAT,
                 view->cseq, invites.any->read.view.cseq);
    if (!final)
        return;
    if (final->read.view.status >= 300) {
        check_ack_of_failure(scene, now, &invites, final);
        if (invites.of_branch == invites.of_cseq)
            check_ack_way(scene, now, invites.of_cseq);
        return;
    }
    check_ack_credentials(scene, now, invites.of_cseq);
    if (invites.of_branch == invites.of_cseq &&
        slice_equals(final->read.view.to_tag, view->to_tag))
        lint_add_plain(scene->findings, LINT_ACK_2XX_BRANCH);
}

void lint_check_order(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;

    if (!view->is_request)
        return;
    check_cseq(scene, now);
    check_branch(scene, now);
    if (view->method == METHOD_ACK)
        check_ack(scene, now);
}
