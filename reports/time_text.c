/* SPDX-License-Identifier: Apache-2.0
 *
 * Dates are reckoned here: a report writes millions of times, and the C library takes a lock
 * for each. The days are counted in eras of 400 years that begin on the first of March, so that
 * the leap day comes last (RFC 3339, appendix B, has the same trick).
 */
#include "reports/time_text.h"

#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000000)
#define MILLISECOND 1000000
#define DAY 86400
#define QUARTER 900 /* zones change their offset at quarters of an hour */

/* The days from 0000-03-01 to 1970-01-01, in an era, a century and four years. */
#define DAYS_TO_1970 719468
#define DAYS_OF_ERA 146097
#define DAYS_OF_CENTURY 36524
#define DAYS_OF_FOUR_YEARS 1460

static int64_t floor_div(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

static char *put(char *at, unsigned value, unsigned digits)
{
    for (unsigned i = digits; i-- > 0; value /= 10)
        at[i] = (char)('0' + value % 10);
    return at + digits;
}

static char *put_date(char *at, int64_t day)
{
    int64_t shifted = day + DAYS_TO_1970;
    int64_t era = floor_div(shifted, DAYS_OF_ERA);
    unsigned in_era = (unsigned)(shifted - era * DAYS_OF_ERA);
    unsigned year = (in_era - in_era / DAYS_OF_FOUR_YEARS + in_era / DAYS_OF_CENTURY -
                     in_era / (DAYS_OF_ERA - 1)) /
                    365;
    unsigned in_year = in_era - (365 * year + year / 4 - year / 100);
    unsigned march_month = (5 * in_year + 2) / 153;
    unsigned month = march_month < 10 ? march_month + 3 : march_month - 9;

    at = put(at, (unsigned)(era * 400 + year + (month <= 2)), 4);
    *at++ = '-';
    at = put(at, month, 2);
    *at++ = '-';
    return put(at, in_year - (153 * march_month + 2) / 5 + 1, 2);
}

static char *put_clock(char *at, unsigned second_of_day, unsigned nanoseconds, unsigned digits)
{
    char fraction[9];

    at = put(at, second_of_day / 3600, 2);
    *at++ = ':';
    at = put(at, second_of_day / 60 % 60, 2);
    *at++ = ':';
    at = put(at, second_of_day % 60, 2);
    if (digits == 0)
        return at;
    *at++ = '.';
    digits = digits > 9 ? 9 : digits;
    put(fraction, nanoseconds, 9);
    memcpy(at, fraction, digits);
    return at + digits;
}

static size_t end(const char *text, char *at)
{
    *at = '\0';
    return (size_t)(at - text);
}

static int64_t local_seconds(TimeText *clock, int64_t time)
{
    int64_t seconds = floor_div(time, SECOND);
    int64_t quarter = floor_div(seconds, QUARTER);

    if (clock->utc)
        return seconds;
    if (!clock->is_known || quarter != clock->quarter) {
        time_t moment = (time_t)seconds;
        struct tm local;

        clock->offset = localtime_r(&moment, &local) ? local.tm_gmtoff : 0;
        clock->quarter = quarter;
        clock->is_known = true;
    }
    return seconds + clock->offset;
}

int64_t time_text_day(TimeText *clock, int64_t time)
{
    return floor_div(local_seconds(clock, time), DAY);
}

size_t time_text_date(TimeText *clock, int64_t time, char text[TIME_TEXT])
{
    if (time == TIME_NONE)
        return end(text, text);
    return end(text, put_date(text, time_text_day(clock, time)));
}

size_t time_text_clock(TimeText *clock, int64_t time, unsigned digits, char text[TIME_TEXT])
{
    int64_t seconds;

    if (time == TIME_NONE)
        return end(text, text);
    seconds = local_seconds(clock, time);
    return end(text, put_clock(text, (unsigned)(seconds - floor_div(seconds, DAY) * DAY),
                               (unsigned)(time - floor_div(time, SECOND) * SECOND), digits));
}

size_t time_text_zone(TimeText *clock, int64_t time, char text[TIME_TEXT])
{
    int64_t offset =
        time == TIME_NONE ? 0 : local_seconds(clock, time) - floor_div(time, SECOND);
    unsigned minutes = (unsigned)((offset < 0 ? -offset : offset) / 60);
    char *at = text + 3;

    memcpy(text, "UTC", 3);
    if (minutes == 0)
        return end(text, at);
    *at++ = offset < 0 ? '-' : '+';
    at = put(at, minutes / 60, 2);
    *at++ = ':';
    return end(text, put(at, minutes % 60, 2));
}

size_t time_text_rfc3339(int64_t time, unsigned digits, char text[TIME_TEXT])
{
    TimeText utc = { .utc = true };
    size_t len;

    if (time == TIME_NONE)
        return end(text, text);
    len = time_text_date(&utc, time, text);
    text[len++] = 'T';
    len += time_text_clock(&utc, time, digits, text + len);
    text[len++] = 'Z';
    return end(text, text + len);
}

/* @value with as many digits as it needs. printf() would take most of a line's time. */
static char *put_number(char *at, uint64_t value)
{
    unsigned digits = 1;

    for (uint64_t left = value; left >= 10; left /= 10)
        digits++;
    for (unsigned i = digits; i-- > 0; value /= 10)
        at[i] = (char)('0' + value % 10);
    return at + digits;
}

static char *put_text(char *at, const char *text)
{
    size_t len = strlen(text);

    memcpy(at, text, len);
    return at + len;
}

/* Puts the sign of @nanoseconds; gives what is left of them. */
static uint64_t put_sign(char **at, int64_t nanoseconds, const char *plus)
{
    *at = put_text(*at, nanoseconds < 0 ? "-" : plus);
    return nanoseconds < 0 ? -(uint64_t)nanoseconds : (uint64_t)nanoseconds;
}

static uint64_t rounded(uint64_t nanoseconds, uint64_t unit)
{
    return (nanoseconds + unit / 2) / unit;
}

/* Each unit is rounded on its own, from the nanoseconds: 59.96 s are a minute. */
size_t time_text_span(int64_t nanoseconds, char text[TIME_TEXT])
{
    char *at = text;
    uint64_t left = put_sign(&at, nanoseconds, "");
    uint64_t ms = rounded(left, MILLISECOND);
    uint64_t tenths = rounded(left, SECOND / 10);
    uint64_t seconds = rounded(left, SECOND);

    if (ms < 1000)
        return end(text, put_text(put_number(at, ms), " ms"));
    if (tenths < 600) {
        at = put_text(put_number(at, tenths / 10), ".");
        return end(text, put_text(put_number(at, tenths % 10), " s"));
    }
    if (seconds < 3600) {
        at = put_text(put_number(at, seconds / 60), ":");
        return end(text, put(at, (unsigned)(seconds % 60), 2));
    }
    at = put_text(put_number(at, seconds / 3600), ":");
    at = put_text(put(at, (unsigned)(seconds / 60 % 60), 2), ":");
    return end(text, put(at, (unsigned)(seconds % 60), 2));
}

size_t time_text_delta(int64_t nanoseconds, char text[TIME_TEXT])
{
    char *at = text;
    uint64_t ms = put_sign(&at, nanoseconds, "+") / MILLISECOND;

    at = put_text(put_number(at, ms / 1000), ".");
    return end(text, put(at, (unsigned)(ms % 1000), 3));
}
