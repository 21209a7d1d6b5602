/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/sip/lint_message.h"

/* How many Vias or routes of a message are compared; Max-Forwards allows hardly more. */
#define LINT_HOPS_MAX 72

/* The values of all headers called @name, commas taken apart, to @list; returns how many, at
 * most LINT_HOPS_MAX. Borrowed from the message. */
unsigned lint_list(const LintMessage *message, const char *name, Slice list[LINT_HOPS_MAX]);

/* True if both URIs have the same user, host and port; how they are written besides may change
 * on the way. */
bool lint_is_same_target(Slice a, Slice b);
