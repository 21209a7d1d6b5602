/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dissect/sip/method.h"

/* A flow: what a call should look like, written as a Mermaid sequence diagram (flows/README.md
 * is the language). Parsed, its includes expanded, and compiled to a small program that the
 * matcher walks. */

/* The terminals are A, B and C; the network between them is P. */
#define TEMPLATE_TERMINALS "ABC"
#define TEMPLATE_NETWORK 'P'

/* Steps of one template, includes expanded; a template with more is refused. */
#define TEMPLATE_STEPS_MAX 1024

/* What an arrow asks of a message besides its label; all that are set must hold. */
typedef enum Condition {
    CONDITION_INITIAL = 1 << 0,   /* a request without a To tag */
    CONDITION_IN_DIALOG = 1 << 1, /* with one */
    CONDITION_SDP = 1 << 2,
    CONDITION_NO_SDP = 1 << 3,
    CONDITION_AUTH = 1 << 4, /* credentials, of the challenge last seen on that hop */
    CONDITION_CHALLENGE = 1 << 5,
    CONDITION_NO_CHALLENGE = 1 << 6,
    CONDITION_EXPIRES_ZERO = 1 << 7, /* expires=0 */
    CONDITION_EXPIRES_MORE = 1 << 8, /* expires>0 */
    CONDITION_HOLD = 1 << 9,
    CONDITION_ACTIVE = 1 << 10, /* SDP that is not hold */
    CONDITION_CHANGE = 1 << 11, /* an in-dialog offer that is not hold and not the last one */
    CONDITION_SERIAL = 1 << 12,
    CONDITION_PARALLEL = 1 << 13,
    CONDITION_UNANSWERED = 1 << 14,
} Condition;
#define CONDITIONS_LEN 15

/* Status codes from @low to @high: 486 is 486 to 486, 18x is 180 to 189, 4xx is 400 to 499. */
typedef struct CodeRange {
    uint16_t low, high;
} CodeRange;

/* One arrow. Its texts belong to the template. */
typedef struct Step {
    char from, to;          /* roles */
    uint32_t methods;       /* bits by Method; of a response, that of its CSeq */
    const CodeRange *codes; /* a response's; NULL: a request */
    unsigned codes_len;
    uint32_t conditions; /* Condition bits */
    unsigned call;       /* from 1: steps with different numbers belong to different calls */
    unsigned number;     /* of the document or RFC; 0: the step is called by its phase */
    unsigned phase;      /* index into Template.phases */
    const char *label;   /* without conditions, as "486/600 INVITE" */
} Step;

/* A template that was included, at one place; 0 is the template itself. */
typedef struct Phase {
    const char *name;
    unsigned parent; /* the phase it was included in */
} Phase;

typedef enum OpKind {
    OP_STEP,   /* the arrow @step, then @next */
    OP_CHOICE, /* either @next or @other; @next is the body of opt and loop, and the first of
                * the alternatives of alt: what is named when all are missing */
    OP_FORK,   /* both @next and @other, in any interleaving, until both are at one OP_JOIN */
    OP_JOIN,   /* where two branches of a par meet; then @next */
    OP_END,
} OpKind;

/* One instruction. Alternatives, opt and loop are choices (a loop's body leads back to its
 * choice), a par of more than two branches is a fork inside a fork. */
typedef struct Op {
    OpKind kind;
    bool is_exit;         /* OP_CHOICE: @other passes the body by, of opt and loop */
    unsigned step;        /* index into Template.steps */
    unsigned next, other; /* indexes into Template.ops */
} Op;

typedef struct Template {
    char *name;         /* the file's name without .flow */
    char *title;        /* of the diagram */
    GHashTable *titles; /* language ("zh") -> title; may be empty */
    char *document;     /* %% document: ; NULL: none */
    char *rfc;          /* %% rfc: ; NULL: none */
    char *text;         /* the file as it was read */
    unsigned rank;      /* %% rank: ; smaller wins a tie; G_MAXUINT without one */
    bool is_fragment;   /* only ever included */
    bool has_branches;  /* %% branches: many */
    char roles[5];      /* the roles it declares, in their order, as "APB" */
    unsigned calls;     /* highest call=N */
    Step *steps;        /* in the order of the text, includes expanded */
    unsigned steps_len;
    Phase *phases;
    unsigned phases_len;
    Op *ops; /* the program begins at 0 */
    unsigned ops_len;
} Template;

/* Where the text of an included template comes from; NULL where there is none of that name.
 * Borrowed until the parse is over. */
typedef const char *(*TemplateSource)(const char *name, void *user);

#define TEMPLATE_ERROR (g_quark_from_static_string("sipstory-template"))

/* Parses @text, the flow @name, which is in the file @path (for messages alone). The caller
 * owns the result. NULL with an error that names file, line, column and reason, as in
 * "my/busy.flow:7:12: no method is called 'INVTE'; ...". An error inside an included template
 * names that template's file and line, and by which line it was included. */
Template *template_parse(const char *name, const char *path, const char *text,
                         TemplateSource source, void *user, GError **error);

void template_free(Template *flow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, template_free)

/* The title in the language of the locale's messages where there is a translation. Borrowed. */
const char *template_title(const Template *flow);
