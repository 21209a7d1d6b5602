/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/live_figures.h"
#include "tests/support/story.h"

/* Figures of a capture that has run for four and a half minutes, for tests: on "eth0", which
 * lost nothing, and "eth1", which is gone; calls that were told with live_count(). Everything
 * is inside of it, so that it must not move. */
typedef struct Live {
    Library *library;
    FlowTally *tally;
    LiveTimes *times;
    Anomalies *anomalies; /* of both interfaces */
    LiveInterface interfaces[2];
    LiveFigures figures;
} Live;

void live_init(Live *live);
void live_clear(Live *live);

/* Counts the call of @story as one of @flow, NULL: of none. */
void live_count(Live *live, Story *story, const char *flow, FlowVerdict verdict);

/* A call that is answered after 3.01 s: nine of such, of which two deviate and one comes close
 * to no flow. */
void live_tell_calls(Live *live);
