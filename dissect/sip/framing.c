/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 3261 7.5 and 18.3: a start line, headers, an empty line, and as many bytes of body as
 * Content-Length says; over UDP, without it, the rest of the datagram.
 *
 * Whatever is not SIP meets start_of() first, so that one is made to give up early: at the
 * first byte for RTP, STUN and TLS, at the first line end for other text protocols. In a
 * stream the search for the empty line goes on where it stopped; a header section is at most
 * HEADERS_MAX long, so that a stream which only looks like SIP holds no more than that.
 */
#include "dissect/sip/framing.h"

#define HEADERS_MAX ((size_t)64 << 10)
#define BODY_MAX ((size_t)16 << 20) /* of a stream; a greater Content-Length is a wrong one */
#define BINARY_LOOK 256

/* How far a message without a start line is looked for. */
#define LOST_LOOK 2048

/* RFC 3550 5.1: the first two bits of RTP and RTCP are 2. */
#define RTP_VERSION 0xc0
#define RTP_IS_2 0x80

#define VERSION " SIP/2.0"
#define LONGEST_VERSION "SIP/99.99"

typedef enum Start { START_NO, START_MAYBE, START_YES } Start;

typedef enum LengthKind {
    LENGTH_NONE,
    LENGTH_FOLDED, /* the name was there, the value is to stand on the next line */
    LENGTH_GOOD,
    LENGTH_BAD,
} LengthKind;

/* RFC 3261 25.1. */
static const bool TOKEN[256] = {
    ['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['0' ... '9'] = true, ['-'] = true,
    ['.'] = true,         ['!'] = true,         ['%'] = true,         ['*'] = true,
    ['_'] = true,         ['+'] = true,         ['`'] = true,         ['\''] = true,
    ['~'] = true,
};

static bool is_token_byte(uint8_t byte)
{
    return TOKEN[byte];
}

static bool is_line_end(uint8_t byte)
{
    return byte == '\r' || byte == '\n';
}

static Slice right_trim(Slice line)
{
    while (line.len > 0 && byte_is_blank(line.data[line.len - 1]))
        line.len--;
    return line;
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* True if @in begins as a version does, whatever its number. */
static bool begins_version(Slice in)
{
    return in.len > 4 && slice_is_nocase(slice_head(in, 4), "SIP/") && is_digit(in.data[4]);
}

/* True if @after_method, the request line from its first blank on, ends with a version. */
static bool ends_with_version(Slice after_method)
{
    Slice line = right_trim(after_method);
    size_t len = strlen(VERSION);
    size_t word = line.len;

    if (line.len >= len && slice_begins(slice_tail(line, line.len - len), VERSION))
        return true;
    while (word > 0 && line.data[word - 1] != ' ' && line.data[word - 1] != '\t')
        word--;
    return word > 0 && begins_version(slice_tail(line, word));
}

/* A start line that is not whole yet holds a URI so far, which has no control bytes. */
static bool looks_binary(Slice in)
{
    Slice look = slice_head(in, BINARY_LOOK);

    for (size_t i = 0; i < look.len; i++)
        if (look.data[i] < ' ' && look.data[i] != '\t' && look.data[i] != '\r')
            return true;
    return false;
}

/* "SIP/", a number of any version, a blank. */
static Start status_line_of(Slice in)
{
    static const char BEGIN[] = "SIP/";
    size_t len = MIN(in.len, strlen(BEGIN));
    size_t end = strlen(BEGIN);

    if (strncasecmp((const char *)in.data, BEGIN, len) != 0)
        return START_NO;
    while (end < in.len && end < strlen(LONGEST_VERSION) &&
           (in.data[end] == '.' || is_digit(in.data[end])))
        end++;
    if (end >= in.len)
        return START_MAYBE;
    return in.data[end] == ' ' && begins_version(in) ? START_YES : START_NO;
}

/* Does a message begin here? START_MAYBE if @in ends before its first line does. */
static Start start_of(Slice in)
{
    size_t method = 0;
    size_t line;

    if (in.len == 0)
        return START_MAYBE;
    if (slice_begins(in, &VERSION[1]) && in.len > strlen(VERSION) && in.data[7] == ' ')
        return START_YES;
    in = slice_head(in, HEADERS_MAX);
    while (method < in.len && is_token_byte(in.data[method]))
        method++;
    if (method == in.len)
        return in.len < HEADERS_MAX ? START_MAYBE : START_NO;
    if (in.data[method] == '/' && method == 3)
        return status_line_of(in);
    if (method == 0 || in.data[method] != ' ')
        return START_NO;
    line = slice_find(in, '\n');
    if (line == in.len)
        return in.len < HEADERS_MAX && !looks_binary(in) ? START_MAYBE : START_NO;
    return ends_with_version(slice_of(in.data + method, line - method)) ? START_YES : START_NO;
}

bool framing_begins_sip(Slice in)
{
    return start_of(in) != START_NO;
}

bool framing_can_begin_with(uint8_t first)
{
    return is_token_byte(first) || is_line_end(first);
}

/* Where the next line that is a start line begins, the one at 0 not meant; in.len if there is
 * none. With @or_may_be a last line counts that still may become one. */
static size_t next_start(Slice in, bool or_may_be)
{
    size_t at = 0;

    for (;;) {
        Start start;

        at += slice_find(slice_tail(in, at), '\n') + 1;
        if (at >= in.len)
            return in.len;
        start = start_of(slice_tail(in, at));
        if (start == START_YES || (start == START_MAYBE && or_may_be))
            return at;
    }
}

static size_t line_ends_len(Slice in)
{
    size_t len = 0;

    while (len < in.len && is_line_end(in.data[len]))
        len++;
    return len;
}

/* Bytes that some devices fill datagrams with. */
static bool is_padding(Slice in)
{
    for (size_t i = 0; i < in.len; i++)
        if (!is_line_end(in.data[i]) && in.data[i] != '\0' && in.data[i] != ' ')
            return false;
    return true;
}

static void read_length(Slice value, FrameSearch *search)
{
    uint64_t length = 0;

    search->length_kind = LENGTH_BAD;
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] < '0' || value.data[i] > '9')
            return;
        if (length <= UINT64_MAX / 16)
            length = length * 10 + value.data[i] - '0';
    }
    search->length = length;
    search->length_kind = value.len ? LENGTH_GOOD : LENGTH_BAD;
}

