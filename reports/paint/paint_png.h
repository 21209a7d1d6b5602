/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/paint/painter.h"

/* A picture of any height, for Painter.png_new and its siblings. Rows are written as they are
 * painted: what is in memory is one drawing and a band of pixels. */
void *paint_png_new(FILE *out, unsigned width, unsigned height, double scale, GError **error);
bool paint_png_add(void *png, const PainterDrawing *drawing, unsigned height, GError **error);
bool paint_png_finish(void *png, GError **error);
