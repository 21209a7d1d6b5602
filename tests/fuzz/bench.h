/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/slice.h"
#include "src/pipeline.h"

/* A pipeline for one input that sums up what comes out of it, so that two ways of reading the
 * same packets can be compared. */
typedef struct Bench {
    Anomalies *anomalies;
    Pipeline *pipeline;
    uint64_t sum; /* of all that came out, in its order */
    uint64_t messages;
} Bench;

void bench_init(Bench *bench);
void bench_clear(Bench *bench);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bench, bench_clear)

/* The end of the input, and the sum. What was counted as odd is in it. */
uint64_t bench_finish(Bench *bench);

/* Aborts unless all of @part lies in @whole, or is empty. */
void bench_assert_inside(Slice part, Slice whole);
