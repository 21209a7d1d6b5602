/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/template.h"

/* What a template's lines make, before it is a program: a sequence is an array of parts. */
typedef enum PartKind {
    PART_STEP,
    PART_OPT,
    PART_ALT,
    PART_LOOP,
    PART_PAR,
} PartKind;

typedef struct Part {
    PartKind kind;
    unsigned step;       /* index into Template.steps */
    GPtrArray *branches; /* sequences; opt and loop have one, alt and par two or more */
} Part;

/* An empty sequence, which frees its parts with itself. The caller owns it. */
GPtrArray *template_sequence_new(void);

/* Appends a part without branches and returns it; it is the sequence's. */
Part *template_sequence_add(GPtrArray *sequence, PartKind kind);

/* Makes the program of @sequence; sets ops and ops_len of @flow. */
void template_program_make(Template *flow, const GPtrArray *sequence);
