/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/paper.h"

#include <glib.h>

#define SCALE_MAX 0.75 /* as large as on a screen: letters of 9 points */
#define SCALE_MIN 0.45 /* letters of 5.4 points */

/* ISO 216, in points */
static const Paper SIZES[] = {
    { .width = 595, .height = 842 },
    { .width = 842, .height = 595 },
    { .width = 1191, .height = 842 },
};

Paper paper_for(unsigned width)
{
    Paper paper = { 0 };

    for (unsigned i = 0; i < G_N_ELEMENTS(SIZES); i++) {
        paper = SIZES[i];
        paper.scale = MIN(SCALE_MAX, (paper.width - 2 * PAPER_MARGIN) / MAX(width, 1));
        if (paper.scale >= SCALE_MIN)
            return paper;
    }
    paper.scale = SCALE_MIN;
    paper.width = width * SCALE_MIN + 2 * PAPER_MARGIN;
    return paper;
}

unsigned paper_room(const Paper *paper)
{
    return (unsigned)((paper->height - 2 * PAPER_MARGIN) / paper->scale);
}

void paper_fit(Paper *paper, unsigned height)
{
    if (height > paper_room(paper))
        paper->scale = (paper->height - 2 * PAPER_MARGIN) / height;
}
