/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/net/transport.h"
#include "dissect/sip/lint_findings.h"
#include "dissect/sip/scan.h"

/* A header line; a compact name is written out. */
typedef struct LintHeader {
    Slice name, value;
} LintHeader;

/* A message as the rules look at it. It borrows from the message's bytes. */
typedef struct LintMessage {
    SipView view;
    GArray *headers; /* LintHeader, in the order of the message */
    Slice junk;      /* the first line among them that is none; empty: there is none */
    Transport transport;
    bool is_body_unknown; /* the capture cut it, or two Content-Lengths leave open where it
                           * ends: what it lacks is no fault of its own */
} LintMessage;

/* Reads @text, which arrived with @arrived (Arrival.anomalies). False if the capture cut it in
 * its headers, or it is no SIP: then there is nothing to look at and nothing to clear. */
bool lint_message_read(LintMessage *message, Slice text, Transport transport,
                       AnomalySet arrived);
void lint_message_clear(LintMessage *message);

/* The value of the next header called @name (in full, any case): *@at is 0 at first and is
 * moved on. False at the end. */
bool lint_message_next(const LintMessage *message, const char *name, unsigned *at,
                       Slice *value);

/* The value of the first header called @name; empty if there is none. */
Slice lint_message_header(const LintMessage *message, const char *name);

/* How many header lines are called @name. */
unsigned lint_message_count(const LintMessage *message, const char *name);

/* True if one of the headers called @name lists @token, as "100rel" in Require. */
bool lint_message_lists(const LintMessage *message, const char *name, const char *token);

/* True if @a and @b have the same values of headers called @name, in the same order, however
 * they are spread over lines. */
bool lint_message_agree(const LintMessage *a, const LintMessage *b, const char *name);

/* The parameter @name of a value that begins with anything and goes on with ";name=value";
 * false if it has none. A flag has an empty value. */
bool lint_message_param(Slice value, const char *name, Slice *found);

/* The URI of a From, To, Contact or route, brackets or not. */
Slice lint_message_uri(Slice value);

/* Reads digits alone, at most @max; false for all else. */
bool lint_message_number(Slice text, uint64_t max, uint64_t *number);

/* Reads the seconds in front of the parameters of a value, as of "1800;refresher=uac"; false if
 * there is no such number. */
bool lint_message_seconds(Slice value, uint64_t *seconds);

/* Holds one message against the rules of LINT_MESSAGE_TABLE. libosip2 judges the grammar: one
 * thread only (full.h). */
void lint_message_check(const LintMessage *message, LintFindings *findings);
