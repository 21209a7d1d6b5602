/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Which paper a ladder is printed on. Lengths in points (1/72 in), of ladders in px (1/96 in).
 */
typedef struct Paper {
    double width, height;
    double scale; /* points to a px, 0.75 at most */
} Paper;

/* Around what is printed. */
#define PAPER_MARGIN 28.0

/* The smallest paper on which a ladder of @width px is legible: A4 upright, A4 and A3 on its
 * side; for what is wider than that, paper that no printer has, and as it is. */
Paper paper_for(unsigned width);

/* How many px of height have room on @paper. */
unsigned paper_room(const Paper *paper);

/* Makes what is printed on @paper smaller if @height px have no room on it. */
void paper_fit(Paper *paper, unsigned height);
