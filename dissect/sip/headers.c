/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/headers.h"

#include <stddef.h>

#include "dissect/sip/name_addr.h"
#include "dissect/sip/params.h"

/* The headers that the scan reads, and how. A header of one value has a slot in SipView; it is
 * kept there if it is the first of its name. */
typedef struct Header {
    const char *name;
    size_t slot;                              /* offset of a Slice in SipView; 0: none */
    void (*read)(SipView *view, Slice value); /* after the slot was filled; may be NULL */
} Header;

static void add_anomaly(SipView *view, Anomaly anomaly)
{
    view->anomalies |= ANOMALY_BIT(anomaly);
}

/* Reads digits off the front of @in. Beyond 32 bits the number stays at the largest. -1 if
 * there is no digit. */
static int64_t take_number(Slice *in)
{
    uint64_t number = 0;
    size_t len = 0;

    for (; len < in->len && in->data[len] >= '0' && in->data[len] <= '9'; len++)
        if (number <= UINT32_MAX)
            number = number * 10 + (in->data[len] - '0');
    *in = slice_tail(*in, len);
    if (len == 0)
        return -1;
    return number > UINT32_MAX ? (int64_t)UINT32_MAX + 1 : (int64_t)number;
}

static int64_t seconds_of(Slice value)
{
    int64_t number = take_number(&value);

    return number > UINT32_MAX ? UINT32_MAX : number;
}

/* A word that ends where a line was folded is all there is of it: neither Call-ID nor tag can
 * hold blanks, and so a text cut at the fold gives the same word. */
static void read_call_id(SipView *view, Slice value)
{
    size_t end = slice_find(value, '\n');

    if (end == value.len)
        return;
    view->call_id = slice_trim(slice_head(value, end));
    add_anomaly(view, ANOMALY_MALFORMED_SIP);
}

static Slice tag_of(SipView *view, Slice value)
{
    Params params = { .separator = ';' };
    NameAddr parts;
    Slice tag;

    if (!name_addr_split(value, &parts))
        add_anomaly(view, ANOMALY_MALFORMED_SIP);
    params.left = parts.params;
    tag = params_find(&params, "tag");
    if (params.is_broken)
        add_anomaly(view, ANOMALY_MALFORMED_SIP);
    return tag;
}

static void read_from(SipView *view, Slice value)
{
    view->from_tag = tag_of(view, value);
}

static void read_to(SipView *view, Slice value)
{
    view->to_tag = tag_of(view, value);
}

static Slice first_word(Slice in)
{
    return slice_head(in, slice_span(in, BYTE_BLANKS));
}

static void read_cseq(SipView *view, Slice value)
{
    int64_t number = take_number(&value);
    Slice word = slice_trim(value);
    Slice method = first_word(word);

    if (number < 0 || number > UINT32_MAX || word.len != method.len || method.len == 0 ||
        word.data == value.data)
        add_anomaly(view, ANOMALY_BAD_CSEQ);
    view->cseq = number < 0 || number > UINT32_MAX ? 0 : (uint32_t)number;
    view->cseq_method = method_of(method);
    if (!view->is_request) {
        view->method = view->cseq_method;
        view->method_text = method;
    } else if (!slice_equals(method, view->method_text)) {
        add_anomaly(view, ANOMALY_BAD_CSEQ);
    }
}

/* Passes "SIP/2.0/UDP" with whatever blanks there are round its slashes, and the blanks behind
 * it. What is left begins with the sent-by; empty if there is no such thing. */
static Slice after_transport(Slice value)
{
    for (int slashes = 0; slashes < 2; slashes++)
        value = slice_tail(value, slice_span(value, BYTE_BIT('/')) + 1);
    value = slice_trim_left(value);
    return slice_trim_left(slice_tail(value, first_word(value).len));
}

