/* SPDX-License-Identifier: Apache-2.0
 *
 * Offer and answer (RFC 3264) as an INVITE carries them (RFC 3261 13.2.1): the offer in the
 * INVITE and the answer in the 2xx or a reliable provisional answer before it; or the offer in
 * the 2xx and the answer in the ACK. What an unreliable answer has is the later one's copy. A
 * 2xx after a reliable answer with a description is not compared: the exchange is over by then.
 * An UPDATE's offer is answered in its 2xx (RFC 3311 5.2); so is that of a PRACK, unless its
 * own description answers what the reliable answer offered (RFC 3262 5).
 */
#include "dissect/sip/sdp.h"
#include "flows/lint_checks.h"
#include "flows/lint_reliable.h"

static const char *const DIRECTIONS[] = { "sendrecv", "sendonly", "recvonly", "inactive" };

/* Timer B: after that a request is given up (RFC 3261 17.1.1.2). */
#define OFFER_LASTS (INT64_C(32) * 1000000000)

static bool find_sdp(const LintSeen *seen, Slice *sdp)
{
    return !seen->read.is_body_unknown &&
           sdp_find(seen->read.view.content_type, seen->read.view.body, sdp);
}

static bool read_sdp(const LintSeen *seen, Sdp *out)
{
    Slice sdp;

    if (!find_sdp(seen, &sdp))
        return false;
    sdp_scan(sdp, out);
    return true;
}

static bool has_sdp(const LintSeen *seen)
{
    Sdp sdp;

    return read_sdp(seen, &sdp);
}

static bool is_same_codec(const SdpCodec *a, const SdpCodec *b)
{
    if (a->payload_type == b->payload_type && a->payload_type != SDP_NO_PAYLOAD_TYPE)
        return true;
    return a->name.len > 0 && a->name.len == b->name.len &&
           g_ascii_strncasecmp((const char *)a->name.data, (const char *)b->name.data,
                               a->name.len) == 0;
}

static bool has_common_codec(const SdpStream *offer, const SdpStream *answer)
{
    for (unsigned i = 0; i < offer->codecs_len; i++)
        for (unsigned j = 0; j < answer->codecs_len; j++)
            if (is_same_codec(&offer->codecs[i], &answer->codecs[j]))
                return true;
    return false;
}

/* What is beyond SDP_CODECS_MAX is not known; only RTP has codecs. */
static bool are_codecs_known(const SdpStream *stream)
{
    return stream->codecs_len > 0 && stream->codecs_len < SDP_CODECS_MAX &&
           stream->codecs[0].payload_type != SDP_NO_PAYLOAD_TYPE;
}

/* RFC 3264 6.1. */
static bool fits(SdpDirection offer, SdpDirection answer)
{
    switch (offer) {
    case SDP_SENDONLY: return answer == SDP_RECVONLY || answer == SDP_INACTIVE;
    case SDP_RECVONLY: return answer == SDP_SENDONLY || answer == SDP_INACTIVE;
    case SDP_INACTIVE: return answer == SDP_INACTIVE;
    default: return true;
    }
}

static void compare_stream(LintFindings *findings, unsigned number, const SdpStream *offer,
                           const SdpStream *answer)
{
    if (!slice_equals(offer->media, answer->media)) {
        lint_add(findings, LINT_SDP_MEDIA, "stream %u is %.*s, in the offer %.*s", number,
                 LINT_VALUE(answer->media), LINT_VALUE(offer->media));
        return;
    }
    if (offer->port == 0 || answer->port == 0)
        return;
    if (are_codecs_known(offer) && are_codecs_known(answer) && !has_common_codec(offer, answer))
        lint_add(findings, LINT_SDP_CODECS, "stream %u, %.*s, has no codec of the offer",
                 number, LINT_VALUE(answer->media));
    if (!fits(offer->direction, answer->direction))
        lint_add(findings, LINT_SDP_DIRECTION, "stream %u is %s, in the offer %s", number,
                 DIRECTIONS[answer->direction], DIRECTIONS[offer->direction]);
}

static void compare(LintFindings *findings, const Sdp *offer, const Sdp *answer)
{
    unsigned len = MIN(offer->streams_len, answer->streams_len);

    if (offer->streams_len != answer->streams_len)
        lint_add(findings, LINT_SDP_STREAMS, "the answer has %u stream%s, the offer %u",
                 answer->streams_len, answer->streams_len == 1 ? "" : "s", offer->streams_len);
    for (unsigned i = 0; i < len; i++)
        compare_stream(findings, i + 1, &offer->streams[i], &answer->streams[i]);
}

/* True if a reliable provisional answer to @request with a description was seen. */
static bool was_exchanged(const LintScene *scene, const LintSeen *request)
{
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (!seen->read.view.is_request && seen->read.view.rseq != 0 &&
            lint_is_way_back(seen, request) && lint_is_same_branch(seen, request) &&
            has_sdp(seen))
            return true;
    return false;
}

static void check_answer(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    const LintSeen *request = lint_scene_request(scene, now);
    bool is_good = view->status >= 200;
    Sdp offer, answer;

    if (!request || was_exchanged(scene, request))
        return;
    if (read_sdp(request, &offer)) {
        if (read_sdp(now, &answer))
            compare(scene->findings, &offer, &answer);
        else if (is_good && view->body.len == 0 && !now->read.is_body_unknown)
            lint_add(scene->findings, LINT_ANSWER_MISSING,
                     "the INVITE has an offer, its %u no answer", view->status);
    } else if (is_good && request->read.view.body.len == 0 && view->body.len == 0 &&
               !now->read.is_body_unknown && !request->read.is_body_unknown) {
        lint_add_plain(scene->findings, LINT_OFFER_MISSING);
    }
}

