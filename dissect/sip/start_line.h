/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"
#include "dissect/sip/method.h"

/* The first line of a message (RFC 3261 7.1, 7.2), taken apart; borrowed. */
typedef struct StartLine {
    bool is_request;
    bool
        is_broken; /* the grammar wants it otherwise: blanks, version, parts that are missing */
    bool is_version_bad; /* is broken too */
    bool is_uri_bad;     /* the URI breaks its own grammar: header fields, bare IPv6, ... */
    Method method;       /* requests */
    Slice method_text;
    Slice uri;       /* everything between the first and the last word */
    unsigned status; /* responses: 100 to 999, else 0 */
    Slice reason;
} StartLine;

/* Takes @line apart, given without its line end. False if it is no start line: neither begins
 * with "SIP/", a digit and a blank, nor is it a token and, as its last word, "SIP/...". */
bool start_line_read(Slice line, StartLine *out);