static ViaView via_of(SipView *view, Slice value)
{
    Slice rest = after_transport(value);
    size_t end = slice_find(rest, ';');
    Params params = { .left = slice_tail(rest, end), .separator = ';' };
    ViaView via = { .sent_by = slice_trim(slice_head(rest, end)),
                    .branch = params_find(&params, "branch") };

    if (via.sent_by.len == 0 || params.is_broken)
        add_anomaly(view, ANOMALY_MALFORMED_SIP);
    return via;
}

static void read_via(SipView *view, Slice value)
{
    while (value.len > 0) {
        Slice one = params_list_next(&value);
        ViaView via = { 0 };

        if (view->vias < G_N_ELEMENTS(view->via)) {
            via = via_of(view, one);
            if (via.sent_by.len == 0)
                continue;
            view->via[view->vias] = via;
        }
        if (one.len > 0)
            view->vias++;
    }
}

static void read_one_contact(SipView *view, Slice value)
{
    Params params = { .separator = ';' };
    NameAddr parts;

    if (!name_addr_split(value, &parts))
        add_anomaly(view, ANOMALY_MALFORMED_SIP);
    if (view->contact.len == 0) {
        view->contact = value;
        view->contact_host = name_addr_host_port(parts.uri);
    }
    params.left = parts.params;
    view->contact_expires = seconds_of(params_find(&params, "expires"));
}

static void read_contact(SipView *view, Slice value)
{
    if (slice_is(value, "*")) {
        view->contact_is_star = true;
        return;
    }
    while (value.len > 0 && (view->contact.len == 0 || view->contact_expires < 0)) {
        Slice one = params_list_next(&value);

        if (one.len > 0)
            read_one_contact(view, one);
    }
}

static void read_expires(SipView *view, Slice value)
{
    if (view->expires < 0)
        view->expires = seconds_of(value);
}

static void read_session_expires(SipView *view, Slice value)
{
    if (view->session_expires < 0)
        view->session_expires = seconds_of(value);
}

static void read_rseq(SipView *view, Slice value)
{
    int64_t number = take_number(&value);

    if (view->rseq == 0 && number > 0 && number <= UINT32_MAX)
        view->rseq = (uint32_t)number;
}

static void read_auth(SipView *view, AuthView *auth, Slice value)
{
    Params params = { .separator = ',' };
    Slice name, found;

    if (auth->present)
        return;
    auth->present = true;
    params.left = slice_tail(value, first_word(value).len);
    while ((auth->realm.len == 0 || auth->nonce.len == 0) &&
           params_next(&params, &name, &found)) {
        if (slice_is_nocase(name, "realm"))
            auth->realm = found;
        else if (slice_is_nocase(name, "nonce"))
            auth->nonce = found;
    }
    if (params.is_broken)
        add_anomaly(view, ANOMALY_MALFORMED_SIP);
}

static void read_challenge(SipView *view, Slice value)
{
    read_auth(view, &view->challenge, value);
}

static void read_credentials(SipView *view, Slice value)
{
    read_auth(view, &view->credentials, value);
}

static void read_content_length(SipView *view, Slice value)
{
    int64_t number = take_number(&value);

    bool is_bad = number < 0 || slice_trim(value).len > 0;

    if (is_bad)
        add_anomaly(view, ANOMALY_BAD_CONTENT_LENGTH);
    if (view->content_length >= 0 || view->is_length_bad)
        return;
    view->is_length_bad = is_bad;
    view->content_length = is_bad ? -1 : number;
}

static void read_server(SipView *view, Slice value)
{
    if (!view->is_request && view->user_agent.len == 0)
        view->user_agent = value;
}

static void read_record_route(SipView *view, Slice value)
{
    view->has_record_route = value.len > 0;
}

#define SLOT(field) offsetof(SipView, field)
#define LONGEST 19
#define PER_LENGTH 9

/* Found by the length of the name first, so that one look at the first letter passes over a
 * header that the scan does not read. */