static bool is_length_name(Slice name)
{
    return slice_is_nocase(name, "l") || slice_is_nocase(name, "content-length");
}

/* A cheap look that lets few other headers through: "l" alone, or "Content-L...". */
static bool may_be_length(Slice line)
{
    uint8_t first = line.len > 1 ? line.data[0] | 0x20 : 0;

    if (first == 'l')
        return !is_token_byte(line.data[1]);
    return first == 'c' && line.len > 8 && line.data[7] == '-' && (line.data[8] | 0x20) == 'l';
}

/* Notes the first Content-Length; its value may be folded onto the next line. */
static void look_at_header(Slice line, FrameSearch *search)
{
    size_t colon;

    if (search->length_kind == LENGTH_FOLDED) {
        bool is_folded = line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t');

        read_length(is_folded ? slice_trim(line) : (Slice){ 0 }, search);
        return;
    }
    if (search->length_kind != LENGTH_NONE || !may_be_length(line))
        return;
    colon = slice_find(line, ':');
    if (colon == line.len || !is_length_name(right_trim(slice_head(line, colon))))
        return;
    line = slice_trim(slice_tail(line, colon + 1));
    if (line.len == 0)
        search->length_kind = LENGTH_FOLDED;
    else
        read_length(line, search);
}

/* Goes on through the lines of @in, which begins with the message. True once the empty line
 * is found. */
static bool walk_headers(Slice in, FrameSearch *search)
{
    while (search->headers_len == 0) {
        const uint8_t *from = in.data + search->seen;
        const uint8_t *lf =
            search->seen < in.len ? memchr(from, '\n', in.len - search->seen) : NULL;
        Slice line;

        if (!lf) {
            search->seen = in.len;
            return false;
        }
        line = slice_of(in.data + search->line, (size_t)(lf - in.data) - search->line);
        search->seen = (size_t)(lf - in.data) + 1;
        if (line.len == 0 || (is_line_end(line.data[0]) && line_ends_len(line) == line.len))
            search->headers_len = search->seen;
        else if (search->line > 0)
            look_at_header(line, search);
        search->line = search->seen;
    }
    return true;
}

static Start datagram_start_of(Slice in)
{
    Start start = start_of(in);

    if (start == START_MAYBE && slice_find(in, ' ') < in.len && ends_with_version(in))
        return START_YES; /* nothing but a start line */
    return start;
}

/* How much of the datagram's body belongs to the message; what does not is another message,
 * padding, or a mistake of the sender. */
static size_t datagram_body_len(Slice body, const SipView *view, AnomalySet *anomalies)
{
    size_t len = body.len;
    Slice rest;

    if (view->content_length >= 0 && (uint64_t)view->content_length <= len)
        len = (size_t)view->content_length;
    else if (view->content_length >= 0 || view->is_length_bad)
        *anomalies |= ANOMALY_BIT(ANOMALY_BAD_CONTENT_LENGTH);
    rest = slice_tail(body, len);
    if (!is_padding(rest) &&
        datagram_start_of(slice_tail(rest, line_ends_len(rest))) != START_YES)
        *anomalies |= ANOMALY_BIT(ANOMALY_BAD_CONTENT_LENGTH);
    return len;
}

