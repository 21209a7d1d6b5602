/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/bench/talk.h"

/* A copy of @steps, a script of one proxy, for @hops proxies in a row, 0 to TALK_HOPS. With
 * none the terminals talk to each other, and a registrar is at the place of B. The caller frees
 * the copy. */
TalkStep *hops_spread(const TalkStep *steps, unsigned hops);
