/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* What stands where a header line may stand. */
typedef enum HeaderKind {
    HEADER_FIELD, /* name, colon, value; with the lines folded into it (RFC 3261 7.3.1) */
    HEADER_JUNK,  /* a line without a name and colon */
    HEADER_END,   /* the empty line */
    HEADER_CUT,   /* the text ends before this line does, or where the line would begin */
} HeaderKind;

/* One header line, of SIP or of a MIME part; borrowed. */
typedef struct HeaderLine {
    Slice name;      /* without blanks around it */
    Slice value;     /* trimmed; a folded value keeps its line ends inside */
    bool is_bare_lf; /* a line end of it is LF alone */
} HeaderLine;

/* Reads the line that begins at *@at, a line's first byte, and moves *@at behind it. Name and
 * value are set for HEADER_FIELD only. With HEADER_CUT *@at becomes the end of @in. */
HeaderKind header_line_next(Slice in, size_t *at, HeaderLine *out);
