/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture's size stands at its beginning and is known at the end, so the drawings wait in
 * memory as SVG. Their number is bounded by the picture's height.
 */
#include "reports/png.h"

#include <math.h>

#include "reports/left_out.h"
#include "reports/painter.h"
#include "reports/png_stack.h"
#include "reports/terminal.h"

#define SIDE_MAX 65535  /* of the picture, pixels */
#define WIDTH_MAX 32767 /* that cairo paints */
#define NOTES 400       /* height that is kept for what is left out, px */
#define SCALE 2.0       /* letters that can be read on a dense screen, and printed */

typedef struct Png {
    const ReportContext *context;
    PngStack *stack;
    unsigned calls;
    uint64_t last; /* number of the last call */
} Png;

void *png_open(const ReportContext *context)
{
    Png *png = g_new0(Png, 1);

    png->context = context;
    png->stack = png_stack_new(SIDE_MAX - NOTES);
    return png;
}

void png_call(void *report, const Call *call)
{
    Png *png = report;
    g_autoptr(SvgCall) drawn = svg_call_new(png->context, call);

    png->calls++;
    png->last = call->id;
    png_stack_begin(png->stack, call->judgement && call->judgement->verdict == FLOW_DEVIATES);
    for (unsigned page = 0; page < drawn->pages; page++)
        png_stack_add(png->stack, painter_page(drawn, page));
}

/* What a picture of this height has no room for; NULL if it has all. The caller frees it. */
static char *without_room(const Png *png)
{
    unsigned calls = png_stack_lost_calls(png->stack);
    unsigned pages = png_stack_lost_pages(png->stack);

    if (calls > 0)
        return g_strdup_printf("%u of %u calls have no room in a picture of %u pixels; svg and "
                               "pdf have it",
                               calls, png->calls, SIDE_MAX);
    if (pages > 0)
        return g_strdup_printf("call %" G_GUINT64_FORMAT
                               " goes on for %u more page%s that have no room in a picture of "
                               "%u pixels; svg and pdf have it",
                               png->last, pages, pages == 1 ? "" : "s", SIDE_MAX);
    return NULL;
}

/* All that stands above the calls. */
static char *notes_of(const Png *png)
{
    g_autofree char *left_out = left_out_text(png->context);
    g_autofree char *lost = without_room(png);

    if (png->calls == 0)
        return g_strdup("No call to show.");
    if (left_out && lost)
        return g_strconcat(left_out, "; ", lost, NULL);
    return g_strdup(left_out ? left_out : lost);
}

/* Says the same to whoever waits for the picture, if it was taken. */
static void say_lost(const Png *png)
{
    g_autofree char *lost = without_room(png);
    g_autoptr(GString) line = g_string_new("sipstory: ");

    if (!lost || ferror(png->context->out))
        return;
    terminal_append(line, slice_text(png->context->path ? png->context->path : "png"),
                    png->context->unicode);
    g_printerr("%s: %s\n", line->str, lost);
}

typedef struct Painting {
    const Painter *painter;
    void *of;
    double scale;
    unsigned left; /* rows of the picture that are not painted yet */
    GError *wrong;
} Painting;

static bool paint(const PainterDrawing *drawing, void *user)
{
    Painting *painting = user;
    unsigned rows = (unsigned)ceil((drawing->height + PNG_STACK_APART) * painting->scale);

    rows = MIN(rows, painting->left);
    painting->left -= rows;
    return painting->painter->png_add(painting->of, drawing, rows, &painting->wrong);
}

static bool add_rows(const PainterDrawing *drawing, void *user)
{
    Painting *painting = user;

    painting->left += (unsigned)ceil((drawing->height + PNG_STACK_APART) * painting->scale);
    return true;
}

static void paint_all(const Png *png, Painting *painting, const PainterDrawing *note)
{
    PngStackSize size = png_stack_size(png->stack);
    unsigned width = MAX(size.width, note->svg ? note->width : 1);
    unsigned height = size.height + (note->svg ? note->height + PNG_STACK_APART : 0);

    painting->scale = height * SCALE > SIDE_MAX ? 1 : SCALE;
    painting->scale = MIN(painting->scale, (double)WIDTH_MAX / width);
    png_stack_each(png->stack, add_rows, painting);
    if (note->svg)
        add_rows(note, painting);
    painting->of =
        painting->painter->png_new(png->context->out, (unsigned)ceil(width * painting->scale),
                                   painting->left, painting->scale, &painting->wrong);
    if (!painting->of || (note->svg && !paint(note, painting)))
        return;
    png_stack_each(png->stack, paint, painting);
}

void png_close(void *report)
{
    Png *png = report;
    Painting painting = { 0 };
    g_autofree char *notes = notes_of(png);
    PainterDrawing note = { 0 };

    if (notes)
        note = painter_note(notes, png_stack_size(png->stack).width);
    painting.painter = painter_load(&painting.wrong);
    if (painting.painter)
        paint_all(png, &painting, &note);
    if (painting.of)
        painting.painter->png_finish(painting.of, painting.wrong ? NULL : &painting.wrong);
    painter_tell(png->context, painting.wrong);
    say_lost(png);
    painter_drawing_clear(&note);
    png_stack_free(png->stack);
    g_free(png);
}
