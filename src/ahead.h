/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

#include "src/pipeline.h"

/* Reads and scans on a thread of its own while the caller groups: the two halves of the work
 * cost about the same, and one does not need what the other knows. What comes out, and in which
 * order, is the same as without it. */

/* The work that runs ahead: reads all inputs and hands what it finds to @hooks. */
typedef void (*AheadRead)(const PipelineHooks *hooks, void *user);

/* Runs @read with @user on a second thread; everything that its hooks are given comes out of
 * @hooks on the calling thread, in the same order. Returns when @read has returned and all is
 * handed out. What @read touches besides belongs to it until then. */
void ahead_run(AheadRead read, void *user, const PipelineHooks *hooks);
