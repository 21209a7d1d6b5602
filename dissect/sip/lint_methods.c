/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/lint_checks.h"
#include "dissect/sip/name_addr.h"
#include "dissect/sip/params.h"

#define BIT(method) (1u << METHOD_##method)

/* Requests that make dialogs, and those that only go inside one. */
#define MAKES_DIALOG (BIT(SUBSCRIBE) | BIT(REFER))
#define IN_DIALOG (BIT(BYE) | BIT(PRACK) | BIT(UPDATE) | BIT(INFO))

/* What an answer of this status must have (RFC 3261 21.4, RFC 4028 6): one of these headers. */
static const struct {
    unsigned status;
    LintRule rule;
    const char *headers[4]; /* NULL at the end */
} DEMANDS[] = {
    { 300, LINT_REDIRECT_CONTACT, { "Contact" } },
    { 301, LINT_REDIRECT_CONTACT, { "Contact" } },
    { 302, LINT_REDIRECT_CONTACT, { "Contact" } },
    { 305, LINT_REDIRECT_CONTACT, { "Contact" } },
    { 401, LINT_CHALLENGE_MISSING, { "WWW-Authenticate" } },
    { 405, LINT_ALLOW_MISSING, { "Allow" } },
    { 407, LINT_CHALLENGE_MISSING, { "Proxy-Authenticate" } },
    { 415, LINT_ACCEPT_MISSING, { "Accept", "Accept-Encoding", "Accept-Language" } },
    { 420, LINT_UNSUPPORTED_MISSING, { "Unsupported" } },
    { 421, LINT_REQUIRE_MISSING, { "Require" } },
    { 422, LINT_MIN_SE_MISSING, { "Min-SE" } },
    { 423, LINT_MIN_EXPIRES_MISSING, { "Min-Expires" } },
};

static bool is_one_of(const SipView *view, unsigned methods)
{
    return (1u << view->method & methods) != 0;
}

/* How many Contacts there are, commas counted; the first one that is no SIP URI goes to
 * *@other. */
static unsigned count_contacts(const LintMessage *message, Slice *other)
{
    unsigned at = 0;
    unsigned count = 0;
    Slice value;

    while (lint_message_next(message, "Contact", &at, &value))
        while (value.len > 0) {
            Slice contact = params_list_next(&value);
            NameAddr parts;

            (void)name_addr_split(contact, &parts);
            count++;
            if (!slice_is_nocase(slice_head(parts.uri, 4), "sip:") &&
                !slice_is_nocase(slice_head(parts.uri, 5), "sips:"))
                *other = contact;
        }
    return count;
}

static void check_contact(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;
    Slice other = { 0 };
    unsigned count = count_contacts(message, &other);
    bool makes_dialog = view->method == METHOD_INVITE ||
                        (is_one_of(view, MAKES_DIALOG) && view->to_tag.len == 0);

    if (view->contact_is_star) {
        if (view->method != METHOD_REGISTER || view->expires != 0 || count > 1)
            lint_add_plain(findings, LINT_CONTACT_STAR);
        return;
    }
    if (!makes_dialog)
        return;
    if (count == 0)
        lint_add(findings, LINT_CONTACT_MISSING, "the %.*s has no Contact",
                 LINT_VALUE(view->method_text));
    else if (count > 1)
        lint_add(findings, LINT_CONTACT_COUNT, "there are %u Contacts", count);
    else if (other.len > 0)
        lint_add(findings, LINT_CONTACT_COUNT, "Contact %.*s is no SIP URI", LINT_VALUE(other));
}

/* A binding of RFC 5626 is that of one flow of one instance. */
static void check_flow(const LintMessage *message, Slice contact, LintFindings *findings)
{
    NameAddr parts;
    Slice id, instance;
    uint64_t number;

    (void)name_addr_split(contact, &parts);
    if (!lint_message_param(parts.params, "reg-id", &id))
        return;
    if (!lint_message_number(id, INT32_MAX, &number) || number == 0)
        lint_add(findings, LINT_REG_ID, "reg-id is \"%.*s\", no number from 1 to 2^31-1",
                 LINT_VALUE(id));
    else if (!lint_message_param(parts.params, "+sip.instance", &instance))
        lint_add(findings, LINT_REG_ID, "a Contact with reg-id has no +sip.instance");
    else if (!lint_message_lists(message, "Supported", "outbound"))
        lint_add(findings, LINT_REG_ID, "a Contact with reg-id, and no Supported: outbound");
}

