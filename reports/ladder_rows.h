/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/ladder_layout.h"

/* The first half of a layout: what there is to draw. The second half, ladder_layout.c, decides
 * where. */

/* Fills in the columns and their heads. */
void ladder_rows_make_columns(LadderLayout *layout, const ReportContext *context,
                              const Call *call);

/* The column of a participant. */
unsigned ladder_rows_column(unsigned participant);

/* Fills in the rows, with repeats folded into the row of their original where they join the
 * same columns, and what the flow says of them. */
void ladder_rows_make(LadderLayout *layout, const ReportContext *context, const Call *call);
