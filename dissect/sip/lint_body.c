/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/lint_checks.h"
#include "dissect/sip/sdp.h"

/* The lines that a session description begins with, in this order, and one that it has besides
 * (RFC 8866 5). */
static const char FIRST[] = "vos";
#define TIME_LINE 't'

static void check_length(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;
    size_t there = view->text.len - view->body_at;

    if (view->is_length_bad)
        lint_add(findings, LINT_CONTENT_LENGTH, "Content-Length is \"%.*s\", no number",
                 LINT_VALUE(lint_message_header(message, "Content-Length")));
    else if (view->content_length > 0 && (uint64_t)view->content_length > there &&
             !message->is_body_unknown)
        lint_add(findings, LINT_CONTENT_LENGTH,
                 "Content-Length is %" G_GINT64_FORMAT ", the body has %zu byte%s",
                 (gint64)view->content_length, there, there == 1 ? "" : "s");
    if (message->transport == TRANSPORT_TCP &&
        lint_message_count(message, "Content-Length") == 0)
        lint_add_plain(findings, LINT_CONTENT_LENGTH_MISSING);
    if (slice_trim(view->body).len > 0 && lint_message_count(message, "Content-Type") == 0)
        lint_add(findings, LINT_CONTENT_TYPE_MISSING,
                 "a body of %zu byte%s without Content-Type", view->body.len,
                 view->body.len == 1 ? "" : "s");
}

/* Takes the next line off @left, without its line end. */
static Slice take_line(Slice *left)
{
    Slice line = slice_head(*left, slice_find(*left, '\n'));

    *left = slice_tail(*left, line.len + 1);
    return slice_trim(line);
}

/* What the walk over a description has seen. */
typedef struct Seen {
    unsigned first; /* lines of FIRST */
    bool time, session_connection, connection;
    unsigned streams;
    Slice bare; /* the m= line of a stream without c=, */
} Seen;

static void end_stream(Seen *seen, Slice stream)
{
    if (seen->streams > 0 && !seen->connection && !seen->session_connection &&
        seen->bare.len == 0)
        seen->bare = stream;
}

static Seen walk(Slice sdp)
{
    Seen seen = { 0 };
    Slice stream = { 0 };

    while (sdp.len > 0) {
        Slice line = take_line(&sdp);
        char letter = line.len > 1 && line.data[1] == '=' ? (char)line.data[0] : '\0';

        if (seen.first < sizeof FIRST - 1 && letter == FIRST[seen.first])
            seen.first++;
        seen.time |= letter == TIME_LINE;
        if (letter == 'c' && seen.streams == 0)
            seen.session_connection = true;
        else if (letter == 'c')
            seen.connection = true;
        if (letter != 'm')
            continue;
        end_stream(&seen, stream);
        seen.streams++;
        seen.connection = false;
        stream = line;
    }
    end_stream(&seen, stream);
    return seen;
}

static void check_sdp(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;
    Slice sdp;
    Seen seen;

    if (message->is_body_unknown || !sdp_find(view->content_type, view->body, &sdp))
        return;
    seen = walk(sdp);
    if (seen.first < sizeof FIRST - 1)
        lint_add(findings, LINT_SDP_LINES,
                 "the session description has no %c= line in its place", FIRST[seen.first]);
    else if (!seen.time)
        lint_add(findings, LINT_SDP_LINES, "the session description has no t= line");
    if (seen.bare.len > 0)
        lint_add(findings, LINT_SDP_CONNECTION, "\"%.*s\" has no c= line",
                 LINT_VALUE(seen.bare));
}

void lint_check_body(const LintMessage *message, LintFindings *findings)
{
    check_length(message, findings);
    check_sdp(message, findings);
}
