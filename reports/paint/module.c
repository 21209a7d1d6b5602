/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/paint/paint_pdf.h"
#include "reports/paint/paint_png.h"

/* All that the module shows; found by its name. */
extern const Painter sipstory_painter;

__attribute__((visibility("default"))) const Painter sipstory_painter = {
    .version = PAINTER_VERSION,
    .pdf_new = paint_pdf_new,
    .pdf_add = paint_pdf_add,
    .pdf_finish = paint_pdf_finish,
    .png_new = paint_png_new,
    .png_add = paint_png_add,
    .png_finish = paint_png_finish,
};
