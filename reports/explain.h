/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/sip/method.h"

/* What SIP's words mean, for people who do not have the RFCs at hand. */
typedef struct Explained {
    const char *reason;  /* a status' own words, as "Busy Here"; of a method NULL */
    const char *meaning; /* one plain sentence, without its full stop */
    unsigned rfc;        /* that defines it; 0: none */
} Explained;

/* Of a method; METHOD_OTHER says that it is not registered. Never NULL, static. */
const Explained *explain_method(Method method);

/* Of a status; one that is not registered is explained by its first digit. Never NULL, static;
 * its reason may be NULL then. */
const Explained *explain_status(unsigned status);