/* The scan passes over a header without a line end; as a Content-Length it still says that
 * something is missing. */
static bool lacks_body(Slice text)
{
    FrameSearch search = { 0 };

    (void)walk_headers(text, &search);
    look_at_header(slice_tail(text, search.line), &search);
    return search.length_kind != LENGTH_NONE &&
           (search.length_kind != LENGTH_GOOD || search.length > 0);
}

bool framing_holds_sip(Slice in)
{
    Slice begin = slice_head(in, LOST_LOOK);
    bool is_rtp = in.len > 0 && (in.data[0] & RTP_VERSION) == RTP_IS_2;

    return begin.len > 0 && !is_rtp &&
           memmem(begin.data, begin.len, &VERSION[1], strlen(VERSION) - 1);
}

Verdict framing_datagram(Slice in, SipView *view, Frame *out)
{
    Frame frame = { .skip = line_ends_len(in) };
    Slice text = slice_tail(in, frame.skip);

    if (text.len == 0 || datagram_start_of(text) != START_YES || !scan_message(text, view))
        return VERDICT_NOT_MINE;
    frame.len = view->body_at +
                datagram_body_len(slice_tail(text, view->body_at), view, &frame.anomalies);
    if (view->is_cut && lacks_body(text))
        frame.anomalies |= ANOMALY_BIT(ANOMALY_BAD_CONTENT_LENGTH);
    view->text = slice_head(text, frame.len);
    *out = frame;
    return VERDICT_OK;
}

/* As start_of(), but a start line that grows byte by byte is judged anew only when it has
 * doubled, is whole or will not grow. */
static Start stream_start_of(Slice in, bool at_end, FrameSearch *search)
{
    size_t end = search->seen + slice_find(slice_tail(in, search->seen), '\n');
    Start start;

    search->seen = end;
    if (!at_end && search->judged > 0 && end == in.len && in.len < 2 * search->judged)
        return START_MAYBE;
    start = start_of(in);
    search->judged = in.len;
    if (start == START_YES)
        search->seen = 0;
    return start;
}

/* The bytes up to @skip after the frame's beginning belong to no message. */
static Verdict not_framed(Frame *frame, size_t skip, Verdict verdict)
{
    frame->skip += skip;
    frame->anomalies = ANOMALY_BIT(ANOMALY_TCP_NOT_FRAMED);
    return verdict;
}

/* The end of the body where no Content-Length tells it. */
static size_t guessed_body_len(Slice body)
{
    size_t len = start_of(body) == START_YES ? 0 : next_start(body, false);

    return line_ends_len(slice_head(body, len)) == len ? 0 : len;
}

static Verdict stream_body(Slice text, bool at_end, Frame *frame)
{
    const FrameSearch *search = &frame->search;
    Slice body = slice_tail(text, search->headers_len);

    if (search->length_kind != LENGTH_GOOD || search->length > BODY_MAX) {
        frame->anomalies =
            ANOMALY_BIT(search->length_kind == LENGTH_NONE ? ANOMALY_NO_CONTENT_LENGTH
                                                           : ANOMALY_BAD_CONTENT_LENGTH);
        frame->len = search->headers_len + guessed_body_len(body);
        return VERDICT_OK;
    }
    if (body.len < search->length && !at_end)
        return VERDICT_MORE_NEEDED;
    if (body.len < search->length)
        frame->anomalies = ANOMALY_BIT(ANOMALY_CUT_SHORT);
    frame->len = search->headers_len + slice_head(body, search->length).len;
    return VERDICT_OK;
}

Verdict framing_stream(Slice in, bool at_end, Frame *frame)
{
    FrameSearch *search = &frame->search;
    Slice text;

    frame->skip += line_ends_len(slice_tail(in, frame->skip));
    text = slice_tail(in, frame->skip);
    if (text.len == 0)
        return VERDICT_NOT_MINE;
    if (search->line == 0) {
        Start start = stream_start_of(text, at_end, search);

        if (start == START_MAYBE && !at_end)
            return VERDICT_MORE_NEEDED;
        if (start == START_MAYBE && slice_find(text, ' ') < text.len)
            return not_framed(frame, text.len, VERDICT_CUT_SHORT);
        if (start != START_YES)
            return not_framed(frame, next_start(text, !at_end), VERDICT_NOT_MINE);
    }
    if (walk_headers(slice_head(text, HEADERS_MAX), search))
        return stream_body(text, at_end, frame);
    if (text.len >= HEADERS_MAX)
        return not_framed(frame, HEADERS_MAX, VERDICT_NOT_MINE);
    if (at_end)
        return not_framed(frame, text.len, VERDICT_CUT_SHORT);
    return VERDICT_MORE_NEEDED;
}
