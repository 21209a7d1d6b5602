/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* The parts of a From, To or Contact value (name-addr or addr-spec, RFC 3261 25.1) and of its
 * URI. Borrowed from the value; escapes (%41, \") are left as they are. */
typedef struct NameAddr {
    Slice display; /* without quotes */
    Slice uri;     /* as "sip:1001@example.net", without angle brackets and header parameters */
    Slice user;    /* without password; of a tel: URI the number */
    Slice host;    /* without port; an IPv6 reference keeps its brackets */
    Slice tag;
    Slice params; /* the header's parameters, from the first ';' on */
} NameAddr;

/* Takes @value apart as far as it goes; what cannot be found is empty. */
NameAddr name_addr_of(Slice value);

/* The user alone, for whoever needs nothing else of very many values. */
Slice name_addr_user(Slice value);

/* As name_addr_of(), for a bare URI such as a Request-URI. */
NameAddr name_addr_of_uri(Slice uri);

/* Only the outer parts of @value, which is what every message needs: uri, params, and in
 * display whatever stands before the angle bracket, quotes and blanks included. False if a
 * quote or an angle bracket is left open; @out is filled all the same. */
bool name_addr_split(Slice value, NameAddr *out);

/* True if @display, as name_addr_split() gives it, is what the grammar wants there: nothing,
 * one quoted string, or tokens with blanks between them. */
bool name_addr_is_display(Slice display);

/* The host or host:port of @uri; empty for a URI without a host, as tel:. */
Slice name_addr_host_port(Slice uri);
