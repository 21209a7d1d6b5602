/* SPDX-License-Identifier: Apache-2.0 */
#include "src/options.h"

#include <string.h>

#define SECOND INT64_C(1000000000)
#define TIME_MAX (INT64_C(100) * 365 * 24 * 3600)

bool options_parse_size(const char *text, uint64_t *bytes)
{
    static const char UNITS[] = "KMGT";
    char *end = NULL;
    guint64 value = g_ascii_strtoull(text, &end, 10);
    const char *unit = *end ? strchr(UNITS, g_ascii_toupper(*end)) : NULL;
    unsigned shift = unit ? 10 * (unsigned)(unit - UNITS + 1) : 0;

    /* what is beyond 64 bits reads as their maximum */
    if (!g_ascii_isdigit(*text) || (*end && !unit) || (unit && end[1]) || value == 0 ||
        value == G_MAXUINT64 || value > (G_MAXUINT64 >> shift))
        return false;
    *bytes = value << shift;
    return true;
}

bool options_parse_time(const char *text, int64_t *ns)
{
    static const struct {
        char unit;
        int64_t seconds;
    } UNITS[] = { { '\0', 1 }, { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
    char *end = NULL;
    guint64 value = g_ascii_strtoull(text, &end, 10);

    if (!g_ascii_isdigit(*text) || value == 0 || (*end && end[1]))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(UNITS); i++)
        if (*end == UNITS[i].unit && value <= (guint64)(TIME_MAX / UNITS[i].seconds)) {
            *ns = (int64_t)value * UNITS[i].seconds * SECOND;
            return true;
        }
    return false;
}
