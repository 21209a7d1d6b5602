/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/method.h"

static const char *const NAMES[METHOD_COUNT] = {
    "?",       "ACK",   "BYE",     "CANCEL", "INFO",     "INVITE",    "MESSAGE", "NOTIFY",
    "OPTIONS", "PRACK", "PUBLISH", "REFER",  "REGISTER", "SUBSCRIBE", "UPDATE",
};

#define LONGEST 9

/* No two have length and first letter in common. */
static const uint8_t METHODS[LONGEST + 1]['Z' - 'A' + 1] = {
    [3] = { ['A' - 'A'] = METHOD_ACK, ['B' - 'A'] = METHOD_BYE },
    [4] = { ['I' - 'A'] = METHOD_INFO },
    [5] = { ['P' - 'A'] = METHOD_PRACK, ['R' - 'A'] = METHOD_REFER },
    [6] = { ['C' - 'A'] = METHOD_CANCEL,
            ['I' - 'A'] = METHOD_INVITE,
            ['N' - 'A'] = METHOD_NOTIFY,
            ['U' - 'A'] = METHOD_UPDATE },
    [7] = { ['M' - 'A'] = METHOD_MESSAGE,
            ['O' - 'A'] = METHOD_OPTIONS,
            ['P' - 'A'] = METHOD_PUBLISH },
    [8] = { ['R' - 'A'] = METHOD_REGISTER },
    [9] = { ['S' - 'A'] = METHOD_SUBSCRIBE },
};

Method method_of(Slice text)
{
    Method method;

    if (text.len == 0 || text.len > LONGEST || text.data[0] < 'A' || text.data[0] > 'Z')
        return METHOD_OTHER;
    method = (Method)METHODS[text.len][text.data[0] - 'A'];
    return method && memcmp(text.data, NAMES[method], text.len) == 0 ? method : METHOD_OTHER;
}

const char *method_name(Method method)
{
    return NAMES[method];
}
