/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/name_addr.h"
#include "dissect/sip/params.h"
#include "flows/lint_checks.h"

#define HOUR 3600   /* seconds */
#define NC_DIGITS 8 /* RFC 7616 3.4 */

static const struct {
    const char *challenge, *credentials;
} AUTH[] = {
    { "WWW-Authenticate", "Authorization" },
    { "Proxy-Authenticate", "Proxy-Authorization" },
};

/* A parameter of a challenge or of credentials. */
static Slice field_of(Slice value, const char *name)
{
    Params params = { .left = slice_tail(value, slice_span(value, BYTE_BLANKS)),
                      .separator = ',' };

    return params_find(&params, name);
}

/* The nc of credentials, eight hexadecimal digits; false if there is none. */
static bool nonce_count(const LintSeen *seen, uint64_t *count)
{
    Slice nc = { 0 };

    for (unsigned i = 0; nc.len == 0 && i < G_N_ELEMENTS(AUTH); i++)
        nc = field_of(lint_message_header(&seen->read, AUTH[i].credentials), "nc");
    *count = 0;
    for (size_t i = 0; i < nc.len; i++) {
        if (i >= NC_DIGITS || !g_ascii_isxdigit(nc.data[i]))
            return false;
        *count = *count * 16 + (uint64_t)g_ascii_xdigit_value((char)nc.data[i]);
    }
    return nc.len > 0;
}

/* The challenge that @now was made to answer: the one to the request of the same kind just
 * before, by its CSeq. */
static const LintSeen *find_challenge(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        const SipView *before = &seen->read.view;

        if (!before->is_request && (before->status == 401 || before->status == 407) &&
            seen->dialog == now->dialog && lint_is_way_back(seen, now) &&
            slice_equals(before->from_tag, view->from_tag) &&
            slice_equals(before->method_text, view->method_text) &&
            before->cseq + 1 == view->cseq)
            return seen;
    }
    return NULL;
}

/* True if one of the credentials called @name has realm and nonce of @challenge. Those of the
 * realm alone go to *@other. */
static bool is_answered(const LintMessage *message, const char *name, Slice challenge,
                        Slice *other)
{
    Slice realm = field_of(challenge, "realm");
    Slice nonce = field_of(challenge, "nonce");
    unsigned at = 0;
    Slice value;

    while (lint_message_next(message, name, &at, &value)) {
        if (!slice_equals(field_of(value, "realm"), realm))
            continue;
        if (slice_equals(field_of(value, "nonce"), nonce))
            return true;
        *other = value;
    }
    return false;
}

/* Of several challenges one answered is enough: which ones are needed, only the servers know.
 */
static void check_credentials(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *challenge = NULL;
    Slice other = { 0 };
    Slice asked = { 0 };

    if (now->read.view.is_request && now->read.view.credentials.present)
        challenge = find_challenge(scene, now);
    for (unsigned i = 0; challenge && i < G_N_ELEMENTS(AUTH); i++) {
        unsigned at = 0;
        Slice value;

        while (lint_message_next(&challenge->read, AUTH[i].challenge, &at, &value)) {
            if (is_answered(&now->read, AUTH[i].credentials, value, &other))
                return;
            asked = value;
        }
    }
    if (other.len > 0)
        lint_add(scene->findings, LINT_CREDENTIALS_OTHER,
                 "the credentials have the nonce %.*s, which the challenge did not give",
                 LINT_VALUE(field_of(other, "nonce")));
    else if (asked.len > 0)
        lint_add(scene->findings, LINT_CREDENTIALS_OTHER,
                 "no credentials for the realm %.*s of the challenge",
                 LINT_VALUE(field_of(asked, "realm")));
}

/* The seconds that @contact, a value of the message, asks for or is given; -1: none. */
static int64_t seconds_of(const SipView *view, Slice contact)
{
    NameAddr parts;
    Slice text;
    uint64_t seconds;

    (void)name_addr_split(contact, &parts);
    if (lint_message_param(parts.params, "expires", &text) &&
        lint_message_number(text, UINT32_MAX, &seconds))
        return (int64_t)seconds;
    return view->expires;
}

static bool is_same_user(Slice a, Slice b)
{
    NameAddr left = name_addr_of(a);
    NameAddr right = name_addr_of(b);

    return slice_equals(left.user, right.user) && slice_equals(left.host, right.host);
}

static void compare_times(LintFindings *findings, int64_t given, int64_t asked)
{
    if (given != asked)
        lint_add(findings, given < asked ? LINT_EXPIRES_SHORTENED : LINT_EXPIRES_LENGTHENED,
                 "%" G_GINT64_FORMAT " seconds are given, %" G_GINT64_FORMAT " were asked for",
                 (gint64)given, (gint64)asked);
}

