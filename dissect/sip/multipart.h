/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* Walks the parts of a multipart body (RFC 2046 5.1). */
typedef struct Multipart {
    Slice left;     /* what was not walked yet; set to the body */
    Slice boundary; /* of the Content-Type, as multipart_boundary() finds it */
} Multipart;

/* The boundary parameter of @content_type; if it has none, what follows the two dashes that
 * @body's first line begins with. Empty if there is neither, or for
 * more than 256 bytes. */
Slice multipart_boundary(Slice content_type, Slice body);

/* The next part: its Content-Type (empty if it has none) and its content, without the line end
 * in front of the next boundary. The last part may lack its closing boundary. False at the
 * end, or if no part begins. */
bool multipart_next(Multipart *parts, Slice *content_type, Slice *content);
