/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdio.h>

/* The page around the data: index.html with its parts filled in. Style and script are in the
 * page, and its policy names their hashes (Content Security Policy Level 3), so that nothing
 * else is run or styled, and nothing is loaded. */
typedef struct HtmlPage HtmlPage;

/* What is known at the end; borrowed. */
typedef struct HtmlParts {
    const char *head, *index; /* JSON, escaped */
    const char *charts;       /* markup: figures with SVG; "" if there is nothing to draw */
} HtmlParts;

/* The caller owns it. */
HtmlPage *html_page_new(void);
void html_page_free(HtmlPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtmlPage, html_page_free)

/* Writes what stands before the calls, and what stands after them. */
void html_page_begin(HtmlPage *page, FILE *out);
void html_page_end(HtmlPage *page, const HtmlParts *parts, FILE *out);
