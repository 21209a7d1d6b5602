/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/lint_checks.h"
#include "dissect/sip/start_line.h"

/* The last word of a request line, the first of a status line. */
static Slice version_of(const SipView *view)
{
    Slice line = slice_trim(view->start_line);
    size_t at = line.len;

    if (!view->is_request)
        return slice_head(line, slice_find(line, ' '));
    while (at > 0 && line.data[at - 1] != ' ' && line.data[at - 1] != '\t')
        at--;
    return slice_tail(line, at);
}

static bool is_start_line_broken(const SipView *view)
{
    StartLine start;

    return start_line_read(view->start_line, &start) && start.is_broken;
}

/* A broken version breaks the line as well, and is the better thing to say. */
static void check_start_line(const SipView *view, LintFindings *findings)
{
    Slice version = version_of(view);

    if (!slice_is_nocase(version, "SIP/2.0"))
        lint_add(findings, LINT_VERSION, "the version is %.*s, not SIP/2.0",
                 LINT_VALUE(version));
    else if (is_start_line_broken(view))
        lint_add_plain(findings, LINT_START_LINE);
}

static bool is_utf8(Slice text)
{
    return g_utf8_validate_len((const char *)text.data, text.len, NULL);
}

void lint_check_lines(const LintMessage *message, LintFindings *findings)
{
    const SipView *view = &message->view;

    check_start_line(view, findings);
    if (view->anomalies & ANOMALY_BIT(ANOMALY_BARE_LF))
        lint_add_plain(findings, LINT_BARE_LF);
    if (!is_utf8(slice_head(view->text, view->body_at)))
        lint_add_plain(findings, LINT_NOT_UTF8);
    if (message->junk.len > 0)
        lint_add(findings, LINT_HEADER_LINE, "\"%.*s\" is no header: it has no name and colon",
                 LINT_VALUE(slice_trim(message->junk)));
    else if (view->is_cut)
        lint_add(findings, LINT_HEADER_LINE, "the headers do not end in an empty line");
}
