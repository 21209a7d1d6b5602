/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/paint/painter.h"

/* A document of several sheets, for Painter.pdf_new and its siblings. Sheets are written as
 * they are added. The same sheets give the same bytes. */
void *paint_pdf_new(FILE *out, const char *title, const char *created, GError **error);
bool paint_pdf_add(void *pdf, const PainterSheet *sheet, GError **error);
bool paint_pdf_finish(void *pdf, GError **error);
