/* SPDX-License-Identifier: Apache-2.0
 *
 * A description in a dialog beside the one that its sender sent before (RFC 3264 8): o= stays
 * as it is but for the version, which goes up by one with each change; no stream goes away.
 * What was offered and refused may have used up a version, or not.
 */
#include "dissect/sip/sdp.h"
#include "flows/lint_checks.h"

/* A version beyond that is not looked at. */
#define VERSION_MAX (INT64_MAX / 8)

/* Refused offers in a row that are looked past. */
#define REFUSED_MAX 8

typedef struct Described {
    Slice text;        /* the whole description */
    Slice front, back; /* of o=, what stands before and after the version */
    uint64_t version;
    unsigned streams;
} Described;

static bool find_sdp(const LintSeen *seen, Slice *text)
{
    return !seen->read.is_body_unknown &&
           sdp_find(seen->read.view.content_type, seen->read.view.body, text);
}

/* Takes the next word and the blanks behind it off @left. */
static Slice take_word(Slice *left)
{
    Slice word = slice_head(*left, slice_span(*left, BYTE_BLANKS));

    *left = slice_trim_left(slice_tail(*left, word.len));
    return word;
}

/* False if there is no description, or its o= has no version that is a number. */
static bool describe(const LintSeen *seen, Described *out)
{
    Slice left, user, id;
    Sdp sdp;

    if (!find_sdp(seen, &out->text))
        return false;
    sdp_scan(out->text, &sdp);
    left = sdp.origin;
    user = take_word(&left);
    id = take_word(&left);
    out->streams = sdp.streams_len;
    if (user.len == 0 || id.len == 0 ||
        !lint_message_number(take_word(&left), VERSION_MAX, &out->version))
        return false;
    out->front = slice_head(sdp.origin, (size_t)(id.data - user.data) + id.len);
    out->back = slice_trim(left);
    return true;
}

/* True if who sends @now sent @seen, in the same dialog or in the INVITE that made it. */
static bool is_by_sender(const LintSeen *seen, const LintSeen *now)
{
    const SipView *before = &seen->read.view;
    const SipView *view = &now->read.view;
    Slice own = view->is_request ? view->from_tag : view->to_tag;
    Slice own_before = before->is_request ? before->from_tag : before->to_tag;

    return seen->dialog == now->dialog && lint_is_same_way(seen, now) &&
           slice_equals(own, own_before) &&
           (lint_is_same_dialog(seen, now) || (before->is_request && before->to_tag.len == 0));
}

static bool is_refused(const LintScene *scene, const LintSeen *seen)
{
    const LintSeen *final = seen->read.view.is_request ? lint_scene_final(scene, seen) : NULL;

    return final && final->read.view.status >= 300;
}

/* The last description of who sends @now that was not refused; *@refused counts those after
 * it that were. False if there is none. */
static bool find_before(const LintScene *scene, const LintSeen *now, Described *out,
                        unsigned *refused)
{
    const LintSeen *seen;

    *refused = 0;
    for (unsigned at = 0; *refused < REFUSED_MAX && (seen = lint_scene_back(scene, &at));) {
        Slice text;

        if (!is_by_sender(seen, now) || !find_sdp(seen, &text))
            continue;
        if (!is_refused(scene, seen))
            return describe(seen, out);
        ++*refused;
    }
    return false;
}

static void compare_versions(const LintScene *scene, const Described *before,
                             const Described *now, unsigned refused)
{
    if (now->version == before->version &&
        !slice_equals(slice_trim(now->text), slice_trim(before->text)))
        lint_add(scene->findings, LINT_SDP_VERSION_KEPT,
                 "the description is another one, and its version is still %" G_GUINT64_FORMAT,
                 (guint64)now->version);
    else if (now->version < before->version)
        lint_add(scene->findings, LINT_SDP_VERSION_BACK,
                 "the version is %" G_GUINT64_FORMAT " after %" G_GUINT64_FORMAT,
                 (guint64)now->version, (guint64)before->version);
    else if (now->version - before->version > 1 + (uint64_t)refused)
        lint_add(scene->findings, LINT_SDP_VERSION_SKIPS,
                 "the version is %" G_GUINT64_FORMAT " after %" G_GUINT64_FORMAT,
                 (guint64)now->version, (guint64)before->version);
}

/* True if @now offers something in a dialog: an answer has a request's offer before it. */
static bool is_later_offer(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    const LintSeen *request;

    if (view->method != METHOD_INVITE && view->method != METHOD_UPDATE)
        return false;
    if (view->is_request)
        return view->to_tag.len > 0;
    request =
        view->status >= 200 && view->status <= 299 ? lint_scene_request(scene, now) : NULL;
    return request && request->read.view.to_tag.len > 0 && request->read.view.body.len == 0 &&
           !request->read.is_body_unknown;
}

void lint_check_version(const LintScene *scene, const LintSeen *now)
{
    Described before, offer;
    unsigned refused;

    if (!is_later_offer(scene, now) || !describe(now, &offer) ||
        !find_before(scene, now, &before, &refused))
        return;
    if (!slice_equals(offer.front, before.front) || !slice_equals(offer.back, before.back))
        lint_add(scene->findings, LINT_SDP_ORIGIN,
                 "o= is another one than before: %.*s ... %.*s after %.*s ... %.*s",
                 LINT_VALUE(offer.front), LINT_VALUE(offer.back), LINT_VALUE(before.front),
                 LINT_VALUE(before.back));
    else
        compare_versions(scene, &before, &offer, refused);
    if (offer.streams < before.streams)
        lint_add(scene->findings, LINT_SDP_STREAMS_FEWER,
                 "the offer has %u stream%s, there were %u", offer.streams,
                 offer.streams == 1 ? "" : "s", before.streams);
}
