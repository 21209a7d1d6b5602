/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* The interfaces that there are. */

/* Writes a line for each: name, state, addresses or else a description, in columns. False and
 * @error (INTERFACE_ERROR) if they cannot be told. */
bool interfaces_print(FILE *out, GError **error);

/* Their names, as "eth0, lo, any", at most as many as one reads; NULL if they cannot be told.
 * The caller owns it. */
char *interfaces_names(void);
