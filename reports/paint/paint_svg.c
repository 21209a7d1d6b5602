/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/paint/paint_svg.h"

#include <librsvg/rsvg.h>

bool paint_svg_is_good(cairo_status_t status, GError **error)
{
    if (status != CAIRO_STATUS_SUCCESS && status != CAIRO_STATUS_WRITE_ERROR)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "cannot be painted: %s",
                    cairo_status_to_string(status));
    return status == CAIRO_STATUS_SUCCESS;
}

/* The bounds that librsvg has for strangers' files do not fit what we draw ourselves. */
static RsvgHandle *read_drawing(const PainterDrawing *drawing, GError **error)
{
    g_autoptr(GInputStream) stream =
        g_memory_input_stream_new_from_data(drawing->svg, (gssize)drawing->len, NULL);

    return rsvg_handle_new_from_stream_sync(stream, NULL, RSVG_HANDLE_FLAG_UNLIMITED, NULL,
                                            error);
}

bool paint_svg(cairo_t *cairo, const PainterDrawing *drawing, const double at[2], double scale,
               GError **error)
{
    RsvgRectangle viewport = { at[0], at[1], drawing->width * scale, drawing->height * scale };
    GError *wrong = NULL;
    RsvgHandle *handle = read_drawing(drawing, &wrong);
    bool is_good = handle && rsvg_handle_render_document(handle, cairo, &viewport, &wrong);

    g_clear_object(&handle);
    if (is_good)
        return paint_svg_is_good(cairo_status(cairo), error);
    if (cairo_status(cairo) == CAIRO_STATUS_WRITE_ERROR)
        g_clear_error(&wrong);
    else
        g_propagate_prefixed_error(error, wrong, "cannot be painted: ");
    return false;
}