/* Looks for the binding that was asked for among those that are listed. */
static void check_time(const LintScene *scene, const LintSeen *now, Slice wanted, int64_t asked)
{
    unsigned at = 0;
    Slice value;

    while (lint_message_next(&now->read, "Contact", &at, &value))
        while (value.len > 0) {
            Slice contact = params_list_next(&value);
            int64_t given = seconds_of(&now->read.view, contact);

            if (!is_same_user(contact, wanted) || given < 0)
                continue;
            compare_times(scene->findings, given, asked);
            return;
        }
}

static void check_registered(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    const LintSeen *request;
    Slice wanted;
    int64_t asked;

    if (view->is_request || view->method != METHOD_REGISTER || view->status < 200 ||
        view->status > 299)
        return;
    request = lint_scene_request(scene, now);
    if (!request || request->read.view.contact.len == 0 || request->read.view.contact_is_star)
        return;
    wanted = request->read.view.contact;
    asked = seconds_of(&request->read.view, wanted);
    if (asked == 0)
        return;
    if (lint_message_count(&now->read, "Contact") == 0)
        lint_add(scene->findings, LINT_BINDING_MISSING,
                 "the answer does not list Contact %.*s, nor any other", LINT_VALUE(wanted));
    else if (asked > 0)
        check_time(scene, now, wanted, asked);
}

static void check_subscribed(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    const LintSeen *request;

    if (view->is_request || view->method != METHOD_SUBSCRIBE || view->status < 200 ||
        view->status > 299)
        return;
    request = lint_scene_request(scene, now);
    if (request && request->read.view.expires >= 0 && view->expires >= 0)
        compare_times(scene->findings, view->expires, request->read.view.expires);
}

/* A time of an hour, or none at all, is never too brief. */
static void check_brief(const LintScene *scene, const LintSeen *now)
{
    const LintSeen *request;
    int64_t asked;

    if (now->read.view.is_request || now->read.view.status != 423)
        return;
    request = lint_scene_request(scene, now);
    if (!request || request->read.view.contact_is_star)
        return;
    asked = seconds_of(&request->read.view, request->read.view.contact);
    if (asked == 0 || asked >= HOUR)
        lint_add(scene->findings, LINT_BRIEF,
                 "a 423, and %" G_GINT64_FORMAT " seconds were asked for", (gint64)asked);
}

static Slice event_of(const LintSeen *seen)
{
    Slice event = lint_message_header(&seen->read, "Event");

    return slice_trim(slice_head(event, slice_find(event, ';')));
}

/* What a NOTIFY tells of is what somebody asked for in its dialog: a REFER asks for "refer". */
static void check_event(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    Slice event = event_of(now);
    Slice asked = { 0 };
    const LintSeen *seen;

    if (!view->is_request || view->method != METHOD_NOTIFY || event.len == 0 ||
        scene->is_forgetful)
        return;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        const SipView *before = &seen->read.view;

        if (!before->is_request || seen->dialog != now->dialog ||
            !slice_equals(before->from_tag, view->to_tag) ||
            (before->method != METHOD_SUBSCRIBE && before->method != METHOD_REFER))
            continue;
        asked = before->method == METHOD_REFER ? slice_text("refer") : event_of(seen);
        if (slice_equals(asked, event))
            return;
    }
    if (asked.len > 0)
        lint_add(scene->findings, LINT_EVENT_DIFFERS,
                 "Event is %.*s, what was asked for is %.*s", LINT_VALUE(event),
                 LINT_VALUE(asked));
}

/* The number of requests with this nonce goes up with each (RFC 7616 3.4). What is sent on, or
 * belongs to another request, is not counted. */
static void check_nonce_count(const LintScene *scene, const LintSeen *now)
{
    const SipView *view = &now->read.view;
    Slice nonce = view->credentials.nonce;
    const LintSeen *seen;
    uint64_t before, count;

    if (!view->is_request || nonce.len == 0 || view->vias != 1 || view->method == METHOD_ACK ||
        view->method == METHOD_CANCEL || !nonce_count(now, &count))
        return;
    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));) {
        Method method = seen->read.view.method;

        if (!lint_is_same_sender(seen, now) || method == METHOD_ACK ||
            method == METHOD_CANCEL ||
            !slice_equals(seen->read.view.credentials.nonce, nonce) ||
            !nonce_count(seen, &before))
            continue;
        if (count <= before)
            lint_add(scene->findings, LINT_NONCE_COUNT,
                     "nc is %" G_GUINT64_FORMAT " after %" G_GUINT64_FORMAT " for one nonce",
                     (guint64)count, (guint64)before);
        return;
    }
}

void lint_check_asked(const LintScene *scene, const LintSeen *now)
{
    check_credentials(scene, now);
    check_nonce_count(scene, now);
    check_subscribed(scene, now);
    check_brief(scene, now);
    check_event(scene, now);
    check_registered(scene, now);
}
