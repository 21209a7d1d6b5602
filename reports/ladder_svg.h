/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/ladder_layout.h"

/* Draws ladders as SVG: plain elements with classes, whose look is the style sheet
 * reports/html/ladder.css. Real text, so that it can be selected and searched; no script, no
 * style attributes. Every row of a message is <g class="row ..." data-n="5">, n being its
 * number in the ladder. */

typedef struct LadderSvgSize {
    unsigned width, height; /* px, or units of the viewBox */
    unsigned heads; /* of these, what the participants take at the top, with the line above
                     * them where the page continues another */
} LadderSvgSize;

/* What page number @page (from 0) of @layout takes, which ladder_layout_new_drawn() made. */
LadderSvgSize ladder_svg_size(const LadderLayout *layout, unsigned page);

/* How many lines of a layout have room in @height px, with all that stands above and below. */
unsigned ladder_svg_lines(unsigned height);

/* Appends that page to @out: one <g class="ladder">, from (0, 0) to its size. */
void ladder_svg_append(GString *out, const LadderLayout *layout, const ReportContext *context,
                       unsigned page);
