/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/* A packet's time is in nanoseconds since 1970-01-01 UTC, and lies in the years 1823 to 2116:
 * what a capture says beyond is held at these ends. So the difference of any two times fits
 * into 64 bits, also where one of them is missing, and a time with a span of a hundred years
 * beside it. */
#define TIME_LAST (INT64_MAX / 2)
#define TIME_FIRST (-TIME_LAST)

/* The capture knows of no time. It is before all others. */
#define TIME_NONE (TIME_FIRST - 1)

/* No difference of two times. */
#define SPAN_NONE INT64_MIN
