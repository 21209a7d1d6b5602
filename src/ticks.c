/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ticks.h"

#include <glib.h>

#define NS_PER_S INT64_C(1000000000)
#define PLAIN_OFFSET_MAX (INT64_C(1) << 32) /* seconds: 136 years either way */

static uint64_t power_of_ten(unsigned exponent)
{
    uint64_t power = 1;

    for (unsigned i = 0; i < exponent; i++)
        power *= 10;
    return power;
}

void ticks_init(Ticks *ticks, uint8_t resolution, int64_t offset)
{
    unsigned exponent = resolution & ~TICKS_BINARY;

    *ticks = (Ticks){ .multiply = 1, .divide = 1, .offset = offset };
    if (resolution & TICKS_BINARY) {
        ticks->multiply = NS_PER_S;
        ticks->shift = exponent;
        ticks->is_too_fine = exponent >= 64;
    } else if (exponent <= 9) {
        ticks->multiply = power_of_ten(9 - exponent);
    } else if (exponent - 9 < 20) {
        ticks->divide = power_of_ten(exponent - 9);
    } else {
        ticks->multiply = 0; /* no 64 bits of such ticks make a nanosecond */
    }
    ticks->is_too_fine |= !(resolution & TICKS_BINARY) && exponent >= 20;
    ticks->is_plain = ticks->multiply && ticks->divide == 1 && !ticks->shift &&
                      ABS(offset / 2) <= PLAIN_OFFSET_MAX / 2;
    if (!ticks->is_plain)
        return;
    ticks->plain_offset = offset * NS_PER_S;
    ticks->plain_max = (uint64_t)(TIME_LAST - MAX(ticks->plain_offset, 0)) / ticks->multiply;
}

/* 64 bits times at most 1e9 and an offset of 64 bits times 1e9 are well within 128 bits. */
static int64_t with_care(const Ticks *ticks, uint64_t stamp)
{
    unsigned __int128 units = ((unsigned __int128)stamp * ticks->multiply) >> ticks->shift;
    __int128 ns = (__int128)(units / ticks->divide) + (__int128)ticks->offset * NS_PER_S;

    return (int64_t)CLAMP(ns, (__int128)TIME_FIRST, (__int128)TIME_LAST);
}

int64_t ticks_to_ns(const Ticks *ticks, uint64_t stamp)
{
    if (ticks->is_plain && stamp <= ticks->plain_max)
        return (int64_t)(stamp * ticks->multiply) + ticks->plain_offset;
    return with_care(ticks, stamp);
}

bool ticks_can_be(const Ticks *ticks, int64_t ns)
{
    return ns > TIME_FIRST && ns < TIME_LAST && !ticks->is_too_fine;
}

unsigned ticks_digits(uint8_t resolution)
{
    unsigned exponent = resolution & ~TICKS_BINARY;

    if (resolution & TICKS_BINARY)
        exponent = (exponent * 30103 + 99999) / 100000; /* log10(2), rounded up */
    return MIN(exponent, 9);
}
