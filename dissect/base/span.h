/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/* Arithmetic with packet times, nanoseconds: a capture may know of none, which is INT64_MIN,
 * and then what is less than any time must not come round to the other end. */

/* From @earlier to @later; held at plus or minus INT64_MAX. */
static inline int64_t span_between(int64_t earlier, int64_t later)
{
    int64_t span;

    if (__builtin_sub_overflow(later, earlier, &span) || span == INT64_MIN)
        return later > earlier ? INT64_MAX : -INT64_MAX;
    return span;
}

/* The time that lies @span, not negative, before @time; INT64_MIN if that is below it. */
static inline int64_t span_before(int64_t time, int64_t span)
{
    return time < INT64_MIN + span ? INT64_MIN : time - span;
}
