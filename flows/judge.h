/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/shape_match.h"

/* From the match of a shape to the judgement of one call: what is open may be overdue, and the
 * call may have begun before the capture, which only the call itself can tell (flows.md, 2.6).
 */

/* Calls that were matched together, and their match. All borrowed. */
typedef struct Judged {
    Call *const *calls;
    unsigned calls_len;
    const Shape *shape; /* with its places */
    const ShapeMatch *match;
    int64_t capture_end; /* time of the last packet of any protocol */
} Judged;

/* Judges call @call of @judged. The caller owns the result. */
Judgement *judge(const Judged *judged, unsigned call);
