/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* Walks the parameters of a header value, ";name=value;flag" or, in challenges and
 * credentials, "name=value, name=value". Set `left` and `separator`, then call params_next().
 */
typedef struct Params {
    Slice left;     /* what was not walked yet */
    char separator; /* ';' or ',' */
    bool is_broken; /* a quoted value has no end; it reached to the end of all */
} Params;

/* The next parameter, its value (empty for a flag) without quotes, escapes left as they are.
 * Separators before the first one and doubled ones are passed over. False at the end. */
bool params_next(Params *params, Slice *name, Slice *value);

/* The value of the first parameter called @name (any case); empty if there is none. */
Slice params_find(Params *params, const char *name);

/* The length of the quoted string that @in begins with, both quotes counted; 0 if it does not
 * begin with one or the closing quote is missing. */
size_t params_quoted(Slice in);

/* Takes the first value of a comma-separated list off @left, trimmed; commas in quotes and in
 * angle brackets separate nothing. May be empty, as in ", ,". */
Slice params_list_next(Slice *left);