/* The INVITE of an ACK, on its hop. */
static const LintSeen *find_invite(const LintScene *scene, const LintSeen *ack)
{
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (seen->read.view.is_request && seen->read.view.method == METHOD_INVITE &&
            seen->dialog == ack->dialog && lint_is_same_way(seen, ack) &&
            seen->read.view.cseq == ack->read.view.cseq)
            return seen;
    return NULL;
}

static void check_ack(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *request = find_invite(scene, now);
    const LintSeen *final = request ? lint_scene_final(scene, request) : NULL;
    Sdp offer, answer;

    if (!final || final->read.view.status > 299 || request->read.view.body.len > 0 ||
        request->read.is_body_unknown || was_exchanged(scene, request) ||
        !read_sdp(final, &offer))
        return;
    if (read_sdp(now, &answer))
        compare(scene->findings, &offer, &answer);
    else if (now->read.view.body.len == 0 && !now->read.is_body_unknown)
        lint_add(scene->findings, LINT_ANSWER_MISSING, "the %u has an offer, its ACK no answer",
                 final->read.view.status);
}

/* The last offer of a request that @now is sent in the dialog of, in its direction, and that
 * has no answer yet; NULL: there is none. */
static const LintSeen *find_open_offer(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        const SipView *before = &seen->read.view;

        if (!lint_is_same_sender(seen, now) || before->vias != now->read.view.vias ||
            (before->method != METHOD_INVITE && before->method != METHOD_UPDATE))
            continue;
        if (!has_sdp(seen) || lint_scene_final(scene, seen) || was_exchanged(scene, seen) ||
            now->message->time - seen->message->time > OFFER_LASTS)
            return NULL;
        return seen;
    }
    return NULL;
}

static void check_overlap(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    const LintSeen *open;

    if (view->method != METHOD_UPDATE || scene->is_forgetful || !has_sdp(now))
        return;
    open = find_open_offer(scene, now);
    if (open)
        lint_add(scene->findings, LINT_OFFER_OVERLAP,
                 "an offer, and that of the %.*s with CSeq %" G_GUINT32_FORMAT
                 " has no answer yet",
                 LINT_VALUE(open->read.view.method_text), open->read.view.cseq);
}

/* The first description in answers to an INVITE is the answer; later ones are its copies. */
static void check_copy(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *seen;
    Slice sdp, before;

    if (!find_sdp(now, &sdp))
        return;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        if (seen->read.view.is_request || !lint_is_same_way(seen, now) ||
            !lint_is_same_branch(seen, now) || seen->read.view.method != METHOD_INVITE ||
            !slice_equals(seen->read.view.to_tag, now->read.view.to_tag) ||
            !find_sdp(seen, &before))
            continue;
        if (!slice_equals(slice_trim(sdp), slice_trim(before)))
            lint_add(scene->findings, LINT_ANSWER_CHANGED,
                     "the description differs from that of the %u before",
                     seen->read.view.status);
        return;
    }
}

static bool has_no_body(const LintSeen *seen)
{
    return seen->read.view.body.len == 0 && !seen->read.is_body_unknown;
}

/* True if the reliable answer that @prack names offers a session, the first one to its INVITE
 * that does, and the INVITE does not: then the PRACK has to answer. */
static bool is_offered_to(const LintScene *scene, const LintSeen *prack, Sdp *offer)
{
    const LintSeen *named = lint_reliable_named(scene, prack);
    const LintSeen *invite = named ? lint_scene_request(scene, named) : NULL;
    const LintSeen *seen;

    if (!invite || !has_no_body(invite) || !read_sdp(named, offer))
        return false;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at)) && seen != invite;)
        if (seen->message->time < named->message->time && seen->read.view.rseq != 0 &&
            lint_is_same_branch(seen, invite) && has_sdp(seen))
            return false;
    return true;
}

static void check_prack(const LintScene *scene, const LintSeen *now)
{
    Sdp offer, answer;

    if (!is_offered_to(scene, now, &offer))
        return;
    if (read_sdp(now, &answer))
        compare(scene->findings, &offer, &answer);
    else if (has_no_body(now))
        lint_add(scene->findings, LINT_ANSWER_MISSING,
                 "the reliable answer has an offer, its PRACK no answer");
}

/* The 2xx to an UPDATE or PRACK. */
static void check_later_answer(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *request = lint_scene_request(scene, now);
    Sdp offer, answer, other;

    if (!request || !read_sdp(request, &offer) ||
        (request->read.view.method == METHOD_PRACK && is_offered_to(scene, request, &other)))
        return;
    if (read_sdp(now, &answer))
        compare(scene->findings, &offer, &answer);
    else if (has_no_body(now))
        lint_add(scene->findings, LINT_ANSWER_MISSING,
                 "the %.*s has an offer, its %u no answer",
                 LINT_VALUE(now->read.view.method_text), now->read.view.status);
}

void lint_check_offer(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;

    if (view->is_request && view->method == METHOD_ACK)
        check_ack(scene, now);
    if (view->is_request && view->method == METHOD_PRACK)
        check_prack(scene, now);
    if (view->is_request)
        check_overlap(scene, now);
    if (view->is_request || view->status <= 100 || view->status >= 300)
        return;
    if (view->method == METHOD_INVITE) {
        check_answer(scene, now);
        check_copy(scene, now);
    } else if ((view->method == METHOD_UPDATE || view->method == METHOD_PRACK) &&
               view->status >= 200)
        check_later_answer(scene, now);
}
