/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/endpoint.h"
#include "tests/live/soak_script.h"

/* One call of the soak, and where it is. */
typedef struct SoakCall {
    const SoakKind *kind;
    unsigned number; /* of its kind, from 1 */
    unsigned round;  /* how often its script was played before */
    unsigned step;   /* index of the next one */
} SoakCall;

/* Enough for any message. */
#define SOAK_TEXT 2048

/* Prints the message of @call's step to @text; returns its length. */
size_t soak_text_print(const SoakCall *call, char text[SOAK_TEXT]);

/* Where @role (A, P, B, C) of @call is. */
Endpoint soak_endpoint(const SoakCall *call, char role);
