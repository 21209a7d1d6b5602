/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/lint_checks.h"

/* The requests that a CANCEL may belong to. */
typedef struct Requests {
    const LintSeen *invite;    /* the latest INVITE by the same sender, */
    const LintSeen *of_branch; /* and what has the same branch */
} Requests;

static Requests requests_of(const LintScene *scene, const LintSeen *now)
{
    Requests found = { 0 };
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        Method method = seen->read.view.method;

        if (!lint_is_same_sender(seen, now) || method == METHOD_ACK || method == METHOD_CANCEL)
            continue;
        if (!found.invite && method == METHOD_INVITE)
            found.invite = seen;
        if (!found.of_branch && lint_is_same_branch(seen, now))
            found.of_branch = seen;
    }
    return found;
}

/* What a CANCEL has to have as its request and has not; NULL: it has all. */
static const char *differing_part(const LintMessage *cancelling, const LintMessage *cancelled)
{
    const SipView *cancel = &cancelling->view;
    const SipView *request = &cancelled->view;

    if (!slice_equals(cancel->request_uri, request->request_uri))
        return "the Request-URI";
    if (cancel->cseq != request->cseq)
        return "the number of CSeq";
    if (!slice_equals(lint_message_uri(cancel->from), lint_message_uri(request->from)))
        return "From";
    if (!slice_equals(cancel->to_tag, request->to_tag))
        return "the tag in To";
    if (!slice_equals(lint_message_uri(cancel->to), lint_message_uri(request->to)))
        return "To";
    return lint_message_agree(cancelling, cancelled, "Route") ? NULL : "Route";
}

/* A tap may see one direction alone. */
static bool is_way_back_tapped(const LintScene *scene, const LintSeen *now)
{
    const Call *call = scene->call;

    for (unsigned i = 0; i < call->messages_len; i++)
        if (call->messages[i].message->src == now->message->dst &&
            call->messages[i].message->dst == now->message->src)
            return true;
    return false;
}

/* The latest answer to @request on its hop; NULL if there was none. */
static const LintSeen *find_answer(const LintScene *scene, const LintSeen *request)
{
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (!seen->read.view.is_request && lint_is_way_back(seen, request) &&
            lint_is_same_branch(seen, request) &&
            slice_equals(seen->read.view.method_text, request->read.view.method_text))
            return seen;
    return NULL;
}

/* The final answer and the CANCEL may have crossed. */
static void check_time(const LintScene *scene, const LintSeen *now, const LintSeen *request)
{
    const LintSeen *answer = find_answer(scene, request);

    if (!answer && !scene->is_forgetful && is_way_back_tapped(scene, now))
        lint_add_plain(scene->findings, LINT_CANCEL_EARLY);
    else if (answer && answer->read.view.status >= 200)
        lint_add(scene->findings, LINT_CANCEL_LATE, "the CANCEL comes after the %u",
                 answer->read.view.status);
}

void lint_check_cancel(const LintScene *scene, const LintSeen *now)
{
    Requests requests;
    const char *part;

    if (!now->read.view.is_request || now->read.view.method != METHOD_CANCEL)
        return;
    requests = requests_of(scene, now);
    if (!requests.of_branch) {
        if (requests.invite && !scene->is_forgetful)
            lint_add(scene->findings, LINT_CANCEL_BRANCH,
                     "branch of the CANCEL is %.*s, of the INVITE %.*s",
                     LINT_VALUE(now->read.view.via[0].branch),
                     LINT_VALUE(requests.invite->read.view.via[0].branch));
        return;
    }
    if (requests.of_branch->read.view.method != METHOD_INVITE) {
        lint_add(scene->findings, LINT_CANCEL_METHOD, "a CANCEL of %.*s",
                 LINT_VALUE(requests.of_branch->read.view.method_text));
        return;
    }
    part = differing_part(&now->read, &requests.of_branch->read);
    if (part)
        lint_add(scene->findings, LINT_CANCEL_DIFFERS, "%s is not that of the INVITE", part);
    check_time(scene, now, requests.of_branch);
}