static const Header HEADERS[LONGEST + 1][PER_LENGTH] = {
    [1] = { { "c", SLOT(content_type), NULL },
            { "f", SLOT(from), read_from },
            { "i", SLOT(call_id), read_call_id },
            { "l", 0, read_content_length },
            { "m", 0, read_contact },
            { "r", SLOT(refer_to), NULL },
            { "t", SLOT(to), read_to },
            { "v", 0, read_via },
            { "x", 0, read_session_expires } },
    [2] = { { "To", SLOT(to), read_to } },
    [3] = { { "Via", 0, read_via } },
    [4] = { { "CSeq", SLOT(cseq_text), read_cseq },
            { "From", SLOT(from), read_from },
            { "RSeq", 0, read_rseq } },
    [6] = { { "Server", 0, read_server } },
    [7] = { { "Call-ID", SLOT(call_id), read_call_id },
            { "Contact", 0, read_contact },
            { "Expires", 0, read_expires } },
    [8] = { { "Refer-To", SLOT(refer_to), NULL }, { "Replaces", SLOT(replaces), NULL } },
    [10] = { { "Session-ID", SLOT(session_id), NULL },
             { "User-Agent", SLOT(user_agent), NULL } },
    [12] = { { "Content-Type", SLOT(content_type), NULL },
             { "Record-Route", 0, read_record_route } },
    [13] = { { "Authorization", 0, read_credentials } },
    [14] = { { "Content-Length", 0, read_content_length } },
    [15] = { { "Session-Expires", 0, read_session_expires } },
    [16] = { { "WWW-Authenticate", 0, read_challenge } },
    [17] = { { "P-Charging-Vector", SLOT(charging), NULL } },
    [18] = { { "Proxy-Authenticate", 0, read_challenge } },
    [19] = { { "Proxy-Authorization", 0, read_credentials } },
};

/* Nearly everybody writes a name as its RFC does, so that spelling is tried first. */
static bool is_name(Slice name, const char *text)
{
    return byte_lower(name.data[0]) == byte_lower((uint8_t)text[0]) &&
           (memcmp(name.data, text, name.len) == 0 || slice_is_nocase(name, text));
}

static const Header *find(Slice name)
{
    if (name.len == 0 || name.len > LONGEST)
        return NULL;
    for (const Header *row = HEADERS[name.len]; row < HEADERS[name.len] + PER_LENGTH; row++) {
        if (!row->name)
            return NULL;
        if (is_name(name, row->name))
            return row;
    }
    return NULL;
}

void headers_read(SipView *view, Slice name, Slice value)
{
    const Header *row = find(name);

    if (!row)
        return;
    if (row->slot != 0) {
        Slice *slot = (Slice *)(void *)((char *)view + row->slot);

        if (slot->len > 0 || value.len == 0)
            return;
        *slot = value;
    }
    if (row->read)
        row->read(view, value);
}

const char *headers_compact(uint8_t letter)
{
    static const char *const NAMES['z' - 'a' + 1] = {
        ['a' - 'a'] = "Accept-Contact",
        ['b' - 'a'] = "Referred-By",
        ['c' - 'a'] = "Content-Type",
        ['d' - 'a'] = "Request-Disposition",
        ['e' - 'a'] = "Content-Encoding",
        ['f' - 'a'] = "From",
        ['i' - 'a'] = "Call-ID",
        ['j' - 'a'] = "Reject-Contact",
        ['k' - 'a'] = "Supported",
        ['l' - 'a'] = "Content-Length",
        ['m' - 'a'] = "Contact",
        ['n' - 'a'] = "Identity-Info",
        ['o' - 'a'] = "Event",
        ['r' - 'a'] = "Refer-To",
        ['s' - 'a'] = "Subject",
        ['t' - 'a'] = "To",
        ['u' - 'a'] = "Allow-Events",
        ['v' - 'a'] = "Via",
        ['x' - 'a'] = "Session-Expires",
        ['y' - 'a'] = "Identity",
    };
    unsigned index = (unsigned)(letter | 0x20) - 'a';

    return index < G_N_ELEMENTS(NAMES) ? NAMES[index] : NULL;
}
