/* SPDX-License-Identifier: Apache-2.0
 *
 * A module that paints a beginning and then cannot go on, for the test of what the program does
 * about that.
 */
#include "reports/paint/painter.h"

extern const Painter sipstory_painter;

#define VERSION (PAINTER_VERSION + BROKEN_VERSION)

static bool fail(GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "the paint is dry");
    return false;
}

static void *pdf_new(FILE *out, const char *title, const char *created, GError **error)
{
    (void)title;
    (void)created;
    (void)error;
    fputs("%PDF-", out);
    return out;
}

static bool pdf_add(void *pdf, const PainterSheet *sheet, GError **error)
{
    (void)pdf;
    (void)sheet;
    return fail(error);
}

static void *png_new(FILE *out, unsigned width, unsigned height, double scale, GError **error)
{
    (void)width;
    (void)height;
    (void)scale;
    (void)error;
    fputs("\x89PNG", out);
    return out;
}

static bool png_add(void *png, const PainterDrawing *drawing, unsigned height, GError **error)
{
    (void)png;
    (void)drawing;
    (void)height;
    return fail(error);
}

static bool finish(void *painting, GError **error)
{
    (void)painting;
    (void)error;
    return true;
}

__attribute__((visibility("default"))) const Painter sipstory_painter = {
    .version = VERSION,
    .pdf_new = pdf_new,
    .pdf_add = pdf_add,
    .pdf_finish = finish,
    .png_new = png_new,
    .png_add = png_add,
    .png_finish = finish,
};
