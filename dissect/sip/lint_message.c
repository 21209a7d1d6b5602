/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/lint_message.h"

#include "dissect/sip/header_line.h"
#include "dissect/sip/headers.h"
#include "dissect/sip/lint_checks.h"
#include "dissect/sip/name_addr.h"
#include "dissect/sip/params.h"

static Slice full_name(Slice name)
{
    const char *full = name.len == 1 ? headers_compact(name.data[0]) : NULL;

    return full ? slice_text(full) : name;
}

static void read_headers(LintMessage *message)
{
    size_t at = (size_t)(message->view.headers.data - message->view.text.data);
    HeaderLine line;
    HeaderKind kind;

    do {
        size_t begin = at;

        kind = header_line_next(message->view.text, &at, &line);
        if (kind == HEADER_FIELD) {
            LintHeader header = { full_name(line.name), line.value };

            g_array_append_val(message->headers, header);
        } else if (kind == HEADER_JUNK && message->junk.len == 0) {
            message->junk = slice_head(slice_tail(message->view.text, begin), at - begin);
        }
    } while (kind == HEADER_FIELD || kind == HEADER_JUNK);
}

bool lint_message_read(LintMessage *message, Slice text, Transport transport,
                       AnomalySet arrived)
{
    bool is_cut_short = (arrived & ANOMALY_BIT(ANOMALY_CUT_SHORT)) != 0;

    *message = (LintMessage){ .transport = transport };
    if (!scan_message(text, &message->view) || (is_cut_short && message->view.is_cut))
        return false;
    message->headers = g_array_new(FALSE, FALSE, sizeof(LintHeader));
    if (message->view.headers.len > 0)
        read_headers(message);
    message->is_body_unknown =
        is_cut_short || lint_message_count(message, "Content-Length") > 1;
    return true;
}

void lint_message_clear(LintMessage *message)
{
    g_clear_pointer(&message->headers, g_array_unref);
}

bool lint_message_next(const LintMessage *message, const char *name, unsigned *at, Slice *value)
{
    while (*at < message->headers->len) {
        const LintHeader *header = &g_array_index(message->headers, LintHeader, (*at)++);

        if (slice_is_nocase(header->name, name)) {
            *value = header->value;
            return true;
        }
    }
    return false;
}

Slice lint_message_header(const LintMessage *message, const char *name)
{
    unsigned at = 0;
    Slice value = { 0 };

    (void)lint_message_next(message, name, &at, &value);
    return value;
}

unsigned lint_message_count(const LintMessage *message, const char *name)
{
    unsigned at = 0;
    unsigned count = 0;
    Slice value;

    while (lint_message_next(message, name, &at, &value))
        count++;
    return count;
}

bool lint_message_lists(const LintMessage *message, const char *name, const char *token)
{
    unsigned at = 0;
    Slice value;

    while (lint_message_next(message, name, &at, &value))
        while (value.len > 0)
            if (slice_is_nocase(params_list_next(&value), token))
                return true;
    return false;
}

/* Where a walk over all values of a header is. */
typedef struct Walk {
    const LintMessage *message;
    const char *name;
    unsigned at;
    Slice left;
} Walk;

static bool walk_next(Walk *walk, Slice *value)
{
    while (walk->left.len == 0)
        if (!lint_message_next(walk->message, walk->name, &walk->at, &walk->left))
            return false;
    *value = params_list_next(&walk->left);
    return true;
}

bool lint_message_agree(const LintMessage *a, const LintMessage *b, const char *name)
{
    Walk walk_a = { .message = a, .name = name };
    Walk walk_b = { .message = b, .name = name };
    Slice value_a, value_b;

    while (walk_next(&walk_a, &value_a))
        if (!walk_next(&walk_b, &value_b) || !slice_equals(value_a, value_b))
            return false;
    return !walk_next(&walk_b, &value_b);
}

bool lint_message_param(Slice value, const char *name, Slice *found)
{
    Params params = { .left = slice_tail(value, slice_find(value, ';')), .separator = ';' };
    Slice key;

    while (params_next(&params, &key, found))
        if (slice_is_nocase(key, name))
            return true;
    return false;
}

Slice lint_message_uri(Slice value)
{
    NameAddr parts;

    (void)name_addr_split(value, &parts);
    return parts.uri;
}

bool lint_message_number(Slice text, uint64_t max, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        *number = *number * 10 + (text.data[i] - '0');
        if (*number > max)
            return false;
    }
    return text.len > 0;
}

bool lint_message_seconds(Slice value, uint64_t *seconds)
{
    return lint_message_number(slice_trim(slice_head(value, slice_find(value, ';'))),
                               UINT32_MAX, seconds);
}

void lint_message_check(const LintMessage *message, LintFindings *findings)
{
    lint_check_lines(message, findings);
    lint_check_headers(message, findings);
    lint_check_uris(message, findings);
    if (message->view.is_request)
        lint_check_request(message, findings);
    else
        lint_check_answer(message, findings);
    lint_check_extensions(message, findings);
    lint_check_timer(message, findings);
    lint_check_events(message, findings);
    lint_check_auth(message, findings);
    lint_check_body(message, findings);
    lint_check_grammar(message, findings);
}