static void check_flows(const LintMessage *message, LintFindings *findings)
{
    unsigned at = 0;
    Slice value;

    while (lint_message_next(message, "Contact", &at, &value))
        while (value.len > 0)
            check_flow(message, params_list_next(&value), findings);
}

void lint_check_request(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;
    Slice user = name_addr_of_uri(view->request_uri).user;

    check_contact(message, findings);
    if (is_one_of(view, IN_DIALOG) && view->to.len > 0 && view->to_tag.len == 0)
        lint_add(findings, LINT_TO_TAG_MISSING, "a %.*s without a tag in To is in no dialog",
                 LINT_VALUE(view->method_text));
    if (view->method == METHOD_NOTIFY && view->to.len > 0 && view->to_tag.len == 0)
        lint_add_plain(findings, LINT_NOTIFY_DIALOG);
    if (view->method == METHOD_UPDATE && lint_message_count(message, "Contact") == 0)
        lint_add(findings, LINT_UPDATE_CONTACT, "an UPDATE without Contact");
    if (view->method == METHOD_CANCEL && (lint_message_count(message, "Require") ||
                                          lint_message_count(message, "Proxy-Require")))
        lint_add_plain(findings, LINT_CANCEL_REQUIRE);
    if (view->method == METHOD_REGISTER)
        check_flows(message, findings);
    if (view->method == METHOD_REGISTER && user.len > 0)
        lint_add(findings, LINT_REGISTER_URI,
                 "the Request-URI of the REGISTER has a user: %.*s",
                 LINT_VALUE(view->request_uri));
}

static bool has_one_of(const LintMessage *message, const char *const *headers)
{
    for (; *headers; headers++)
        if (lint_message_count(message, *headers))
            return true;
    return false;
}

static void check_answer_contact(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;
    bool is_good = view->status >= 200 && view->status <= 299;
    bool is_early = view->status > 100 && view->status < 200 && view->to_tag.len > 0;

    if (lint_message_count(message, "Contact"))
        return;
    if (view->method == METHOD_INVITE && is_good)
        lint_add(findings, LINT_ANSWER_CONTACT_MISSING, "a %u to INVITE without Contact",
                 view->status);
    else if (view->method == METHOD_INVITE && is_early)
        lint_add(findings, LINT_EARLY_CONTACT,
                 "a %u with a tag in To makes a dialog, and has "
                 "no Contact",
                 view->status);
    else if (view->method == METHOD_UPDATE && is_good)
        lint_add(findings, LINT_UPDATE_CONTACT, "a %u to UPDATE without Contact", view->status);
}

static void check_registrar(const LintMessage *message, LintFindings *findings)
{
    if (message->view.status >= 600)
        lint_add(findings, LINT_REGISTER_ANSWER, "a %u to REGISTER", message->view.status);
    if (lint_message_count(message, "Record-Route"))
        lint_add(findings, LINT_REGISTER_ANSWER, "a %u to REGISTER with Record-Route",
                 message->view.status);
}

/* Answers that the method does not allow. */
static void check_status(const SipView *view, LintFindings *findings)
{
    if (view->method == METHOD_CANCEL && (view->status == 401 || view->status == 407))
        lint_add(findings, LINT_CHALLENGE_MISPLACED, "a %u to CANCEL", view->status);
    if (view->method != METHOD_INVITE && view->method_text.len > 0 &&
        ((view->status > 100 && view->status < 200) || view->status == 408))
        lint_add(findings, LINT_NON_INVITE_ANSWER, "a %u to %.*s", view->status,
                 LINT_VALUE(view->method_text));
}

void lint_check_answer(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;

    for (unsigned i = 0; i < G_N_ELEMENTS(DEMANDS); i++)
        if (DEMANDS[i].status == view->status && !has_one_of(message, DEMANDS[i].headers))
            lint_add(findings, DEMANDS[i].rule, "a %u without %s%s%s", view->status,
                     DEMANDS[i].headers[0], DEMANDS[i].headers[1] ? ", " : "",
                     DEMANDS[i].headers[1] ? "Accept-Encoding or Accept-Language" : "");
    check_answer_contact(message, findings);
    if (view->method == METHOD_REGISTER)
        check_registrar(message, findings);
    check_status(view, findings);
}
