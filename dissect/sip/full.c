/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/full.h"

#include <osipparser2/osip_message.h>
#include <osipparser2/osip_parser.h>

#include "dissect/sip/header_line.h"

/* libosip2 is kept away from what it does badly:
 *  - it reads on behind the end of its copies here and there: its blocks have zeroed slack;
 *  - parameters and lists cost it the square of their number: the header has bounds;
 *  - a CR alone ends a line for it and for nobody else: such a header is not given to it;
 *  - its readers of bodies and of SDP are not used: it is given the header alone, without the
 *    Content-Length, since it refuses a message whose body is shorter. */
#define HEADERS_MAX 512
#define LINE_MAX_BYTES (8 * 1024)
#define HEADER_MAX_BYTES (64 * 1024)
#define PARTS_MAX 1024 /* values, parameters and header fields of URIs */
#define SLACK 64

struct FullMessage {
    osip_message_t *sip;
    char *call_id;
    char *content_length; /* of the text; NULL if it has none */
};

static void *allocate(size_t size)
{
    return calloc(1, size + SLACK);
}

static void *reallocate(void *block, size_t size)
{
    uint8_t *bytes = realloc(block, size + SLACK);

    if (bytes)
        memset(bytes + size, 0, SLACK);
    return bytes;
}

static void trace_nothing(const char *file, int line, osip_trace_level_t level,
                          const char *format, va_list arguments)
{
    (void)file;
    (void)line;
    (void)level;
    (void)format;
    (void)arguments;
}

void full_init(void)
{
    osip_set_allocators(allocate, reallocate, free);
    osip_trace_initialize_func(END_TRACE_LEVEL, trace_nothing);
    parser_init();
}

static bool is_content_length(Slice name)
{
    return slice_is_nocase(name, "Content-Length") || slice_is_nocase(name, "l");
}

static char *copy_of(Slice text)
{
    return g_strndup((const char *)text.data, text.len);
}

static bool has_bare_cr(const GString *header)
{
    for (size_t i = 0; i < header->len; i++)
        if (header->str[i] == '\r' && header->str[i + 1] != '\n')
            return true;
    return false;
}

static bool has_few_parts(const GString *header)
{
    unsigned parts = 0;

    for (size_t i = 0; i < header->len && parts <= PARTS_MAX; i++)
        parts += strchr(",;&", header->str[i]) != NULL;
    return parts <= PARTS_MAX;
}

/* The start line and the headers of @text as libosip2 gets them; the first Content-Length goes
 * to @content_length. NULL if there is no empty line or a bound is passed. */
static GString *copy_header(Slice text, char **content_length)
{
    g_autoptr(GString) copy = g_string_sized_new(MIN(text.len, HEADER_MAX_BYTES));
    size_t at = slice_find(text, '\n') + 1;
    unsigned headers = 0;
    HeaderKind kind = HEADER_FIELD;

    if (at > text.len || at > LINE_MAX_BYTES)
        return NULL;
    g_string_append_len(copy, (const char *)text.data, (gssize)at);
    while (kind != HEADER_END) {
        size_t begin = at;
        HeaderLine line;

        kind = header_line_next(text, &at, &line);
        if (kind == HEADER_CUT || ++headers > HEADERS_MAX || at - begin > LINE_MAX_BYTES ||
            at > HEADER_MAX_BYTES)
            return NULL;
        if (kind != HEADER_FIELD || !is_content_length(line.name))
            g_string_append_len(copy, (const char *)text.data + begin, (gssize)(at - begin));
        else if (!*content_length)
            *content_length = copy_of(line.value);
    }
    if (memchr(copy->str, '\0', copy->len) || has_bare_cr(copy) || !has_few_parts(copy))
        return NULL;
    return g_steal_pointer(&copy);
}

Verdict full_parse(Slice text, FullMessage **out)
{
    g_autoptr(FullMessage) full = g_new0(FullMessage, 1);
    g_autoptr(GString) header = copy_header(text, &full->content_length);

    g_assert(osip_malloc_func == allocate);
    if (!header || osip_message_init(&full->sip) != OSIP_SUCCESS ||
        osip_message_parse(full->sip, header->str, header->len) != OSIP_SUCCESS)
        return VERDICT_MALFORMED;
    if (full->sip->call_id)
        (void)osip_call_id_to_str(full->sip->call_id, &full->call_id);
    *out = g_steal_pointer(&full);
    return VERDICT_OK;
}

void full_free(FullMessage *full)
{
    if (!full)
        return;
    osip_message_free(full->sip);
    osip_free(full->call_id);
    g_free(full->content_length);
    g_free(full);
}

/* Cuts @line, which ends in a line end, into name and value, both with a NUL behind them. Of an
 * empty value nothing is left but a place that may be the next line's. */
static void each_line(char *text, const HeaderLine *line, FullEach each, void *user)
{
    size_t name = (size_t)((const char *)line->name.data - text);
    size_t value = (size_t)((const char *)line->value.data - text);

    text[name + line->name.len] = '\0';
    if (line->value.len > 0)
        text[value + line->value.len] = '\0';
    each(text + name, line->value.len > 0 ? text + value : "", user);
}

void full_each_header(const FullMessage *full, FullEach each, void *user)
{
    char *text = NULL;
    size_t len = 0;
    size_t at;
    HeaderLine line;
    HeaderKind kind;

    if (osip_message_to_str(full->sip, &text, &len) != OSIP_SUCCESS)
        return;
    at = slice_find(slice_of(text, len), '\n') + 1;
    while ((kind = header_line_next(slice_of(text, len), &at, &line)) != HEADER_END &&
           kind != HEADER_CUT)
        /* Without a body libosip2 writes a Content-Length of its own. */
        if (kind == HEADER_FIELD && !is_content_length(line.name))
            each_line(text, &line, each, user);
    osip_free(text);
    if (full->content_length)
        each("Content-Length", full->content_length, user);
}

const char *full_call_id(const FullMessage *full)
{
    return full->call_id;
}

const char *full_cseq_number(const FullMessage *full)
{
    return full->sip->cseq ? full->sip->cseq->number : NULL;
}

const char *full_cseq_method(const FullMessage *full)
{
    return full->sip->cseq ? full->sip->cseq->method : NULL;
}

static const char *tag_of(osip_from_t *from)
{
    osip_generic_param_t *tag = NULL;

    if (!from || osip_from_get_tag(from, &tag) != OSIP_SUCCESS)
        return NULL;
    return tag->gvalue;
}

const char *full_from_tag(const FullMessage *full)
{
    return tag_of(full->sip->from);
}

const char *full_to_tag(const FullMessage *full)
{
    return tag_of(full->sip->to);
}

const char *full_top_branch(const FullMessage *full)
{
    osip_via_t *via = osip_list_get(&full->sip->vias, 0);
    osip_generic_param_t *branch = NULL;

    if (!via || osip_via_param_get_byname(via, "branch", &branch) != OSIP_SUCCESS)
        return NULL;
    return branch->gvalue;
}
