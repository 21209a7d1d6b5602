/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "dissect/base/packet_time.h"

/* What a pcapng interface's time stamps mean (if_tsresol, if_tsoffset), made ready for use. */
typedef struct Ticks {
    uint64_t multiply, divide; /* of two times a power of ten, one is 1 */
    unsigned shift;            /* of a resolution that is a power of two */
    bool is_too_fine;          /* no 64 bits of such ticks make a second */
    bool is_plain;             /* up to @plain_max one multiplication is enough */
    uint64_t plain_max;
    int64_t plain_offset; /* nanoseconds */
    int64_t offset;       /* seconds */
} Ticks;

/* The resolution where the capture names none: microseconds. */
#define TICKS_DEFAULT 6

/* Set in a resolution that is a power of two, not of ten. */
#define TICKS_BINARY 0x80

/* Makes @ticks out of if_tsresol, any value, and if_tsoffset in seconds. */
void ticks_init(Ticks *ticks, uint8_t resolution, int64_t offset);

/* @stamp in nanoseconds since 1970, rounded down; held between TIME_FIRST and TIME_LAST. */
int64_t ticks_to_ns(const Ticks *ticks, uint64_t stamp);

/* False if @ns, made by ticks_to_ns(), tells of no clock: it is held at a bound, or no stamp
 * of this resolution reaches as much as a second. */
bool ticks_can_be(const Ticks *ticks, int64_t ns);

/* How many digits of a second @resolution gives, at most the 9 that we keep. */
unsigned ticks_digits(uint8_t resolution);
