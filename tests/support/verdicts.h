/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/match.h"
#include "flows/shape.h"
#include "tests/support/calls.h"

/* What a library says of an exchange, in one text. */

/* Says one message after the other: "A>P INVITE, P>B INVITE, B>P 486, B>P 200 CANCEL". */
void say_all(Exchange *exchange, const char *script);

/* Lets the capture run on for @seconds after the last message. */
void say_nothing(Exchange *exchange, unsigned seconds);

/* What becomes of the call that all dialogs make: "busy conforms", "busy incomplete
 * (ends-after-capture), open step 7" or "busy deviates", then one line for each deviation. The
 * caller owns it. */
char *verdict_of(const Exchange *exchange, const Library *library);

#define assert_verdict(exchange, library, expected)                                            \
    do {                                                                                       \
        g_autofree char *verdict_ = verdict_of(exchange, library);                             \
        g_assert_cmpstr(verdict_, ==, (expected));                                             \
    } while (0)
