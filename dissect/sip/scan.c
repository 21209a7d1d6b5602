/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/scan.h"

#include "dissect/sip/header_line.h"
#include "dissect/sip/headers.h"
#include "dissect/sip/start_line.h"

static void mark(SipView *view, Anomaly anomaly)
{
    view->anomalies |= ANOMALY_BIT(anomaly);
}

/* Fills in the start line; false if there is none. *@at is then behind its line end. */
static bool scan_start(Slice text, SipView *out, size_t *at)
{
    size_t lf = slice_find(text, '\n');
    bool has_cr = lf > 0 && lf < text.len && text.data[lf - 1] == '\r';
    Slice line = slice_head(text, has_cr ? lf - 1 : lf);
    StartLine start;

    if (!start_line_read(line, &start))
        return false;
    *out = (SipView){
        .text = text,
        .start_line = line,
        .is_request = start.is_request,
        .method = start.method,
        .method_text = start.method_text,
        .request_uri = start.uri,
        .status = start.status,
        .reason = start.reason,
        .expires = -1,
        .contact_expires = -1,
        .session_expires = -1,
        .content_length = -1,
    };
    if (start.is_broken || lf == text.len)
        mark(out, ANOMALY_MALFORMED_SIP);
    if (lf < text.len && !has_cr)
        mark(out, ANOMALY_BARE_LF);
    *at = lf < text.len ? lf + 1 : lf;
    return true;
}

/* Reads the headers; the result is where the body begins. */
static size_t scan_headers(SipView *view, size_t begin)
{
    size_t at = begin;

    for (;;) {
        size_t line_at = at;
        HeaderLine line;
        HeaderKind kind = header_line_next(view->text, &at, &line);

        if (line.is_bare_lf)
            mark(view, ANOMALY_BARE_LF);
        if (kind == HEADER_FIELD)
            headers_read(view, line.name, line.value);
        else if (kind != HEADER_END)
            mark(view, ANOMALY_MALFORMED_SIP);
        if (kind == HEADER_END || kind == HEADER_CUT) {
            size_t end = kind == HEADER_END ? line_at : at;

            if (at - end > 2)
                mark(view, ANOMALY_MALFORMED_SIP);
            view->headers = slice_head(slice_tail(view->text, begin), end - begin);
            view->is_cut = kind == HEADER_CUT;
            return at;
        }
    }
}

static void scan_body(SipView *view, size_t at)
{
    view->body_at = at;
    view->body = slice_tail(view->text, at);
    if (view->content_length < 0)
        return;
    if ((uint64_t)view->content_length > view->body.len)
        mark(view, ANOMALY_BAD_CONTENT_LENGTH);
    view->body = slice_head(view->body, (size_t)view->content_length);
}

bool scan_message(Slice text, SipView *out)
{
    size_t at;

    if (!scan_start(text, out, &at))
        return false;
    at = scan_headers(out, at);
    scan_body(out, at);
    if (out->from.len == 0 || out->to.len == 0 || out->cseq_text.len == 0 || out->vias == 0)
        mark(out, ANOMALY_MISSING_HEADER);
    if (out->call_id.len == 0)
        mark(out, ANOMALY_NO_CALL_ID);
    return true;
}

bool scan_next_header(const SipView *view, size_t *at, Slice *name, Slice *value)
{
    HeaderLine line;
    HeaderKind kind;

    do
        kind = header_line_next(view->headers, at, &line);
    while (kind == HEADER_JUNK);
    if (kind != HEADER_FIELD)
        return false;
    *name = line.name;
    *value = line.value;
    return true;
}

Slice scan_header(const SipView *view, const char *name)
{
    size_t at = 0;
    Slice found, value;

    while (scan_next_header(view, &at, &found, &value)) {
        const char *full = found.len == 1 ? headers_compact(found.data[0]) : NULL;

        if (slice_is_nocase(found, name) || (full && strcasecmp(full, name) == 0))
            return value;
    }
    return (Slice){ 0 };
}
