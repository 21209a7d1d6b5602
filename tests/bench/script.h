/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "tests/bench/talk.h"

/* What the calls of the capture follow, and how often. */
typedef struct Scripts Scripts;

/* Reads the built-in scripts; @hops proxies in a row, see hops.h. The caller owns them. */
Scripts *scripts_new(unsigned hops);

void scripts_free(Scripts *scripts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scripts, scripts_free)

/* Dice below this pick a call that is answered. */
#define ANSWERED 71

/* The steps of the script that belongs to @dice, 0 to 99; borrowed. The step after the last
 * goes from a party to itself. */
const TalkStep *scripts_pick(const Scripts *scripts, unsigned dice);
