/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/name_addr.h"

#include "dissect/sip/params.h"

/* The display name in front of the angle bracket, out of its quotes if they hold all of it. */
static Slice display_of(Slice in)
{
    Slice display = slice_trim(in);

    if (display.len >= 2 && params_quoted(display) == display.len)
        return slice_of(display.data + 1, display.len - 2);
    return display;
}

/* Where the '<' of a name-addr stands, quoted strings left out; value.len if there is none. An
 * open quote sets @is_broken and is taken for an ordinary character. */
static size_t find_bracket(Slice value, bool *is_broken)
{
    size_t at = 0;

    for (;;) {
        size_t quoted;

        at += slice_span(slice_tail(value, at), BYTE_BIT('<') | BYTE_BIT('"'));
        if (at == value.len || value.data[at] == '<')
            return at;
        quoted = params_quoted(slice_tail(value, at));
        if (quoted == 0) {
            *is_broken = true;
            return at + slice_find(slice_tail(value, at), '<');
        }
        at += quoted;
    }
}

bool name_addr_split(Slice value, NameAddr *out)
{
    bool is_broken = false;
    size_t open = find_bracket(value, &is_broken);
    size_t close;

    *out = (NameAddr){ 0 };
    if (open == value.len) {
        close = slice_find(value, ';');
        out->uri = slice_trim(slice_head(value, close));
        out->params = slice_tail(value, close);
        return !is_broken;
    }
    out->display = slice_head(value, open);
    value = slice_tail(value, open + 1);
    close = slice_find(value, '>');
    out->uri = slice_trim(slice_head(value, close));
    out->params = slice_tail(value, close + 1);
    return !is_broken && close < value.len;
}

bool name_addr_is_display(Slice display)
{
    Slice name = slice_trim(display);

    if (name.len > 0 && name.data[0] == '"')
        return params_quoted(name) == name.len;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t byte = name.data[i];

        if (!byte_is_blank(byte) &&
            (byte <= ' ' || byte >= 0x7f || memchr("()<>@,;:\\/[]?={}\"#$&|^", byte, 23)))
            return false;
    }
    return true;
}

typedef enum Scheme {
    SCHEME_SIP,   /* sip:, sips:, or none at all */
    SCHEME_TEL,   /* what follows is a number */
    SCHEME_OTHER, /* has a host only if it has an '@' */
} Scheme;

/* The scheme of *@uri, which is taken off. */
static Scheme take_scheme(Slice *uri)
{
    size_t len;
    Slice name;

    if (slice_begins(*uri, "sip:")) {
        *uri = slice_tail(*uri, strlen("sip:"));
        return SCHEME_SIP;
    }
    len = slice_find(*uri, ':') + 1;
    name = slice_head(*uri, len);
    if (len > uri->len || slice_find(name, '@') < len)
        return SCHEME_SIP;
    *uri = slice_tail(*uri, len);
    if (slice_is_nocase(name, "sip:") || slice_is_nocase(name, "sips:"))
        return SCHEME_SIP;
    return slice_is_nocase(name, "tel:") ? SCHEME_TEL : SCHEME_OTHER;
}

static Slice until_params(Slice in)
{
    ByteSet ends = BYTE_BLANKS | BYTE_BIT(';') | BYTE_BIT('?') | BYTE_BIT('>');

    return slice_head(in, slice_span(in, ends));
}

Slice name_addr_host_port(Slice uri)
{
    Scheme scheme = take_scheme(&uri);
    size_t at = slice_find(uri, '@');

    if (scheme == SCHEME_TEL || (scheme == SCHEME_OTHER && at == uri.len))
        return (Slice){ 0 };
    return until_params(at < uri.len ? slice_tail(uri, at + 1) : uri);
}

/* Takes the port off; a reference to an IPv6 address has colons of its own. */
static Slice host_of(Slice host_port)
{
    size_t close = slice_find(host_port, ']');

    if (host_port.len > 0 && host_port.data[0] == '[' && close < host_port.len)
        return slice_head(host_port, close + 1);
    return slice_head(host_port, slice_find(host_port, ':'));
}

static Slice user_of(Slice uri)
{
    Scheme scheme = take_scheme(&uri);
    size_t at;

    if (scheme == SCHEME_TEL)
        return until_params(uri);
    at = slice_find(uri, '@');
    if (at == uri.len)
        return (Slice){ 0 };
    return slice_head(uri, slice_find(slice_head(uri, at), ':'));
}

static void split_uri(Slice uri, NameAddr *out)
{
    out->host = host_of(name_addr_host_port(uri));
    out->user = user_of(uri);
}

NameAddr name_addr_of(Slice value)
{
    NameAddr out;
    Params params = { .separator = ';' };

    (void)name_addr_split(value, &out);
    out.display = display_of(out.display);
    split_uri(out.uri, &out);
    params.left = out.params;
    out.tag = params_find(&params, "tag");
    return out;
}

Slice name_addr_user(Slice value)
{
    NameAddr parts;

    (void)name_addr_split(value, &parts);
    return user_of(parts.uri);
}

NameAddr name_addr_of_uri(Slice uri)
{
    NameAddr out = { .uri = slice_trim(uri) };

    if (out.uri.len > 0 && out.uri.data[0] == '<')
        (void)name_addr_split(out.uri, &out);
    split_uri(out.uri, &out);
    return out;
}
