/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/exchange.h"

/* One message of an exchange: what later ones take from it, and its text. */
typedef struct Said {
    char *from, *to; /* parties, without port */
    char *call_id;
    unsigned status; /* 0: a request */
    char *method;
    unsigned cseq;
    char *vias; /* header lines */
    char *from_value, *to_value;
    char *from_tag, *to_tag;
    char *uri, *contact, *body;
    char *text;
    Arrival arrival;
    MessageId id;
} Said;

/* Frees a Said. */
void said_free(gpointer said);

/* Fills in @next, of which parties, Call-ID and endpoints are known, with the words that follow
 * from @before (of Said), @start and @wish. */
void wording_make(const GPtrArray *before, Said *next, const char *start, const Wish *wish);
