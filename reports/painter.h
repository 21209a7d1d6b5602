/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/paint/painter.h"
#include "reports/report.h"
#include "reports/svg_call.h"

/* Loads the module that paints PNG and PDF; once loaded it stays. It is looked for beside the
 * program, where the build has it, and where it is installed. NULL and @error if it is not
 * there or not of this version. */
const Painter *painter_load(GError **error);

/* As painter_load(), for the table of formats: nothing is read where nothing can be painted. */
bool painter_is_there(GError **error);

/* Takes @wrong, if it is an error, to whom @context names. */
void painter_tell(const ReportContext *context, GError *wrong);

/* A text in a drawing of its own, its lines broken at @width px, in the tone of what is left
 * out. The caller frees the SVG. */
PainterDrawing painter_note(const char *text, unsigned width);

/* Page number @page of @call as a drawing. The caller frees the SVG. */
PainterDrawing painter_page(const SvgCall *call, unsigned page);

/* Frees the SVG of @drawing. */
void painter_drawing_clear(PainterDrawing *drawing);
