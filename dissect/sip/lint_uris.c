/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dissect/sip/lint_checks.h"
#include "dissect/sip/name_addr.h"
#include "dissect/sip/params.h"

#define COOKIE "z9hG4bK"

#define BIT(method) (1u << METHOD_##method)

/* Requests that make a dialog, or change the target of one. */
#define MAKES_DIALOG (BIT(INVITE) | BIT(SUBSCRIBE) | BIT(REFER) | BIT(UPDATE))

/* Headers of name-addrs, in which quotes and angle brackets have to be closed. */
static const char *const NAME_ADDRS[] = { "From",  "To",           "Contact",
                                          "Route", "Record-Route", "Refer-To" };

static bool is_sips_uri(Slice uri)
{
    return slice_is_nocase(slice_head(uri, 5), "sips:");
}

static bool is_sip_uri(Slice uri)
{
    return slice_is_nocase(slice_head(uri, 4), "sip:") || is_sips_uri(uri);
}

/* "UDP" of "SIP/2.0/UDP host"; blanks may stand around the slashes. */
static Slice via_transport(Slice via)
{
    Slice left = via;

    for (unsigned i = 0; i < 2; i++)
        left = slice_tail(left, slice_find(left, '/') + 1);
    left = slice_trim_left(left);
    return slice_head(left, slice_span(left, BYTE_BLANKS));
}

/* A stream may be TLS that was decrypted before it was captured, so only datagrams and streams
 * are told apart. */
static void check_via_transport(const LintMessage *message, Slice via, LintFindings *findings)
{
    Slice transport = via_transport(via);
    bool says_datagram = slice_is_nocase(transport, "UDP");
    bool says_stream = slice_is_nocase(transport, "TCP") || slice_is_nocase(transport, "TLS");

    if (message->transport == TRANSPORT_UDP ? says_stream : says_datagram)
        lint_add(findings, LINT_VIA_TRANSPORT, "Via says %.*s, it came over %s",
                 LINT_VALUE(transport), transport_name(message->transport));
}

/* What stands in front of the second slash has to be SIP and 2.0 (RFC 3261 8.1.1.7). */
static void check_via_version(Slice via, LintFindings *findings)
{
    Slice name = slice_head(via, slice_find(via, '/'));
    Slice rest = slice_tail(via, name.len + 1);
    Slice version = slice_head(rest, slice_find(rest, '/'));

    if (name.len == via.len || version.len == rest.len ||
        (slice_is_nocase(slice_trim(name), "SIP") && slice_is(slice_trim(version), "2.0")))
        return;
    lint_add(findings, LINT_VERSION, "the version in Via is %.*s, not SIP/2.0",
             LINT_VALUE(slice_head(via, name.len + 1 + version.len)));
}

/* An answer repeats what its request had. */
static void check_via(const LintMessage *message, LintFindings *findings)
{
    Slice value = lint_message_header(message, "Via");
    Slice via = params_list_next(&value);
    Slice branch = { 0 };

    if (!message->view.is_request || via.len == 0)
        return;
    if (!lint_message_param(via, "branch", &branch) || branch.len == 0)
        lint_add_plain(findings, LINT_BRANCH_MISSING);
    else if (!slice_is_nocase(slice_head(branch, strlen(COOKIE)), COOKIE))
        lint_add(findings, LINT_BRANCH_COOKIE, "branch %.*s does not begin with " COOKIE,
                 LINT_VALUE(branch));
    else if (branch.len == strlen(COOKIE))
        lint_add(findings, LINT_BRANCH_COOKIE, "branch %.*s has nothing behind the cookie",
                 LINT_VALUE(branch));
    check_via_version(via, findings);
    check_via_transport(message, via, findings);
}

static bool has_lr(Slice route)
{
    NameAddr parts;
    Slice ignored;

    (void)name_addr_split(route, &parts);
    return !is_sip_uri(parts.uri) || lint_message_param(parts.uri, "lr", &ignored);
}

static void check_routes(const LintMessage *message, LintFindings *findings)
{
    Slice route = lint_message_header(message, "Route");
    unsigned at = 0;
    Slice value;

    route = params_list_next(&route);
    if (message->view.is_request && route.len > 0 && !has_lr(route))
        lint_add(findings, LINT_ROUTE_LR, "Route %.*s has no lr: a strict router",
                 LINT_VALUE(route));
    while (lint_message_next(message, "Record-Route", &at, &value))
        while (value.len > 0) {
            Slice record = params_list_next(&value);

            if (record.len == 0 || has_lr(record))
                continue;
            lint_add(findings, LINT_RECORD_ROUTE_LR, "Record-Route %.*s has no lr",
                     LINT_VALUE(record));
            return;
        }
}

