/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdio.h>

/* Prints what --help shows, in at most @width columns where words allow it. */
void help_print(FILE *out, unsigned width);
