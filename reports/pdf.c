/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/pdf.h"

#include "reports/flow_words.h"
#include "reports/left_out.h"
#include "reports/painter.h"
#include "reports/paper.h"
#include "reports/time_text.h"

#define NOTE_WIDTH 700 /* px */

typedef struct Pdf {
    const ReportContext *context;
    const Painter *painter;
    void *painting; /* NULL once something went wrong */
    bool has_sheets;
} Pdf;

static void give_up(Pdf *pdf, GError *wrong)
{
    painter_tell(pdf->context, wrong);
    if (pdf->painting)
        (void)pdf->painter->pdf_finish(pdf->painting, NULL);
    pdf->painting = NULL;
}

/* The document is as old as what it tells of. */
static void begin(Pdf *pdf)
{
    const ReportContext *context = pdf->context;
    char created[TIME_TEXT] = "";
    g_autofree char *name = NULL;
    g_autofree char *title = NULL;
    int64_t last = TIME_NONE;
    GError *wrong = NULL;

    for (unsigned i = 0; i < context->captures_len; i++)
        last = MAX(last, context->captures[i].last);
    time_text_rfc3339(last, 0, created);
    if (context->captures_len > 0)
        name = g_filename_display_basename(context->captures[0].path);
    title = g_strdup_printf("SIP ladders of %s%s", name ? name : "nothing",
                            context->captures_len > 1 ? " and others" : "");
    pdf->painting =
        pdf->painter->pdf_new(context->out, title, created[0] ? created : NULL, &wrong);
    if (!pdf->painting)
        give_up(pdf, wrong);
}

void *pdf_open(const ReportContext *context)
{
    Pdf *pdf = g_new0(Pdf, 1);
    GError *wrong = NULL;

    pdf->context = context;
    pdf->painter = painter_load(&wrong);
    if (pdf->painter)
        begin(pdf);
    else
        give_up(pdf, wrong);
    return pdf;
}

/* Adds a sheet with @drawings, which are freed; @len is at most 2. */
static void add_sheet(Pdf *pdf, PainterDrawing *drawings, unsigned len, const Paper *paper,
                      const char *bookmark)
{
    Paper fitted = *paper;
    PainterSheet sheet = { drawings,     len,          paper->width, paper->height,
                           PAPER_MARGIN, paper->scale, bookmark };
    unsigned height = 0;
    GError *wrong = NULL;

    for (unsigned i = 0; i < len; i++)
        height += drawings[i].height;
    paper_fit(&fitted, height);
    sheet.scale = fitted.scale;
    if (pdf->painting && !pdf->painter->pdf_add(pdf->painting, &sheet, &wrong))
        give_up(pdf, wrong);
    for (unsigned i = 0; i < len; i++)
        painter_drawing_clear(&drawings[i]);
    pdf->has_sheets = true;
}

static char *bookmark_of(const SvgCall *drawn, const Call *call)
{
    GString *text = g_string_new(drawn->title);

    g_string_append(text, ", ");
    flow_words_append_verdict(text, call->judgement);
    return g_string_free(text, FALSE);
}

void pdf_call(void *report, const Call *call)
{
    Pdf *pdf = report;
    g_autoptr(SvgCall) drawn = svg_call_new(pdf->context, call);
    Paper paper = paper_for(svg_call_size(drawn, 0).width);
    g_autofree char *left_out = pdf->has_sheets ? NULL : left_out_text(pdf->context);
    g_autofree char *bookmark = bookmark_of(drawn, call);
    PainterDrawing drawings[2];
    unsigned len = 0;
    unsigned room = paper_room(&paper);

    if (left_out)
        drawings[len++] = painter_note(left_out, svg_call_size(drawn, 0).width);
    svg_call_cut(drawn, room - (len ? MIN(drawings[0].height, room) : 0), room);
    for (unsigned page = 0; page < drawn->pages && pdf->painting; page++) {
        drawings[len++] = painter_page(drawn, page);
        add_sheet(pdf, drawings, len, &paper, page ? NULL : bookmark);
        len = 0;
    }
}

void pdf_close(void *report)
{
    Pdf *pdf = report;
    GError *wrong = NULL;

    if (!pdf->has_sheets && pdf->painting) {
        PainterDrawing note = painter_note("No call to show.", NOTE_WIDTH);
        Paper paper = paper_for(NOTE_WIDTH);

        add_sheet(pdf, &note, 1, &paper, NULL);
    }
    if (pdf->painting && !pdf->painter->pdf_finish(pdf->painting, &wrong))
        painter_tell(pdf->context, wrong);
    g_free(pdf);
}
