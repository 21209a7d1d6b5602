/* SPDX-License-Identifier: Apache-2.0
 *
 * A drawing can be higher than the pixels that cairo gives a surface (32,767), and laying out
 * its text is what takes the time. So cairo records it once, and plays it back for each band.
 */
#include "reports/paint/paint_png.h"

#include "reports/paint/paint_svg.h"
#include "reports/paint/png_file.h"

#define BAND_BYTES (64 << 20)      /* each band plays all of the drawing back */
#define BAND_MAX 32000             /* rows */
#define PX_PER_METRE (96 / 0.0254) /* CSS 2.1, 4.3.2 */

typedef struct PaintPng {
    PngFile *file;
    unsigned width;
    unsigned rows; /* of a band */
    double scale;
    cairo_surface_t *band;
    uint8_t *row;
} PaintPng;

void *paint_png_new(FILE *out, unsigned width, unsigned height, double scale, GError **error)
{
    unsigned rows = CLAMP(BAND_BYTES / 4 / width, 1, MIN(BAND_MAX, height));
    cairo_surface_t *band =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)rows);
    PaintPng *png;

    if (!paint_svg_is_good(cairo_surface_status(band), error)) {
        cairo_surface_destroy(band);
        return NULL;
    }
    png = g_new0(PaintPng, 1);
    png->width = width;
    png->rows = rows;
    png->scale = scale;
    png->band = band;
    png->row = g_malloc((size_t)width * 3);
    png->file = png_file_new(out, width, height, (uint32_t)(scale * PX_PER_METRE + 0.5));
    return png;
}

/* Plays @recorded back from pixel row @top on. */
static bool paint_band(const PaintPng *png, cairo_surface_t *recorded, unsigned top,
                       GError **error)
{
    cairo_t *cairo = cairo_create(png->band);
    cairo_status_t status;

    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_set_source_surface(cairo, recorded, 0, -(double)top);
    cairo_paint(cairo);
    status = cairo_status(cairo);
    cairo_destroy(cairo);
    return paint_svg_is_good(status, error);
}

/* The first @rows of the band; a pixel is 0x00RRGGBB in the machine's byte order. */
static bool write_band(const PaintPng *png, unsigned rows)
{
    const uint8_t *data;
    int stride;

    cairo_surface_flush(png->band);
    data = cairo_image_surface_get_data(png->band);
    stride = cairo_image_surface_get_stride(png->band);
    for (unsigned y = 0; y < rows; y++) {
        const uint32_t *pixels = (const uint32_t *)(const void *)(data + (size_t)stride * y);

        for (unsigned x = 0; x < png->width; x++) {
            png->row[3 * x] = (uint8_t)(pixels[x] >> 16);
            png->row[3 * x + 1] = (uint8_t)(pixels[x] >> 8);
            png->row[3 * x + 2] = (uint8_t)pixels[x];
        }
        if (!png_file_add(png->file, png->row))
            return false;
    }
    return true;
}

static bool paint_bands(const PaintPng *png, cairo_surface_t *recorded, unsigned height,
                        GError **error)
{
    for (unsigned top = 0; top < height; top += png->rows) {
        unsigned rows = MIN(png->rows, height - top);

        if (!paint_band(png, recorded, top, error) || !write_band(png, rows))
            return false;
    }
    return true;
}

bool paint_png_add(void *of, const PainterDrawing *drawing, unsigned height, GError **error)
{
    PaintPng *png = of;
    cairo_rectangle_t extents = { 0, 0, png->width, height };
    cairo_surface_t *recorded =
        cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents);
    cairo_t *cairo = cairo_create(recorded);
    bool is_good = paint_svg(cairo, drawing, (const double[]){ 0, 0 }, png->scale, error) &&
                   paint_bands(png, recorded, height, error);

    cairo_destroy(cairo);
    cairo_surface_destroy(recorded);
    return is_good;
}

bool paint_png_finish(void *of, GError **error)
{
    PaintPng *png = of;
    bool is_good = png_file_finish(png->file);

    (void)error; /* only writing can fail */
    cairo_surface_destroy(png->band);
    g_free(png->row);
    g_free(png);
    return is_good;
}
