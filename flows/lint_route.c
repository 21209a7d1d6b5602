/* SPDX-License-Identifier: Apache-2.0
 *
 * The route set of a dialog (RFC 3261 12.1): the Record-Routes of its 2xx, the last one first,
 * is what the caller's later requests go by; those of the INVITE as it arrived, in their order,
 * is what the callee's go by.
 */
#include "flows/lint_checks.h"
#include "flows/lint_list.h"

typedef struct RouteSet {
    Slice routes[LINT_HOPS_MAX];
    unsigned len;
} RouteSet;

static bool is_good(const LintSeen *answer)
{
    const SipView *view = &answer->read.view;

    return !view->is_request && view->method == METHOD_INVITE && view->status >= 200 &&
           view->status <= 299;
}

/* Where the caller sent @now: the 2xx that made the dialog, as it came to him, which is the
 * first one. NULL if it was not seen. */
static const LintSeen *find_answer(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *first = NULL;
    const LintSeen *seen, *request;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (is_good(seen) && seen->dialog == now->dialog &&
            seen->message->dst == now->message->src &&
            slice_equals(seen->read.view.from_tag, now->read.view.from_tag) &&
            slice_equals(seen->read.view.to_tag, now->read.view.to_tag))
            first = seen;
    request = first ? lint_scene_request(scene, first) : NULL;
    return request && request->read.view.to_tag.len == 0 && request->read.view.vias == 1 ? first
                                                                                         : NULL;
}

/* Where the callee sent @now: the INVITE that made the dialog, as it came to him, the last one
 * outside a dialog. */
static const LintSeen *find_invite(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *invite = NULL;
    const LintSeen *seen, *final;

    for (unsigned at = 0; !invite && (seen = lint_scene_back(scene, &at));)
        if (seen->read.view.is_request && seen->read.view.method == METHOD_INVITE &&
            seen->read.view.to_tag.len == 0 && seen->dialog == now->dialog &&
            seen->message->dst == now->message->src &&
            slice_equals(seen->read.view.from_tag, now->read.view.to_tag))
            invite = seen;
    final = invite ? lint_scene_final(scene, invite) : NULL;
    return final && is_good(final) &&
                   slice_equals(final->read.view.to_tag, now->read.view.from_tag)
               ? invite
               : NULL;
}

/* The routes that @now is to have; false if that is not known. */
static bool find_set(const LintScene *scene, const LintSeen *now, RouteSet *set)
{
    const LintSeen *answer = find_answer(scene, now);
    const LintSeen *invite = answer ? NULL : find_invite(scene, now);

    if (!answer && !invite)
        return false;
    set->len = lint_list(answer ? &answer->read : &invite->read, "Record-Route", set->routes);
    for (unsigned i = 0; answer && i < set->len / 2; i++) {
        Slice route = set->routes[i];

        set->routes[i] = set->routes[set->len - 1 - i];
        set->routes[set->len - 1 - i] = route;
    }
    return set->len < LINT_HOPS_MAX;
}

static bool is_strict(Slice route)
{
    Slice ignored;

    return !lint_message_param(lint_message_uri(route), "lr", &ignored);
}

static void compare(const LintScene *scene, const LintSeen *now, const RouteSet *set)
{
    Slice routes[LINT_HOPS_MAX];
    unsigned len = lint_list(&now->read, "Route", routes);

    if (len != set->len) {
        lint_add(scene->findings, LINT_ROUTE_SET, "%u Route%s, the dialog's route set has %u",
                 len, len == 1 ? "" : "s", set->len);
        return;
    }
    for (unsigned i = 0; i < len; i++)
        if (!lint_is_same_target(lint_message_uri(routes[i]),
                                 lint_message_uri(set->routes[i]))) {
            lint_add(scene->findings, LINT_ROUTE_SET,
                     "Route %u is %.*s, in the dialog's route set %.*s", i + 1,
                     LINT_VALUE(routes[i]), LINT_VALUE(set->routes[i]));
            return;
        }
}

/* True if @now is the ACK of a failure, which goes by the Route of its INVITE. */
static bool is_ack_of_failure(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *seen;

    if (now->read.view.method != METHOD_ACK)
        return false;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (seen->read.view.is_request && seen->read.view.method == METHOD_INVITE &&
            lint_is_same_branch(seen, now))
            return true;
    return false;
}

void lint_check_route(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    RouteSet set;

    if (!view->is_request || view->to_tag.len == 0 || view->vias != 1 ||
        view->method == METHOD_CANCEL || is_ack_of_failure(scene, now) ||
        !find_set(scene, now, &set) || (set.len > 0 && is_strict(set.routes[0])))
        return;
    compare(scene, now, &set);
}
