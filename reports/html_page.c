/* SPDX-License-Identifier: Apache-2.0
 *
 * "{{name}}" in index.html is the place of a part; "{{calls}}" that of the calls, where the
 * beginning ends.
 */
#include "reports/html_page.h"

#include <string.h>

#include "reports/reports_data.h"

struct HtmlPage {
    char *style, *script, *policy;
    const char *rest; /* of index.html: what is not written yet */
};

/* Pieces of one text each, in their order. */
static const char *const STYLES[] = { "ladder.css", "charts.css", "report.css", "print.css",
                                      NULL };
static const char *const SCRIPTS[] = {
    "dom.js",   "visible.js", "data.js", "calls.js", "list.js", "message.js", "ladder.js",
    "facts.js", "call.js",    "head.js", "keys.js",  "main.js", NULL,
};

static const char *source_of(const char *name)
{
    const char *text = embedded_find(REPORTS_DATA, name);

    g_assert(text); /* it is compiled in */
    return text;
}

static char *joined(const char *const *names)
{
    GString *text = g_string_new("\n");

    for (; *names; names++)
        g_string_append(text, source_of(*names));
    return g_string_free(text, FALSE);
}

/* 'sha256-...' of @text. */
static char *hash_of(const char *text)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize len = sizeof digest;
    g_autofree char *base64 = NULL;

    g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text));
    g_checksum_get_digest(checksum, digest, &len);
    base64 = g_base64_encode(digest, len);
    return g_strdup_printf("'sha256-%s'", base64);
}

HtmlPage *html_page_new(void)
{
    HtmlPage *page = g_new0(HtmlPage, 1);
    g_autofree char *style = NULL;
    g_autofree char *script = NULL;

    page->style = joined(STYLES);
    page->script = joined(SCRIPTS);
    style = hash_of(page->style);
    script = hash_of(page->script);
    page->policy = g_strdup_printf("default-src 'none'; script-src %s; style-src %s; "
                                   "base-uri 'none'; form-action 'none'",
                                   script, style);
    page->rest = source_of("index.html");
    return page;
}

void html_page_free(HtmlPage *page)
{
    if (!page)
        return;
    g_free(page->style);
    g_free(page->script);
    g_free(page->policy);
    g_free(page);
}

typedef struct Part {
    const char *name, *text;
} Part;

/* Writes the template as far as the part @until, or to its end, with @parts in their places. */
static void write_until(HtmlPage *page, const char *until, const Part *parts, FILE *out)
{
    const char *open;

    while ((open = strstr(page->rest, "{{")) != NULL) {
        const char *close = strstr(open, "}}");
        g_autofree char *name = g_strndup(open + 2, (gsize)(close - open - 2));
        const Part *part = parts;

        fwrite(page->rest, 1, (size_t)(open - page->rest), out);
        page->rest = close + 2;
        if (until && g_str_equal(name, until))
            return;
        while (part->name && !g_str_equal(part->name, name))
            part++;
        g_assert(part->name); /* index.html names what there is */
        fputs(part->text, out);
    }
    fputs(page->rest, out);
}

void html_page_begin(HtmlPage *page, FILE *out)
{
    Part parts[] = { { "policy", page->policy }, { "style", page->style }, { NULL, NULL } };

    write_until(page, "calls", parts, out);
}

void html_page_end(HtmlPage *page, const HtmlParts *parts, FILE *out)
{
    Part rest[] = {
        { "charts", parts->charts }, { "head", parts->head }, { "index", parts->index },
        { "script", page->script },  { NULL, NULL },
    };

    write_until(page, NULL, rest, out);
}
