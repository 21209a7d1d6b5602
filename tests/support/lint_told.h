/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/lint.h"
#include "tests/support/story.h"

/* Calls for the rules of LINT_CALL_TABLE.
 *
 * A message is told in one line: who sends it to whom (A is 192.0.2.1, B 192.0.2.2, ...; a
 * calls itself 192.0.2.1 in Via and is 198.51.100.1), then
 * of a request its method and Request-URI, of an answer its status and the method of CSeq; the
 * number of CSeq, branch, From tag, To tag ("-": none); further headers after a bar each; and
 * after a # the streams of a session description: media, port, payload type, direction; in
 * front of them, with a colon behind it, what o= begins with, if it is not "- 1 1". */

/* What most calls begin with. */
#define INVITE "A>B INVITE sip:b@192.0.2.2 1 a f - |Contact: <sip:a@192.0.2.1>"
#define OK "B>A 200 INVITE 1 a f t |Contact: <sip:b@192.0.2.2>"
#define OFFER INVITE " #audio 4000 0 sendrecv"
#define ANSWER OK " #audio 4000 0 sendrecv"
#define ACK "A>B ACK sip:b@192.0.2.2 1 k f t"
#define ANSWERED OFFER, ANSWER, ACK
#define RECORDED " |Record-Route: <sip:192.0.2.9;lr>, <sip:192.0.2.8;lr>"
#define RELIABLE INVITE " |Supported: 100rel"
#define AGAIN "A>B INVITE sip:b@192.0.2.2 2 g f t |Contact: <sip:a@192.0.2.1>"

#define LINT_TOLD_STEPS 8

/* A call whose last message breaks a rule, and nothing else, or breaks nothing. */
typedef struct LintTold {
    LintRule rule;
    const char *before[LINT_TOLD_STEPS]; /* NULL at the end */
    const char *bad, *good;
} LintTold;

/* Adds one message that is told so. */
void lint_told_say(Story *story, const char *told);

/* A look at what was told, by the rules of calls alone. The caller owns it. */
Lint *lint_told_look(Story *story);

/* What is found in a call that ends with @last, as "rule rule"; all of it in @last. The caller
 * owns it. */
char *lint_told_find(const LintTold *told, const char *last);

/* Stops the test unless each of the @len calls breaks its rule alone with its bad message, and
 * none with its good one. */
void lint_told_break(const LintTold *told, unsigned len);
void lint_told_keep(const LintTold *told, unsigned len);
