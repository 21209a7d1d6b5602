/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/template_cursor.h"
#include "flows/template_files.h"
#include "flows/template_program.h"

/* How deep includes may go, and blocks in one file. */
#define TEMPLATE_DEPTH_MAX 16

/* A parse: what all files of one template share. For the parts of the parser alone. */
typedef struct Reading {
    Template *flow;
    const TemplateFiles *files;
    GArray *steps;        /* Step */
    GArray *phases;       /* Phase */
    bool is_numbered;     /* a %% step was seen */
    unsigned last_number; /* of a step */
    bool is_located;      /* the error names its file and line */
} Reading;

/* A block that is open. */
typedef struct Block {
    Part *part;
    Cursor begin; /* its keyword */
    unsigned line;
    unsigned before; /* how many steps there were before its current branch */
} Block;

/* One file of it: the template itself, or what is included at one place. */
typedef struct Frame {
    const struct Frame *outer; /* which includes it; NULL: none */
    const char *name;
    const char *path;
    unsigned line;
    unsigned phase;
    unsigned call;        /* of all its steps; 0: as they say */
    char roles[5];        /* that it declares */
    char from[5], to[5];  /* roles that its includer calls otherwise */
    bool has_begun;       /* sequenceDiagram */
    bool has_numbers;     /* a %% step of its own */
    unsigned next_number; /* of its next step; 0: none */
    GPtrArray *base;      /* the sequence outside of all blocks; borrowed */
    Block blocks[TEMPLATE_DEPTH_MAX];
    unsigned depth; /* how many of them */
} Frame;

/* Reads "A" or "P" at the cursor into @role. False and @error if it is no role, or, where it
 * @has_to_be_declared, not declared. */
bool template_frame_role(const Frame *frame, Cursor *cursor, bool has_to_be_declared,
                         char *role, GError **error);

/* Reads "X as TEXT" of an actor or a participant. */
bool template_frame_declare(Frame *frame, Cursor *cursor, bool is_actor, GError **error);

/* The role that @role of the file is in the template itself. */
char template_frame_bound(const Frame *frame, char role);

/* Numbers a step that is about to be added. */
unsigned template_frame_number(Reading *reading, Frame *frame);

/* The next step of the file is number @number. */
void template_frame_count_from(Reading *reading, Frame *frame, unsigned number);
