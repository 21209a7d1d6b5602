/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <cairo.h>

#include "reports/paint/painter.h"

/* Paints @drawing with its left upper corner at @at, @scale units of @cairo to a px.
 * False and @error if librsvg or cairo cannot. */
bool paint_svg(cairo_t *cairo, const PainterDrawing *drawing, const double at[2], double scale,
               GError **error);

/* Turns what cairo says went wrong into an error; true if nothing did. Where bytes could not be
 * written it is false without one. */
bool paint_svg_is_good(cairo_status_t status, GError **error);
