/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What all that is drawn as SVG shares. */

/* The style sheet of the ladders' classes. Static. */
const char *svg_text_style(void);

/* Appends @text, fit for a terminal (UTF-8 without control characters), as character data or as
 * the value of an attribute: markup is escaped. */
void svg_text_append(GString *out, const char *text);
