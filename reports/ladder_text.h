/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/ladder_layout.h"

/* Draws @layout with characters to context->out: heads, then the rows. */
void ladder_text_draw(const LadderLayout *layout, const ReportContext *context);
