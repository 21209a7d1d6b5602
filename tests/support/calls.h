/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/exchange.h"

/* The call that the dialogs of an exchange make, in the words a test asks in. */

/* The call of all dialogs there are, in the order of their numbers. The caller owns it. */
Call *call_of(const Exchange *exchange);

/* What repeats what: one letter a message, '.' for none, 'r' for a retransmission, 'd' for a
 * duplicate. The caller owns it. */
char *repeats_of(const Call *call);

/* The participants in order, each as role (or '?') and addresses: "A 192.0.2.1:5060, P ...".
 * The caller owns it. */
char *participants_of(const Exchange *exchange, const Call *call);

/* Each message as "FROM>TO" by roles, or indexes where there is none, separated by blanks. The
 * caller owns it. */
char *hops_of(const Call *call);

/* Some common beginnings. A proxied call up to the ACK of its 200 */
void say_basic_call(Exchange *exchange);

/* and its release by @who, "A" or "B". */
void say_release(Exchange *exchange, const char *who);
