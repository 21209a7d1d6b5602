/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* True for a character that nobody sees but that does something: it steers a terminal, turns
 * the reading direction, ends a line or takes no room (Unicode's categories Cc, Cf, Zl, Zp).
 * Formats for programs write such a one by its number. */
bool hidden_is(gunichar character);
