/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

/* Columns of what standard output goes to: @wanted if it is above 0, else the terminal's; 0,
 * without bound, if it is none. */
unsigned screen_width(int wanted);

/* True if the locale's character set is UTF-8. */
bool screen_has_unicode(void);

/* True if standard output is for colours: @always or @never asks for it; else it is a terminal,
 * NO_COLOR (no-color.org) is not set, and the terminal is not "dumb". */
bool screen_has_color(bool always, bool never);
