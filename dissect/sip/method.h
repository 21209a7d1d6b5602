/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* The methods of the IANA registry; anything else is METHOD_OTHER and keeps its text. */
typedef enum Method {
    METHOD_OTHER,
    METHOD_ACK,
    METHOD_BYE,
    METHOD_CANCEL,
    METHOD_INFO,
    METHOD_INVITE,
    METHOD_MESSAGE,
    METHOD_NOTIFY,
    METHOD_OPTIONS,
    METHOD_PRACK,
    METHOD_PUBLISH,
    METHOD_REFER,
    METHOD_REGISTER,
    METHOD_SUBSCRIBE,
    METHOD_UPDATE,
    METHOD_COUNT
} Method;

/* The method whose name is @text (upper case, RFC 3261 7.1); METHOD_OTHER for all else. */
Method method_of(Slice text);

/* The name, as "INVITE"; "?" for METHOD_OTHER. Static. */
const char *method_name(Method method);
