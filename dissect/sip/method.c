/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/method.h"

static const char *const NAMES[METHOD_COUNT] = {
    "?",       "ACK",   "BYE",     "CANCEL", "INFO",     "INVITE",    "MESSAGE", "NOTIFY",
    "OPTIONS", "PRACK", "PUBLISH", "REFER",  "REGISTER", "SUBSCRIBE", "UPDATE",
};

Method method_of(Slice text)
{
    for (Method method = METHOD_ACK; method < METHOD_COUNT; method++)
        if (slice_is(text, NAMES[method]))
            return method;
    return METHOD_OTHER;
}

const char *method_name(Method method)
{
    return NAMES[method];
}
