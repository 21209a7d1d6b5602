/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/headers.h"

#include <stddef.h>

#include "dissect/base/block.h"
#include "dissect/sip/name_addr.h"
#include "dissect/sip/params.h"

#define LONGEST 19 /* of the names below */

/* The headers that the scan reads, and how. A header of one value has a slot in SipView; it is
 * kept there if it is the first of its name. */
typedef struct Header {
    char name[LONGEST + 1];
    uint16_t slot;                            /* offset of a Slice in SipView; 0: none */
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

/* How many bytes @in, a part of the text, begins with that end no word, whatever kind of word
 * it is: neither blanks, quotes nor separators. */
static inline size_t plain_len(const SipView *view, Slice in)
{
    const uint8_t *limit = view->text.data + view->text.len;
    const uint8_t *end = in.data + in.len;
    const uint8_t *at = in.data;

    for (; at < end && limit - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
        Block block = block_load(at);
        unsigned first = block_first((Block)((block <= '"') | (block == ',') | (block == ';')));

        if (first < BLOCK_BYTES)
            return at + first < end ? (size_t)(at - in.data) + first : in.len;
    }
    while (at<end && * at> '"' && *at != ',' && *at != ';')
        at++;
    return at < end ? (size_t)(at - in.data) : in.len;
}

/* The tag of a value as nearly everybody writes it: "<uri>" or "\"name\" <uri>", then nothing
 * or a tag without blanks and quotes. False for any other. */
static bool usual_tag(const SipView *view, Slice value, Slice *tag)
{
    Slice rest = value;

    if (rest.len > 0 && rest.data[0] == '"') {
        size_t quote = 1 + slice_find(slice_tail(rest, 1), '"');

        if (quote >= rest.len || rest.data[quote - 1] == '\\')
            return false;
        rest = slice_tail(rest, quote + 1);
        rest = slice_tail(rest, rest.len > 0 && rest.data[0] == ' ');
    }
    if (rest.len == 0 || rest.data[0] != '<')
        return false;
    rest = slice_tail(rest, slice_find(rest, '>'));
    if (rest.len <= 1) {
        *tag = (Slice){ 0 };
        return rest.len == 1;
    }
    if (!slice_begins(rest, ">;tag="))
        return false;
    rest = slice_tail(rest, strlen(">;tag="));
    *tag = slice_head(rest, plain_len(view, rest));
    return tag->len == rest.len || rest.data[tag->len] == ';';
}

static Slice tag_of(SipView *view, Slice value)
{
    Params params = { .separator = ';' };
    NameAddr parts;
    Slice tag;

    if (usual_tag(view, value, &tag))
        return tag;
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

/* "1 INVITE": a number of few digits, one blank, a method that is known and the request's. */
static bool usual_cseq(SipView *view, Slice value)
{
    Slice word = value;
    uint32_t number = 0;
    Method method;

    for (; word.len > 0 && *word.data >= '0' && *word.data <= '9'; word.data++, word.len--)
        number = number * 10 + (*word.data - '0');
    if (word.len == value.len || value.len - word.len > 9 || word.len == 0 || *word.data != ' ')
        return false;
    word = slice_tail(word, 1);
    method = method_of(word);
    if (method == METHOD_OTHER || (view->is_request && method != view->method))
        return false;
    view->cseq = number;
    view->cseq_method = view->method = method;
    view->method_text = view->is_request ? view->method_text : word;
    return true;
}

static void read_cseq(SipView *view, Slice value)
{
    int64_t number;
    Slice word, method;

    if (usual_cseq(view, value))
        return;
    number = take_number(&value);
    word = slice_trim(value);
    method = first_word(word);
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

/* One Via as nearly everybody writes it, "SIP/2.0/UDP host:port;branch=x" and parameters, no
 * blank or quote before the end of the branch. False for any other. */
static bool usual_via(const SipView *view, Slice value, ViaView *via)
{
    size_t transport = strlen("SIP/2.0/");
    Slice rest;

    if (!slice_begins(value, "SIP/2.0/"))
        return false;
    while (transport < value.len && value.data[transport] > ' ')
        transport++;
    rest = slice_tail(value, transport + 1);
    via->sent_by = slice_head(rest, plain_len(view, rest));
    rest = slice_tail(rest, via->sent_by.len);
    if (transport == strlen("SIP/2.0/") || via->sent_by.len == 0 ||
        value.data[transport] != ' ' || !slice_begins(rest, ";branch="))
        return false;
    rest = slice_tail(rest, strlen(";branch="));
    via->branch = slice_head(rest, plain_len(view, rest));
    rest = slice_tail(rest, via->branch.len);
    return rest.len == 0 || (rest.data[0] == ';' && slice_find(rest, ',') == rest.len);
}

static void read_via(SipView *view, Slice value)
{
    ViaView usual;

    if (view->vias < G_N_ELEMENTS(view->via) && usual_via(view, value, &usual)) {
        view->via[view->vias++] = usual;
        return;
    }
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
    if (value.len == 1 && *value.data == '*') {
        view->contact_is_star = true;
        return;
    }
    if (view->contact.len == 0 && value.len > 0 && *value.data == '<' &&
        slice_find(value, '>') == value.len - 1) {
        view->contact = value;
        view->contact_host =
            name_addr_host_port(slice_trim(slice_of(value.data + 1, value.len - 2)));
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
/* No two of the names below have length, first and last letter in common, in either case. */
#define PLACES 32
#define PLACE(first, last) ((2 * (first) + (last)) % PLACES)
#define ROW(len, first, last) ((len)*PLACES + PLACE(first, last))

/* Found by the length and two letters of the name, so that one look passes over a header that
 * the scan does not read. */
static const Header HEADERS[(LONGEST + 1) * PLACES] = {
    [ROW(1, 'c', 'c')] = { "c", SLOT(content_type), NULL },
    [ROW(1, 'f', 'f')] = { "f", SLOT(from), read_from },
    [ROW(1, 'i', 'i')] = { "i", SLOT(call_id), read_call_id },
    [ROW(1, 'l', 'l')] = { "l", 0, read_content_length },
    [ROW(1, 'm', 'm')] = { "m", 0, read_contact },
    [ROW(1, 'r', 'r')] = { "r", SLOT(refer_to), NULL },
    [ROW(1, 't', 't')] = { "t", SLOT(to), read_to },
    [ROW(1, 'v', 'v')] = { "v", 0, read_via },
    [ROW(1, 'x', 'x')] = { "x", 0, read_session_expires },
    [ROW(2, 'T', 'o')] = { "To", SLOT(to), read_to },
    [ROW(3, 'V', 'a')] = { "Via", 0, read_via },
    [ROW(4, 'C', 'q')] = { "CSeq", SLOT(cseq_text), read_cseq },
    [ROW(4, 'F', 'm')] = { "From", SLOT(from), read_from },
    [ROW(4, 'R', 'q')] = { "RSeq", 0, read_rseq },
    [ROW(5, 'X', 'D')] = { "X-CID", SLOT(x_cid), NULL },
    [ROW(6, 'S', 'r')] = { "Server", 0, read_server },
    [ROW(7, 'C', 'D')] = { "Call-ID", SLOT(call_id), read_call_id },
    [ROW(7, 'C', 't')] = { "Contact", 0, read_contact },
    [ROW(7, 'E', 's')] = { "Expires", 0, read_expires },
    [ROW(8, 'R', 'o')] = { "Refer-To", SLOT(refer_to), NULL },
    [ROW(8, 'R', 's')] = { "Replaces", SLOT(replaces), NULL },
    [ROW(9, 'X', 'D')] = { "X-Call-ID", SLOT(x_call_id), NULL },
    [ROW(10, 'S', 'D')] = { "Session-ID", SLOT(session_id), NULL },
    [ROW(10, 'U', 't')] = { "User-Agent", SLOT(user_agent), NULL },
    [ROW(12, 'C', 'e')] = { "Content-Type", SLOT(content_type), NULL },
    [ROW(12, 'R', 'e')] = { "Record-Route", 0, read_record_route },
    [ROW(13, 'A', 'n')] = { "Authorization", 0, read_credentials },
    [ROW(14, 'C', 'h')] = { "Content-Length", 0, read_content_length },
    [ROW(15, 'S', 's')] = { "Session-Expires", 0, read_session_expires },
    [ROW(16, 'W', 'e')] = { "WWW-Authenticate", 0, read_challenge },
    [ROW(17, 'P', 'r')] = { "P-Charging-Vector", SLOT(charging), NULL },
    [ROW(18, 'P', 'e')] = { "Proxy-Authenticate", 0, read_challenge },
    [ROW(19, 'P', 'y')] = { "P-Asserted-Identity", SLOT(asserted_identity), NULL },
    [ROW(19, 'P', 'n')] = { "Proxy-Authorization", 0, read_credentials },
};

static uint64_t eight_at(const void *from)
{
    uint64_t word;

    memcpy(&word, from, sizeof word);
    return word;
}

static uint32_t four_at(const void *from)
{
    uint32_t word;

    memcpy(&word, from, sizeof word);
    return word;
}

/* As memcmp() without a call: looks at bytes that overlap, or at first, last and middle. */
static bool is_spelt(Slice name, const char *text)
{
    const char *at = (const char *)name.data;
    size_t len = name.len;

    if (len >= 8)
        return eight_at(at) == eight_at(text) &&
               eight_at(at + len - 8) == eight_at(text + len - 8) &&
               (len <= 16 || eight_at(at + 8) == eight_at(text + 8));
    if (len >= 4)
        return four_at(at) == four_at(text) && four_at(at + len - 4) == four_at(text + len - 4);
    return at[0] == text[0] && at[len / 2] == text[len / 2] && at[len - 1] == text[len - 1];
}

static void read_row(const Header *row, SipView *view, Slice value)
{
    Slice *slot = (Slice *)(void *)((char *)view + row->slot);

    if (row->slot != 0) {
        if (slot->len > 0 || value.len == 0)
            return;
        *slot = value;
    }
    if (row->read)
        row->read(view, value);
}

/* Apart, so that the usual spelling does not pay for this one's registers. */
static __attribute__((noinline)) void read_odd(SipView *view, Slice name, Slice value,
                                               const Header *row)
{
    if (slice_is_nocase(name, row->name))
        read_row(row, view, value);
}

void headers_read(SipView *view, Slice name, Slice value)
{
    const Header *row;

    if (name.len == 0 || name.len > LONGEST)
        return;
    row = &HEADERS[name.len * PLACES + PLACE(name.data[0], name.data[name.len - 1])];
    if (row->name[0] == '\0')
        return;
    if (is_spelt(name, row->name))
        read_row(row, view, value);
    else
        read_odd(view, name, value, row);
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
