/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dissect/base/packet_time.h"

/* Enough for any of the texts below and the NUL. */
#define TIME_TEXT 48

/* Writes times of day; keeps the zone's offset of the quarter of an hour last asked for, since
 * neighbouring messages share it. All zero but `utc` is a good start. */
typedef struct TimeText {
    bool utc; /* else the zone of the process */
    bool is_known;
    int64_t quarter;
    int64_t offset; /* seconds to add to UTC */
} TimeText;

/* Times are nanoseconds since 1970; TIME_NONE is none and gives "". Each function returns the
 * text's length. @digits of the second, 0 to 9, are written, the rest is dropped. */

/* "2024-03-05". */
size_t time_text_date(TimeText *clock, int64_t time, char text[TIME_TEXT]);

/* "10:15:02.123". */
size_t time_text_clock(TimeText *clock, int64_t time, unsigned digits, char text[TIME_TEXT]);

/* What the clock is set to at that time: "UTC", "UTC+01:00". */
size_t time_text_zone(TimeText *clock, int64_t time, char text[TIME_TEXT]);

/* Days since 1970 where @clock looks from: equal for two times of the same date. */
int64_t time_text_day(TimeText *clock, int64_t time);

/* "2024-03-05T10:15:02.123456Z" (RFC 3339), always UTC. */
size_t time_text_rfc3339(int64_t time, unsigned digits, char text[TIME_TEXT]);

/* How long something took, short and for people: "0 ms", "230 ms", "4.2 s", "3:07", "1:02:05".
 * Rounded, half up. A negative one keeps its sign. */
size_t time_text_span(int64_t nanoseconds, char text[TIME_TEXT]);

/* How much later something is, in seconds: "+0.021", "-0.500". */
size_t time_text_delta(int64_t nanoseconds, char text[TIME_TEXT]);
