/* SPDX-License-Identifier: Apache-2.0
 *
 * Provisional answers that are sent until PRACK acknowledges them (RFC 3262): who may send
 * them, how they are numbered within one request and To tag, and what a PRACK names.
 */
#include "flows/lint_reliable.h"

#include "flows/lint_checks.h"

#define FIRST_RSEQ_MAX INT32_MAX

static bool is_reliable(const SipView *view)
{
    return !view->is_request && view->status > 100 && view->status < 200 && view->rseq != 0;
}

static void check_offered(const LintScene *scene, const LintSeen *now, const LintSeen *request)
{
    const SipView *view = &now->read.view;
    bool is_required = lint_message_lists(&request->read, "Require", "100rel");
    bool is_offered = is_required || lint_message_lists(&request->read, "Supported", "100rel");

    if (is_reliable(view) && !is_offered)
        lint_add(scene->findings, LINT_RELIABLE_UNASKED,
                 "a reliable %u, and the %.*s has no 100rel", view->status,
                 LINT_VALUE(view->method_text));
    else if (!is_reliable(view) && is_required && view->status > 100 && view->to_tag.len > 0)
        lint_add(scene->findings, LINT_RELIABLE_MISSING,
                 "a %u that is not reliable, and the %.*s requires 100rel", view->status,
                 LINT_VALUE(view->method_text));
}

/* The reliable answer to the same request, with the same tag, before @now. */
static const LintSeen *find_before(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (is_reliable(&seen->read.view) && lint_is_same_way(seen, now) &&
            lint_is_same_branch(seen, now) &&
            slice_equals(seen->read.view.to_tag, now->read.view.to_tag))
            return seen;
    return NULL;
}

static void check_number(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *before = find_before(scene, now);
    uint32_t rseq = now->read.view.rseq;

    if (before && rseq != before->read.view.rseq + 1)
        lint_add(scene->findings, LINT_RSEQ_ORDER,
                 "RSeq is %" G_GUINT32_FORMAT " after %" G_GUINT32_FORMAT, rseq,
                 before->read.view.rseq);
    else if (!before && !scene->is_forgetful && rseq > FIRST_RSEQ_MAX)
        lint_add(scene->findings, LINT_RSEQ_ORDER,
                 "the first RSeq is %" G_GUINT32_FORMAT ", not below 2^31", rseq);
}

static void check_answer(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *request = lint_scene_request(scene, now);

    if (!request || request->read.view.method != METHOD_INVITE)
        return;
    check_offered(scene, now, request);
    if (is_reliable(&now->read.view))
        check_number(scene, now);
}

/* Two numbers in front of a method. */
static bool read_rack(Slice rack, uint64_t *rseq, uint64_t *cseq, Slice *method)
{
    Slice first = slice_head(rack, slice_span(rack, BYTE_BLANKS));
    Slice left = slice_trim_left(slice_tail(rack, first.len));
    Slice second = slice_head(left, slice_span(left, BYTE_BLANKS));

    *method = slice_trim(slice_tail(left, second.len));
    return lint_message_number(first, UINT32_MAX, rseq) &&
           lint_message_number(second, UINT32_MAX, cseq);
}

/* True if the peer of @prack in its dialog sent @answer, a reliable one. */
static bool may_be_named(const LintSeen *answer, const LintSeen *prack)
{
    return is_reliable(&answer->read.view) && lint_is_way_back(answer, prack) &&
           slice_equals(answer->read.view.to_tag, prack->read.view.to_tag);
}

const LintSeen *lint_reliable_named(const LintScene *scene, const LintSeen *prack)
{
    const LintSeen *seen;
    uint64_t rseq, cseq;
    Slice method;

    if (!read_rack(lint_message_header(&prack->read, "RAck"), &rseq, &cseq, &method))
        return NULL;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        const SipView *view = &seen->read.view;

        if (may_be_named(seen, prack) && view->rseq == rseq && view->cseq == cseq &&
            slice_equals(view->method_text, method))
            return seen;
    }
    return NULL;
}

static bool is_any_reliable(const LintScene *scene, const LintSeen *prack)
{
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (may_be_named(seen, prack))
            return true;
    return false;
}

static void check_rack(const LintScene *scene, const LintSeen *now)
{
    Slice rack = lint_message_header(&now->read, "RAck");
    uint64_t rseq, cseq;
    Slice method;

    if (!scene->is_forgetful && read_rack(rack, &rseq, &cseq, &method) &&
        !lint_reliable_named(scene, now) && is_any_reliable(scene, now))
        lint_add(scene->findings, LINT_RACK_UNMATCHED, "RAck %.*s names no reliable answer",
                 LINT_VALUE(rack));
}

void lint_check_reliable(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;

    if (!view->is_request && view->status < 200)
        check_answer(scene, now);
    if (view->is_request && view->method == METHOD_PRACK)
        check_rack(scene, now);
}
