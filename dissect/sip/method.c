/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/method.h"

static const char *const NAMES[METHOD_COUNT] = {
    "?",       "ACK",   "BYE",     "CANCEL", "INFO",     "INVITE",    "MESSAGE", "NOTIFY",
    "OPTIONS", "PRACK", "PUBLISH", "REFER",  "REGISTER", "SUBSCRIBE", "UPDATE",
};

/* The methods that begin with a letter: NAMES is sorted, so they are neighbours. */
static const struct {
    uint8_t first, end;
} BY_LETTER['Z' - 'A' + 1] = {
    ['A' - 'A'] = { METHOD_ACK, METHOD_BYE },
    ['B' - 'A'] = { METHOD_BYE, METHOD_CANCEL },
    ['C' - 'A'] = { METHOD_CANCEL, METHOD_INFO },
    ['I' - 'A'] = { METHOD_INFO, METHOD_MESSAGE },
    ['M' - 'A'] = { METHOD_MESSAGE, METHOD_NOTIFY },
    ['N' - 'A'] = { METHOD_NOTIFY, METHOD_OPTIONS },
    ['O' - 'A'] = { METHOD_OPTIONS, METHOD_PRACK },
    ['P' - 'A'] = { METHOD_PRACK, METHOD_REFER },
    ['R' - 'A'] = { METHOD_REFER, METHOD_SUBSCRIBE },
    ['S' - 'A'] = { METHOD_SUBSCRIBE, METHOD_UPDATE },
    ['U' - 'A'] = { METHOD_UPDATE, METHOD_COUNT },
};

Method method_of(Slice text)
{
    unsigned letter;

    if (text.len == 0 || text.data[0] < 'A' || text.data[0] > 'Z')
        return METHOD_OTHER;
    letter = text.data[0] - 'A';
    for (unsigned method = BY_LETTER[letter].first; method < BY_LETTER[letter].end; method++)
        if (slice_is(text, NAMES[method]))
            return (Method)method;
    return METHOD_OTHER;
}

const char *method_name(Method method)
{
    return NAMES[method];
}
