/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/params.h"
#include "flows/lint_checks.h"
#include "flows/lint_list.h"

/* The header that an answer has to repeat and does not; NULL: it repeats all (RFC 3261
 * 8.2.6.2). Tags of To are another rule. */
static const char *differing_header(const SipView *answer, const SipView *request)
{
    if (!slice_equals(answer->from_tag, request->from_tag) ||
        !slice_equals(lint_message_uri(answer->from), lint_message_uri(request->from)))
        return "From";
    if (!slice_equals(lint_message_uri(answer->to), lint_message_uri(request->to)))
        return "To";
    return answer->cseq != request->cseq ? "CSeq" : NULL;
}

/* A server adds received and rport: the branches tell Vias apart, or what stands before the
 * parameters where there is none. */
static bool is_same_via(Slice a, Slice b)
{
    Slice branch_a = { 0 };
    Slice branch_b = { 0 };
    bool has_branch = lint_message_param(a, "branch", &branch_a);

    if (has_branch != lint_message_param(b, "branch", &branch_b))
        return false;
    return has_branch ? slice_equals(branch_a, branch_b)
                      : slice_equals(slice_trim(slice_head(a, slice_find(a, ';'))),
                                     slice_trim(slice_head(b, slice_find(b, ';'))));
}

static void check_vias(const LintScene *scene, const LintSeen *now, const LintSeen *request)
{
    Slice answered[LINT_HOPS_MAX], asked[LINT_HOPS_MAX];
    unsigned answered_len = lint_list(&now->read, "Via", answered);
    unsigned asked_len = lint_list(&request->read, "Via", asked);

    if (answered_len != asked_len) {
        lint_add(scene->findings, LINT_ANSWER_VIA, "the answer has %u Via%s, its request %u",
                 answered_len, answered_len == 1 ? "" : "s", asked_len);
        return;
    }
    for (unsigned i = 0; i < asked_len; i++)
        if (!is_same_via(answered[i], asked[i])) {
            lint_add(scene->findings, LINT_ANSWER_VIA, "Via %u is %.*s, in the request %.*s",
                     i + 1, LINT_VALUE(answered[i]), LINT_VALUE(asked[i]));
            return;
        }
}

static bool has_branch(Slice via, Slice branch)
{
    Slice found = { 0 };

    return branch.len > 0 && lint_message_param(via, "branch", &found) &&
           slice_equals(found, branch);
}

/* The request that @now answers with its topmost Via further down, among as many as it had;
 * NULL if there is none. A request that came back to its sender has more. */
static const LintSeen *find_reordered(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    Slice vias[LINT_HOPS_MAX];
    unsigned len = lint_list(&now->read, "Via", vias);
    const LintSeen *seen;

    for (unsigned at = 0; len > 1 && (seen = lint_scene_back(scene, &at));) {
        const SipView *before = &seen->read.view;

        if (!before->is_request || !lint_is_way_back(seen, now) || before->vias != view->vias ||
            before->cseq != view->cseq || !slice_equals(before->from_tag, view->from_tag) ||
            !slice_equals(before->method_text, view->method_text))
            continue;
        for (unsigned i = 1; i < len; i++)
            if (has_branch(vias[i], before->via[0].branch))
                return seen;
    }
    return NULL;
}

/* Servers behind this hop have added theirs in front; what the request had here is the end. */
static void check_record_routes(const LintScene *scene, const LintSeen *now,
                                const LintSeen *request)
{
    const SipView *view = &now->read.view;
    Slice answered[LINT_HOPS_MAX], asked[LINT_HOPS_MAX];
    unsigned answered_len, asked_len;

    if (view->status < 200 || view->status > 299 || view->method != METHOD_INVITE ||
        request->read.view.to_tag.len > 0)
        return;
    answered_len = lint_list(&now->read, "Record-Route", answered);
    asked_len = lint_list(&request->read, "Record-Route", asked);
    for (unsigned i = 1; i <= asked_len; i++) {
        Slice route = lint_message_uri(asked[asked_len - i]);

        if (i <= answered_len &&
            slice_equals(lint_message_uri(answered[answered_len - i]), route))
            continue;
        lint_add(scene->findings, LINT_ANSWER_RECORD_ROUTE,
                 "Record-Route %.*s of the request is not in its place in the answer",
                 LINT_VALUE(route));
        return;
    }
}

