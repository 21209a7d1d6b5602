/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/call_head.h"
#include "reports/ladder_svg.h"

/* One call as all drawings have it: its head lines, and below them its ladder, page by page. */
typedef struct SvgCall {
    const ReportContext *context; /* borrowed */
    char *title;                  /* the first line of the head */
    CallHead *head;
    LadderLayout *layout;
    unsigned pages; /* at least one */
} SvgCall;

/* Lays @call out. The caller owns it; it borrows from both. */
SvgCall *svg_call_new(const ReportContext *context, const Call *call);

void svg_call_free(SvgCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SvgCall, svg_call_free)

/* Cuts the ladder into pages that take at most @height px, the first one @first_height, if that
 * is enough for a few lines. */
void svg_call_cut(SvgCall *call, unsigned first_height, unsigned height);

/* What page number @page (from 0) takes; the first one has the head, the others the title. */
LadderSvgSize svg_call_size(const SvgCall *call, unsigned page);

/* Appends that page, from (0, 0) to its size, as groups. */
void svg_call_append(const SvgCall *call, unsigned page, GString *out);

/* Appends that page as a document of its own. */
void svg_call_append_document(const SvgCall *call, unsigned page, GString *out);

/* Appends how a document of @size begins that is called @title and described by @about: with
 * the style sheet and its background. It ends with "</svg>". */
void svg_call_begin_document(GString *out, LadderSvgSize size, const char *title,
                             const char *about);
