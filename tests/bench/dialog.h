/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/bench/talk.h"

/* The steps of one answered call over @hops proxies that has @messages messages, or as few more
 * as a transaction more makes, and never less than an answered call has. @turns receives the
 * number of transactions inside of it. The caller frees them. */
TalkStep *dialog_steps(unsigned messages, unsigned hops, unsigned *turns);
