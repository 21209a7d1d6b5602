/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/bench/talk.h"

/* The steps of a call that the proxy forks to @terminals, 2 or more: all ring, terminal
 * @answering answers, the others are cancelled, the caller releases. The caller frees them. */
TalkStep *fork_steps(unsigned terminals, unsigned answering);
