/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/endpoint_text.h"
#include "reports/report.h"
#include "reports/terminal.h"
#include "reports/time_text.h"

/* What the cells of a list are written with. */
typedef struct ListCells {
    const ReportContext *context;
    const Texts *texts;
    EndpointTexts *endpoints;
    TimeText clock;
    unsigned user_width; /* longer users are cut */
    unsigned flow_width; /* longer flows are shortened; 0: none is */
    TerminalTone tone;   /* of the cell that was written last; the caller resets it */
} ListCells;

/* Columns that a flow and its verdict take at least, and at most where others want room. */
#define LIST_FLOW_MIN 26
#define LIST_FLOW_ENOUGH 34

typedef enum ListColumnId {
    LIST_NUMBER,
    LIST_SECOND,      /* the time, by the width of the terminal, */
    LIST_MILLISECOND, /* and with its date where there is no terminal */
    LIST_DATE,
    LIST_FROM,
    LIST_TO,
    LIST_METHOD,
    LIST_STATE,
    LIST_FLOW,
    LIST_LASTED,
    LIST_TALKED,
    LIST_MESSAGES,
    LIST_PATH,
    LIST_CALL_ID,
    LIST_COLUMNS
} ListColumnId;

typedef struct ListColumn {
    const char *title;
    void (*write)(ListCells *cells, GString *out, const Call *call); /* appends its cell */
    unsigned width;    /* at least; users have theirs from ListCells */
    unsigned rank;     /* 0: always there; the others are added in this order while they fit */
    unsigned from, to; /* the widths of terminals that show it */
    TerminalAlign align;
    bool in_pipe; /* shown where there is no bound */
} ListColumn;

/* The columns in their order, by ListColumnId. */
extern const ListColumn LIST_TABLE[LIST_COLUMNS];
