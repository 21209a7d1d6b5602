/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* A document of XML as a test looks at it; GLib's parser, which is not the writer's, reads it.
 */
typedef struct Markup Markup;

/* Parses @text; ends the test if it is not well-formed. The caller owns the result. */
Markup *markup_parse(const char *text);

void markup_free(Markup *markup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Markup, markup_free)

/* How many elements have the attribute @name with just this @value. */
unsigned markup_count(const Markup *markup, const char *name, const char *value);

/* The text of the first element inside of the first one whose @name is @value that is called
 * @inner or has that as its class; with @inner NULL, of that one itself. NULL if there is none.
 * Borrowed. */
const char *markup_text_in(const Markup *markup, const char *name, const char *value,
                           const char *inner);

/* True if the first element whose @name is @value has @class among its classes. */
bool markup_has_class(const Markup *markup, const char *name, const char *value,
                      const char *class);

/* True if an element's whole text is @text. */
bool markup_has_text(const Markup *markup, const char *text);