/* Several 2xx with tags of their own are the forks' (RFC 3261 16.7). */
static void check_final(const LintScene *scene, const LintSeen *now, const LintSeen *request)
{
    const SipView *view = &now->read.view;
    const LintSeen *before = view->status >= 200 ? lint_scene_final(scene, request) : NULL;
    bool is_good = view->status >= 200 && view->status <= 299;

    if (!before || (is_good && !slice_equals(view->to_tag, before->read.view.to_tag)) ||
        before->read.view.status == view->status)
        return;
    lint_add(scene->findings, LINT_SECOND_FINAL, "%u, after this request was answered with %u",
             view->status, before->read.view.status);
}

/* Datagrams may overtake each other, so what looks late may have been in time. */
static void check_provisional(const LintScene *scene, const LintSeen *now,
                              const LintSeen *request)
{
    const SipView *view = &now->read.view;
    const LintSeen *before = view->status < 200 ? lint_scene_final(scene, request) : NULL;

    if (before && before->read.view.cseq == view->cseq)
        lint_add(scene->findings, LINT_LATE_PROVISIONAL,
                 "%u, after this request was answered with %u", view->status,
                 before->read.view.status);
}

/* True if @host is the address of @endpoint: what has another one, or is a name, is told where
 * it came from (RFC 3261 18.2.1). */
static bool is_source(const Endpoint *endpoint, Slice sent_by)
{
    Endpoint named;

    return endpoint_parse(sent_by, &named) && endpoint_same_address(&named, endpoint);
}

static void check_received(const LintScene *scene, const LintSeen *now, const LintSeen *request)
{
    const Endpoint *source = endpoints_get(scene->endpoints, request->message->src);
    Slice sent_by = request->read.view.via[0].sent_by;
    Slice vias = lint_message_header(&now->read, "Via");
    Slice received;

    if (sent_by.len == 0 || is_source(source, sent_by) ||
        lint_message_param(params_list_next(&vias), "received", &received))
        return;
    lint_add(scene->findings, LINT_RECEIVED_MISSING,
             "the topmost Via is of %.*s, came from elsewhere and has no received",
             LINT_VALUE(sent_by));
}

/* A 100 has the Timestamp of its request. */
static void check_timestamp(const LintScene *scene, const LintSeen *now,
                            const LintSeen *request)
{
    if (now->read.view.status == 100 && lint_message_count(&request->read, "Timestamp") > 0 &&
        lint_message_count(&now->read, "Timestamp") == 0)
        lint_add_plain(scene->findings, LINT_TIMESTAMP_MISSING);
}

static bool is_sips(Slice uri)
{
    return slice_is_nocase(slice_head(uri, 5), "sips:");
}

/* Who is called by a sips URI, or by way of one, is to be called back by one. */
static void check_sips(const LintScene *scene, const LintSeen *now, const LintSeen *request)
{
    const SipView *view = &now->read.view;
    Slice records = lint_message_header(&request->read, "Record-Route");
    Slice way = records.len > 0 ? lint_message_uri(params_list_next(&records))
                                : lint_message_uri(request->read.view.contact);
    Slice contact = lint_message_uri(view->contact);

    if (view->method == METHOD_INVITE && view->status >= 200 && view->status <= 299 &&
        request->read.view.to_tag.len == 0 && contact.len > 0 && !is_sips(contact) &&
        (is_sips(request->read.view.request_uri) || is_sips(way)))
        lint_add(scene->findings, LINT_ANSWER_CONTACT_SIPS,
                 "Contact is %.*s, and the INVITE came by a sips URI", LINT_VALUE(contact));
}

void lint_check_pair(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    const LintSeen *request = view->is_request ? NULL : lint_scene_request(scene, now);
    const char *header;

    if (!request && !view->is_request)
        request = find_reordered(scene, now);
    if (!request)
        return;
    header = differing_header(view, &request->read.view);
    if (header)
        lint_add(scene->findings, LINT_ANSWER_DIFFERS, "%s differs from that of the request",
                 header);
    if (request->read.view.to_tag.len > 0 &&
        !slice_equals(request->read.view.to_tag, view->to_tag))
        lint_add(scene->findings, LINT_TAG_CHANGED,
                 "the tag in To is %.*s, in the request %.*s", LINT_VALUE(view->to_tag),
                 LINT_VALUE(request->read.view.to_tag));
    check_vias(scene, now, request);
    check_record_routes(scene, now, request);
    check_final(scene, now, request);
    check_provisional(scene, now, request);
    check_received(scene, now, request);
    check_timestamp(scene, now, request);
    check_sips(scene, now, request);
}
