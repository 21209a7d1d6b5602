/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/md.h"

#include <errno.h>
#include <stdlib.h>

#include "dissect/base/unlinked.h"
#include "reports/flow_words.h"
#include "reports/md_call.h"
#include "reports/md_text.h"
#include "reports/time_text.h"

#define PATH_WIDTH 160
#define USER_WIDTH 48
#define BUFFER 65536

typedef struct Md {
    const ReportContext *context;
    FILE *chapters; /* NULL: it could not be made */
    int wrong;      /* errno of what went wrong with it; 0: nothing did */
    TimeText clock;
    GString *text;
    uint64_t calls;
} Md;

static void write_text(GString *text, FILE *out)
{
    fwrite(text->str, 1, text->len, out);
    g_string_truncate(text, 0);
}

static void append_time(Md *md, int64_t time)
{
    char date[TIME_TEXT], clock[TIME_TEXT];

    time_text_date(&md->clock, time, date);
    time_text_clock(&md->clock, time, 3, clock);
    g_string_append_printf(md->text, "%s %s", date, clock);
    time_text_zone(&md->clock, time, clock);
    if (time != TIME_NONE)
        g_string_append_printf(md->text, " %s", clock);
}

static void append_capture(Md *md, const ReportCapture *capture)
{
    g_string_append(md->text, "| ");
    md_append_code(md->text, slice_text(capture->path), PATH_WIDTH);
    g_string_append_printf(md->text, " | %" G_GUINT64_FORMAT " | %" G_GUINT64_FORMAT " | ",
                           capture->packets, capture->sip_messages);
    append_time(md, capture->first);
    g_string_append(md->text, " | ");
    append_time(md, capture->last);
    g_string_append(md->text, " |\n");
}

/* What was not read and why, as a list: the same words as below a list of calls. */
static void append_skipped(Md *md)
{
    ReportContext context = *md->context;
    char *told = NULL;
    size_t len = 0;

    context.out = open_memstream(&told, &len);
    context.width = 0;
    context.unicode = true;
    context.color = false;
    skipped_print(&context);
    if (fclose(context.out) == 0) {
        g_auto(GStrv) lines = g_strsplit(told, "\n", -1);
        bool is_first = true;

        for (char **line = lines; *line; line++) {
            if (!*g_strstrip(*line))
                continue;
            g_string_append(md->text, is_first ? "\n" : "- ");
            md_append_words(md->text, *line);
            g_string_append(md->text, is_first ? "\n\n" : "\n"); /* the first is their title */
            is_first = false;
        }
    }
    free(told);
}

void *md_open(const ReportContext *context)
{
    Md *md = g_new0(Md, 1);
    int fd = unlinked_open();

    md->context = context;
    md->clock.utc = context->utc;
    md->text = g_string_sized_new(BUFFER);
    md->chapters = fd >= 0 ? fdopen(fd, "w+") : NULL;
    md->wrong = md->chapters ? 0 : errno;
    g_string_append(md->text, "# SIP calls\n\n"
                              "| Capture | Packets | SIP messages | First packet | Last packet "
                              "|\n| --- | ---: | ---: | --- | --- |\n");
    for (unsigned i = 0; i < context->captures_len; i++)
        append_capture(md, &context->captures[i]);
    append_skipped(md);
    write_text(md->text, context->out);
    return md;
}

static void append_summary(Md *md, const Call *call)
{
    const Texts *texts = dialogs_texts(md->context->dialogs);
    const Judgement *judgement = call->judgement;
    bool has_flow = flow_words_has_flow(judgement);

    g_string_append_printf(md->text,
                           "| [%" G_GUINT64_FORMAT "](#call-%" G_GUINT64_FORMAT ") | ",
                           call->id, call->id);
    append_time(md, call->start);
    g_string_append(md->text, " | ");
    md_append_code(md->text, call_from(call, texts), USER_WIDTH);
    g_string_append(md->text, " | ");
    md_append_code(md->text, call_to(call, texts), USER_WIDTH);
    g_string_append_printf(md->text, " | %s | %s | ", state_name(call->state),
                           has_flow ? judgement->flow->name : "");
    if (judgement && judgement->verdict == FLOW_DEVIATES)
        g_string_append(md->text, "**deviates** |\n");
    else
        g_string_append_printf(md->text, "%s |\n",
                               judgement ? flow_verdict_name(judgement->verdict) : "");
}

void md_call(void *report, const Call *call)
{
    Md *md = report;

    if (md->calls++ == 0)
        g_string_append(md->text, "\n| Call | Time | From | To | State | Flow | Verdict |\n"
                                  "| ---: | --- | --- | --- | --- | --- | --- |\n");
    append_summary(md, call);
    write_text(md->text, md->context->out);
    if (md->wrong)
        return;
    md_call_append(md->text, md->context, call);
    errno = 0;
    write_text(md->text, md->chapters);
    if (ferror(md->chapters))
        md->wrong = errno ? errno : EIO;
}

static void copy_chapters(Md *md)
{
    g_autofree char *buffer = g_malloc(BUFFER);
    size_t len;

    errno = 0;
    if (md->wrong || fseek(md->chapters, 0, SEEK_SET) != 0) {
        md->wrong = md->wrong ? md->wrong : errno;
        return;
    }
    while ((len = fread(buffer, 1, BUFFER, md->chapters)) > 0)
        fwrite(buffer, 1, len, md->context->out);
    if (ferror(md->chapters))
        md->wrong = errno ? errno : EIO;
}

void md_close(void *report)
{
    Md *md = report;

    if (md->calls == 0) {
        fputc('\n', md->context->out);
        no_calls_print(md->context);
    } else {
        copy_chapters(md);
    }
    if (md->wrong)
        g_set_error(md->context->wrong, G_FILE_ERROR, (int)g_file_error_from_errno(md->wrong),
                    "cannot be written: %s", g_strerror(md->wrong));
    if (md->chapters)
        fclose(md->chapters);
    g_string_free(md->text, TRUE);
    g_free(md);
}
