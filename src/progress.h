/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A line on standard error, if that is a terminal, about work that takes over a second. Begins
 * all zero. */
typedef struct Progress {
    int64_t began, shown; /* monotonic, microseconds; 0: not yet */
} Progress;

/* Shows what is being done and how far it is, a few times a second at most. */
void progress_show(Progress *progress, const char *doing, uint64_t packets);

/* Takes away the line of another Progress, if there may be one: who shows it shows no more. */
void progress_wipe(void);

/* Takes the line away. */
void progress_clear(Progress *progress);
