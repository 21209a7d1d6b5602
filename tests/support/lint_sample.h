/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/sip/lint_message.h"

/* Messages for the rules of LINT_MESSAGE_TABLE. */
#define INVITE "INVITE sip:1002@example.net SIP/2.0"
#define OPTIONS "OPTIONS sip:1002@example.net SIP/2.0"
#define SDP                                                                                    \
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"                \
    "m=audio 4000 RTP/AVP 0\r\n"
#define TYPE "Content-Type: application/sdp"
#define DIGEST "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:example.net\""

/* A good message but for what is said here. */
typedef struct LintSample {
    const char *start; /* the start line, */
    const char *drop;  /* names of headers that are left out, with commas between them, */
    const char *add;   /* and lines put in, without the last line end */
    const char *body;
    Transport transport;
    bool has_length; /* `add` brings its Content-Length */
} LintSample;

/* One that breaks a rule, and nothing else, and one close to it that breaks nothing. */
typedef struct LintSamples {
    LintRule rule;
    LintSample bad, good;
} LintSamples;

/* What is found in @sample, as "rule rule". The caller owns it. */
char *lint_sample_look(const LintSample *sample, AnomalySet arrived);

/* Stops the test unless each of the @len bad samples breaks its rule alone, and none of the
 * good ones any. */
void lint_samples_break(const LintSamples *samples, unsigned len);
void lint_samples_keep(const LintSamples *samples, unsigned len);

/* True if @rule is of an extension, which are tested apart: the rows of session timers,
 * reliable answers, events and transfer, which stand together. */
static inline bool lint_samples_is_extension(unsigned rule)
{
    return rule >= LINT_SESSION_EXPIRES && rule <= LINT_REPLACES;
}

/* True if one of the @len samples breaks @rule. */
bool lint_samples_have(const LintSamples *samples, unsigned len, unsigned rule);
