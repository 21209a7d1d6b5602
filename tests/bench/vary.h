/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "tests/bench/talk.h"

/* A copy of @steps, the script of an answered call over one proxy, with random transactions
 * between its ACK and its BYE: requests of many methods, from either side, on both hops. @turns
 * receives their number. The caller frees the copy. */
TalkStep *vary_steps(const TalkStep *steps, GRand *rand, unsigned *turns);

/* A copy of @steps as above that has as many pairs of messages, each on both hops, as @pairs
 * says between its ACK and its BYE: INFOs and re-INVITEs with their answers, from either side
 * in turn; one pair more where @pairs is 1. The caller frees the copy. */
TalkStep *vary_long(const TalkStep *steps, unsigned pairs, unsigned *turns);
