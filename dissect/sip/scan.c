/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/scan.h"

#include "dissect/base/block.h"
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
    memset(out, 0, sizeof *out);
    out->text = text;
    out->start_line = line;
    out->is_request = start.is_request;
    out->method = start.method;
    out->method_text = start.method_text;
    out->request_uri = start.uri;
    out->status = start.status;
    out->reason = start.reason;
    out->expires = out->contact_expires = out->session_expires = out->content_length = -1;
    if (start.is_broken || lf == text.len)
        mark(out, ANOMALY_MALFORMED_SIP);
    if (start.is_version_bad)
        mark(out, ANOMALY_BAD_VERSION);
    if (start.is_uri_bad)
        mark(out, ANOMALY_BAD_URI);
    if (!start.is_request && (start.status == 0 || start.status > 699))
        mark(out, ANOMALY_BAD_STATUS);
    if (lf < text.len && !has_cr)
        mark(out, ANOMALY_BARE_LF);
    *at = lf < text.len ? lf + 1 : lf;
    return true;
}

/* Where the first colon or LF stands; NULL if there is none. */
static const uint8_t *find_name_end(const uint8_t *at, const uint8_t *limit)
{
    for (; limit - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
        Block block = block_load(at);
        unsigned first = block_first((Block)((block == ':') | (block == '\n')));

        if (first < BLOCK_BYTES)
            return at + first;
    }
    return NULL;
}

/* Reads a line as nearly everybody writes it: name, colon, one blank or none, value, CR LF,
 * and behind it no fold. The result is where the next line begins; NULL for any other line,
 * which is not read then. */
static const uint8_t *read_usual(SipView *view, const uint8_t *begin, const uint8_t *limit)
{
    const uint8_t *colon = find_name_end(begin, limit);
    const uint8_t *lf, *end, *value;

    if (!colon || *colon != ':' || colon == begin || *begin <= ' ' || colon[-1] <= ' ')
        return NULL;
    lf = memchr(colon, '\n', (size_t)(limit - colon));
    if (!lf || lf[-1] != '\r' || lf + 1 == limit || lf[1] == ' ' || lf[1] == '\t')
        return NULL;
    end = lf - 1;
    value = colon + 1 + (colon[1] == ' ');
    if (value < end && (*value <= ' ' || end[-1] <= ' '))
        return NULL;
    headers_read(view, slice_of(begin, (size_t)(colon - begin)),
                 slice_of(value, (size_t)(end - value)));
    return lf + 1;
}

/* Reads the line at *@at, whatever it looks like, and moves *@at behind it. Where the text ends
 * behind a line, another may have been folded into it: it is cut, too. */
static HeaderKind read_any(SipView *view, size_t *at)
{
    HeaderLine line;
    HeaderKind kind = header_line_next(view->text, at, &line);

    if (kind == HEADER_FIELD && *at == view->text.len)
        kind = HEADER_CUT;
    if (line.is_bare_lf)
        mark(view, ANOMALY_BARE_LF);
    if (kind == HEADER_FIELD)
        headers_read(view, line.name, line.value);
    else if (kind != HEADER_END)
        mark(view, ANOMALY_MALFORMED_SIP);
    return kind;
}

/* Reads the headers; the result is where the body begins. */
static size_t scan_headers(SipView *view, size_t begin)
{
    const uint8_t *text = view->text.data;
    const uint8_t *limit = text + view->text.len;
    const uint8_t *line = text + begin;
    const uint8_t *next;
    size_t at, end;
    HeaderKind kind;

    do {
        while ((next = read_usual(view, line, limit)))
            line = next;
        at = end = (size_t)(line - text);
        kind = read_any(view, &at);
        line = text + at;
    } while (kind == HEADER_FIELD || kind == HEADER_JUNK);
    if (kind == HEADER_END && at - end > strlen("\r\n"))
        mark(view, ANOMALY_MALFORMED_SIP);
    view->is_cut = kind == HEADER_CUT;
    view->headers =
        slice_head(slice_tail(view->text, begin), (view->is_cut ? at : end) - begin);
    return at;
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

AnomalySet scan_anomalies(const SipView *view, AnomalySet arrived)
{
    AnomalySet guessed = ANOMALY_BIT(ANOMALY_BAD_CONTENT_LENGTH);

    if (arrived & ANOMALY_BIT(ANOMALY_CUT_SHORT))
        return arrived & ~guessed;
    return arrived | view->anomalies;
}
