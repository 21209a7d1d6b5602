/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/call.h"

/* How long requests waited for an answer. */
typedef enum ResponseKind {
    RESPONSE_RINGING, /* INVITE to the first provisional answer other than 100 */
    RESPONSE_SETUP,   /* INVITE to its final answer, good or bad */
    RESPONSE_BYE,     /* to the final answer, as all that follow */
    RESPONSE_REGISTER,
    RESPONSE_OPTIONS,
    RESPONSE_KINDS
} ResponseKind;

/* Measured times of many calls, four bytes each. */
typedef struct ResponseTimes {
    GArray *of[RESPONSE_KINDS]; /* uint32_t, microseconds; ascending once sorted */
} ResponseTimes;

void response_times_init(ResponseTimes *times);
void response_times_clear(ResponseTimes *times);

/* Measures the requests of @call: each once, on the hop where it was seen first, from its first
 * sending; an INVITE inside a dialog, and those of later legs, are left out. A request that was
 * challenged does not count (RFC 3261 22.1), the one with credentials does. */
void response_times_add(ResponseTimes *times, const Call *call);

void response_times_sort(ResponseTimes *times);

/* The time that @percent of all of that kind do not exceed (nearest rank), microseconds, of
 * sorted times; there is one at least. */
uint32_t response_times_percentile(const ResponseTimes *times, ResponseKind kind,
                                   unsigned percent);
