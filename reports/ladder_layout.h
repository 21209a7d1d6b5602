/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/ladder_words.h"

/* A call's ladder as data: a column for each participant, a row for each message that is shown,
 * frames around the rows of one phase, pages, and where everything stands. Every drawing is
 * made from it, so that geometry, the folding of repeats and the breaks are decided once, here.
 * Units are cells of a terminal: one column wide, one line high; x counts from the left edge, y
 * from the first line below the heads. All texts are fit for a terminal, and for any place that
 * can show UTF-8. */

#define LADDER_NOBODY G_MAXUINT
#define LADDER_NO_PHASE G_MAXUINT

/* A participant's column. Heads are two lines, centred over the lifeline; where they have no
 * room (LadderLayout.has_stairs) each is one line, title and subtitle, above the next. */
typedef struct LadderColumn {
    unsigned participant; /* index into Call.participants, where these come first; */
    char role;            /* or LADDER_NOBODY: a role of the flow that nobody was seen in */
    unsigned x;           /* of the lifeline */
    const char *title;    /* name or address */
    const char *subtitle; /* role and user; "" if there is neither */
} LadderColumn;

typedef enum LadderRowKind {
    LADDER_MESSAGE,
    LADDER_MISSING, /* an arrow of the flow that never came, at the place where it belongs */
    LADDER_DATE,    /* the date changes here; the label is the new one */
    LADDER_PHASE,   /* a frame begins here; the label is the name of its phase */
} LadderRowKind;

/* Where a message left the flow. Its label has a sign, so that it needs no colour. */
typedef enum LadderMark {
    LADDER_UNMARKED,
    LADDER_UNEXPECTED,
    LADDER_OUT_OF_ORDER,
} LadderMark;

typedef enum LadderPlace {
    LADDER_NOWHERE, /* there is nothing to place */
    LADDER_ON_ARROW,
    LADDER_ABOVE, /* the arrow */
    LADDER_BELOW,
} LadderPlace;

/* A message: lines above its arrow, the arrow, lines below it. */
typedef struct LadderRow {
    LadderRowKind kind;
    LadderTone tone;
    LadderMark mark;
    unsigned message; /* index into Call.messages; n is one more */
    unsigned step;    /* its number in the flow; 0: none */
    unsigned phase;  /* index into Template.phases of what includes that step, outermost; 0: the
                      * flow itself; LADDER_NO_PHASE: it is no step */
    unsigned dialog; /* index into Call.dialogs */
    unsigned from, to; /* columns; equal where a participant sends to itself */
    bool is_lost;      /* an ICMP error says that it did not arrive */
    const char *label;
    const char *detail; /* its session description in short, the first time it is seen */
    unsigned label_x, detail_x;
    LadderPlace label_place, detail_place;
    unsigned y, arrow_y, height;
    int64_t time;  /* TIME_NONE: none */
    int64_t delta; /* since the row before; SPAN_NONE where that has no meaning */
    LadderRepeats repeats;
} LadderRow;

/* The rows of one phase of the flow, from their LADDER_PHASE row on. Frames do not overlap;
 * rows that are no steps may stand between two of them. */
typedef struct LadderFrame {
    const char *name;
    unsigned first, last; /* rows */
} LadderFrame;

/* Rows that are shown together, below heads of their own. */
typedef struct LadderPage {
    unsigned first, len; /* rows, at most LADDER_PAGE_ROWS */
    unsigned y, height;  /* lines */
} LadderPage;

/* Participants that have a column of their own; where a call has more, the last of these
 * columns is for all others. A ladder of thousands is no picture, and grows with their square.
 */
#define LADDER_PARTICIPANTS_MAX 256

typedef struct LadderLayout {
    LadderColumn *columns;
    unsigned columns_len;
    LadderRow *rows;
    unsigned rows_len;
    LadderFrame *frames;
    unsigned frames_len;
    LadderPage *pages; /* one at least, if there are columns */
    unsigned pages_len;
    unsigned width;  /* from the left edge to what stands furthest right */
    unsigned height; /* of all rows */
    bool has_stairs;
    const char *legend; /* of the signs that occur; "" if none does */

    /* The block at the left: message number, step, dialog, time, delta; two blanks after each.
     */
    unsigned number_width;
    unsigned step_width;   /* 0: no message is a step with a number; else has LADDER_STEP */
    unsigned dialog_width; /* 0: the call has one dialog, so that none is named */
    unsigned time_digits;
    unsigned delta_width; /* 0: there is no room for it */
    unsigned left;        /* of all of it */
    GStringChunk *strings;
} LadderLayout;

/* Lays @call out for context->width columns (0: as wide as it likes). The caller owns it; it
 * borrows from both. */
LadderLayout *ladder_layout_new(const ReportContext *context, const Call *call);

/* The same for paper and screen, where lines have no width: every label stands above its arrow
 * and its detail below; as wide as it likes. */
LadderLayout *ladder_layout_new_drawn(const ReportContext *context, const Call *call);

/* Makes the pages of @layout, which has columns, anew: of @lines at most, the first one of
 * @first_lines, but each has a row at least. */
void ladder_layout_cut(LadderLayout *layout, unsigned first_lines, unsigned lines);

void ladder_layout_free(LadderLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LadderLayout, ladder_layout_free)

/* So many rows are a page at most: what is longer is no picture any more. */
#define LADDER_PAGE_ROWS 400

/* What stands above the steps. */
#define LADDER_STEP "step"

/* Blanks between the items of the block at the left. */
#define LADDER_GAP 2

/* What an arrow needs beside its label: a dash and a blank at both ends, and its head. */
#define LADDER_ARROW_ROOM 5

/* Where the label of a message to oneself begins, from the lifeline; it stands to the left of
 * the lifeline where there is no room to the right. */
#define LADDER_LOOP_ROOM 4
