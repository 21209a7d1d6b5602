/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* What to tell a user about an input that begins with @head and is no capture that we read: the
 * known formats of other programs and compressions by name and what helps, anything else by its
 * first bytes. The end of the sentence "PATH: ..."; the caller owns it. */
char *foreign_describe(Slice head);
