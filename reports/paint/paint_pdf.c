/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/paint/paint_pdf.h"

#include <cairo-pdf.h>

#include "reports/paint/paint_svg.h"

typedef struct PaintPdf {
    cairo_surface_t *surface;
    cairo_t *cairo;
    unsigned sheets;
} PaintPdf;

static cairo_status_t write_bytes(void *closure, const unsigned char *data, unsigned int length)
{
    FILE *out = closure;

    return fwrite(data, 1, length, out) == length ? CAIRO_STATUS_SUCCESS
                                                  : CAIRO_STATUS_WRITE_ERROR;
}

void *paint_pdf_new(FILE *out, const char *title, const char *created, GError **error)
{
    g_autofree PaintPdf *pdf = g_new0(PaintPdf, 1);
    static const double LATER = 595; /* each sheet has its own size */

    pdf->surface = cairo_pdf_surface_create_for_stream(write_bytes, out, LATER, LATER);
    pdf->cairo = cairo_create(pdf->surface);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR,
                                   "sipstory " SIPSTORY_VERSION);
    /* else it is that of now */
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   created ? created : "1970-01-01T00:00:00Z");
    if (paint_svg_is_good(cairo_status(pdf->cairo), error))
        return g_steal_pointer(&pdf);
    cairo_destroy(pdf->cairo);
    cairo_surface_destroy(pdf->surface);
    return NULL;
}

static void add_bookmark(const PaintPdf *pdf, const char *text)
{
    char target[32];

    g_snprintf(target, sizeof target, "page=%u", pdf->sheets);
    cairo_pdf_surface_add_outline(pdf->surface, CAIRO_PDF_OUTLINE_ROOT, text, target, 0);
}

bool paint_pdf_add(void *of, const PainterSheet *sheet, GError **error)
{
    PaintPdf *pdf = of;
    double at[] = { sheet->margin, sheet->margin };

    pdf->sheets++;
    cairo_pdf_surface_set_size(pdf->surface, sheet->width, sheet->height);
    for (unsigned i = 0; i < sheet->len; i++) {
        if (!paint_svg(pdf->cairo, &sheet->drawings[i], at, sheet->scale, error))
            return false;
        at[1] += sheet->drawings[i].height * sheet->scale;
    }
    if (sheet->bookmark)
        add_bookmark(pdf, sheet->bookmark);
    cairo_show_page(pdf->cairo);
    return paint_svg_is_good(cairo_surface_status(pdf->surface), error);
}

bool paint_pdf_finish(void *of, GError **error)
{
    PaintPdf *pdf = of;
    cairo_status_t status;

    cairo_destroy(pdf->cairo);
    cairo_surface_finish(pdf->surface);
    status = cairo_surface_status(pdf->surface);
    cairo_surface_destroy(pdf->surface);
    g_free(pdf);
    return paint_svg_is_good(status, error);
}