/* Where an IPv6 address stands bare, more than one colon is in what should be host and port. */
static bool is_bare_ipv6(Slice host)
{
    unsigned colons = 0;

    host = slice_head(host, MIN(slice_find(host, ';'), slice_find(host, '?')));
    for (size_t i = 0; i < host.len; i++)
        colons += host.data[i] == ':';
    return colons > 1 && slice_find(host, '[') == host.len;
}

static void check_host(Slice uri, LintFindings *findings)
{
    Slice rest = slice_tail(uri, slice_find(uri, ':') + 1);
    size_t at = slice_find(rest, '@');

    if (is_bare_ipv6(at < rest.len ? slice_tail(rest, at + 1) : rest))
        lint_add(findings, LINT_URI_HOST, "the host of %.*s has no brackets", LINT_VALUE(uri));
}

/* Outside of brackets a question mark or comma of a URI would be the header's (a comma in front
 * of an angle bracket is in a name). */
static void check_brackets(const LintMessage *message, LintFindings *findings)
{
    static const char *const HEADERS[] = { "From", "To", "Contact", "Refer-To" };

    for (unsigned i = 0; i < G_N_ELEMENTS(HEADERS); i++) {
        Slice value = lint_message_header(message, HEADERS[i]);
        Slice uri = slice_head(value, slice_find(value, ';'));
        bool is_list = slice_is(slice_text(HEADERS[i]), "Contact");

        if (!is_sip_uri(value) ||
            (slice_find(uri, '?') == uri.len && (is_list || slice_find(uri, ',') == uri.len)))
            continue;
        lint_add(findings, LINT_BRACKETS, "%s %.*s needs angle brackets", HEADERS[i],
                 LINT_VALUE(value));
    }
}

static void check_request_uri(const LintMessage *message, LintFindings *findings)
{
    Slice uri = message->view.request_uri;
    Slice host = slice_tail(uri, slice_find(uri, '@') < uri.len ? slice_find(uri, '@') : 0);
    Slice ignored;

    if (!is_sip_uri(uri))
        return;
    if (slice_find(host, '?') < host.len)
        lint_add(findings, LINT_URI_PARTS, "the Request-URI has headers: %.*s",
                 LINT_VALUE(uri));
    else if (lint_message_param(host, "method", &ignored))
        lint_add(findings, LINT_URI_PARTS, "the Request-URI has a method: %.*s",
                 LINT_VALUE(uri));
    check_host(uri, findings);
    if (is_sips_uri(uri) && message->transport == TRANSPORT_UDP)
        lint_add_plain(findings, LINT_SIPS_TRANSPORT);
}

/* The URI of the first of a list of routes. */
static Slice first_route(const LintMessage *message, const char *name)
{
    Slice list = lint_message_header(message, name);

    return lint_message_uri(params_list_next(&list));
}

/* Who asks for TLS on the way there is asked for it on the way back. A server may have made a
 * sip URI a sips one, so the caller's Contact is looked at as the caller sent it. */
static void check_sips(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;
    bool is_secure =
        is_sips_uri(view->request_uri) || is_sips_uri(first_route(message, "Route"));
    Slice contact = lint_message_uri(view->contact);
    Slice record = first_route(message, "Record-Route");

    if (!is_secure)
        return;
    if (view->vias == 1 && (1u << view->method & MAKES_DIALOG) && is_sip_uri(contact) &&
        !is_sips_uri(contact))
        lint_add(findings, LINT_CONTACT_SIPS, "Contact is %.*s in a request for a sips URI",
                 LINT_VALUE(contact));
    if (is_sip_uri(record) && !is_sips_uri(record))
        lint_add(findings, LINT_RECORD_ROUTE_SIPS,
                 "Record-Route is %.*s in a request for a sips URI", LINT_VALUE(record));
}

static void check_quotes(const LintMessage *message, LintFindings *findings)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(NAME_ADDRS); i++) {
        Slice list = lint_message_header(message, NAME_ADDRS[i]);
        NameAddr parts;

        if (list.len == 0 || name_addr_split(params_list_next(&list), &parts))
            continue;
        lint_add(findings, LINT_QUOTES, "%s leaves a quote or an angle bracket open",
                 NAME_ADDRS[i]);
    }
}

void lint_check_uris(const LintMessage *message, LintFindings *findings)
{
    check_via(message, findings);
    check_routes(message, findings);
    if (message->view.is_request) {
        check_request_uri(message, findings);
        check_sips(message, findings);
    }
    check_quotes(message, findings);
    check_brackets(message, findings);
}
