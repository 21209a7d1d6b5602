/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/name_addr.h"
#include "dissect/sip/params.h"
#include "flows/lint_checks.h"

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

/* Looks for the binding that was asked for among those that are listed. */
static void check_time(const LintScene *scene, const LintSeen *now, Slice wanted, int64_t asked)
{
    unsigned at = 0;
    Slice value;

    while (lint_message_next(&now->read, "Contact", &at, &value))
        while (value.len > 0) {
            Slice contact = params_list_next(&value);
            int64_t given = seconds_of(&now->read.view, contact);

            if (!is_same_user(contact, wanted) || given < 0 || given >= asked)
                continue;
            lint_add(scene->findings, LINT_EXPIRES_SHORTENED,
                     "%" G_GINT64_FORMAT " seconds are given, %" G_GINT64_FORMAT
                     " were asked for",
                     (gint64)given, (gint64)asked);
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

void lint_check_asked(const LintScene *scene, const LintSeen *now)
{
    check_credentials(scene, now);
    check_registered(scene, now);
}
