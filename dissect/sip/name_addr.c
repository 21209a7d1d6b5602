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
    for (size_t at = 0; at < value.len; at++) {
        size_t quoted;

        if (value.data[at] == '<')
            return at;
        if (value.data[at] != '"')
            continue;
        quoted = params_quoted(slice_tail(value, at));
        if (quoted == 0) {
            *is_broken = true;
            return at + slice_find(slice_tail(value, at), '<');
        }
        at += quoted - 1;
    }
    return value.len;
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
    out->display = display_of(slice_head(value, open));
    value = slice_tail(value, open + 1);
    close = slice_find(value, '>');
    out->uri = slice_trim(slice_head(value, close));
    out->params = slice_tail(value, close + 1);
    return !is_broken && close < value.len;
}

/* The length of "sip:" and the like at the beginning of @uri; 0 if it has no scheme. */
static size_t scheme_len(Slice uri)
{
    size_t colon = slice_find(uri, ':');

    return colon == uri.len || slice_find(slice_head(uri, colon), '@') < colon ? 0 : colon + 1;
}

static bool is_scheme(Slice uri, size_t len, const char *name)
{
    return slice_is_nocase(slice_head(uri, len), name);
}

/* Splits at the '@'; false if there is neither user nor host to be had: URNs, tel:, http:. */
static bool split_at(Slice uri, Slice *user, Slice *host)
{
    size_t scheme = scheme_len(uri);
    Slice rest = slice_tail(uri, scheme);
    size_t at = slice_find(rest, '@');

    *user = (Slice){ 0 };
    *host = rest;
    if (is_scheme(uri, scheme, "tel:"))
        return false;
    if (at == rest.len)
        return scheme == 0 || is_scheme(uri, scheme, "sip:") || is_scheme(uri, scheme, "sips:");
    *user = slice_head(rest, at);
    *host = slice_tail(rest, at + 1);
    return true;
}

static Slice until_params(Slice in)
{
    size_t len = 0;

    while (len < in.len && in.data[len] != ';' && in.data[len] != '?' && in.data[len] != '>' &&
           !slice_is_blank(in.data[len]))
        len++;
    return slice_head(in, len);
}

Slice name_addr_host_port(Slice uri)
{
    Slice user, host;

    if (!split_at(uri, &user, &host))
        return (Slice){ 0 };
    return until_params(host);
}

/* Takes the port off; a reference to an IPv6 address has colons of its own. */
static Slice host_of(Slice host_port)
{
    size_t close = slice_find(host_port, ']');

    if (host_port.len > 0 && host_port.data[0] == '[' && close < host_port.len)
        return slice_head(host_port, close + 1);
    return slice_head(host_port, slice_find(host_port, ':'));
}

static void split_uri(Slice uri, NameAddr *out)
{
    size_t scheme = scheme_len(uri);
    Slice host;

    if (is_scheme(uri, scheme, "tel:")) {
        out->user = until_params(slice_tail(uri, scheme));
        return;
    }
    if (!split_at(uri, &out->user, &host))
        return;
    out->user = slice_head(out->user, slice_find(out->user, ':'));
    out->host = host_of(name_addr_host_port(uri));
}

NameAddr name_addr_of(Slice value)
{
    NameAddr out;
    Params params = { .separator = ';' };

    (void)name_addr_split(value, &out);
    split_uri(out.uri, &out);
    params.left = out.params;
    out.tag = params_find(&params, "tag");
    return out;
}

NameAddr name_addr_of_uri(Slice uri)
{
    NameAddr out = { .uri = slice_trim(uri) };

    if (out.uri.len > 0 && out.uri.data[0] == '<')
        (void)name_addr_split(out.uri, &out);
    split_uri(out.uri, &out);
    return out;
}
