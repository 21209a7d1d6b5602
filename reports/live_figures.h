/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/anomaly.h"
#include "reports/flow_tally.h"
#include "reports/live_times.h"

/* One interface. Counters are since the start, also where it went away and came back. */
typedef struct LiveInterface {
    const char *name;           /* as the user gave it; no two are equal */
    uint64_t packets, bytes;    /* that were analysed; bytes as captured */
    uint64_t sip_messages;      /* in them, every copy */
    uint64_t dropped_kernel;    /* packets that found the kernel's ring full, */
    uint64_t dropped_interface; /* that the card or its driver threw away, */
    uint64_t dropped_queue;     /* that came faster than they were analysed */
    bool is_open;               /* else it was removed, and is waited for */
    const Anomalies *anomalies; /* what was odd about its packets; NULL: not known */
} LiveInterface;

/* The figures of a running capture. Counters are since the start; all of it borrowed, while it
 * is printed. */
typedef struct LiveFigures {
    int64_t start;   /* ns since 1970 */
    int64_t running; /* ns since then, by a clock that is never set */
    const LiveInterface *interfaces;
    unsigned interfaces_len;
    uint64_t calls_begun;   /* that were announced; each of them is open, or */
    uint64_t calls_ended;   /* was reported, or */
    uint64_t calls_joined;  /* became a part of another one */
    uint64_t calls_evicted; /* of those that ended: reported early for --memory */
    unsigned calls_open, dialogs_open;
    const FlowTally *tally;        /* the calls that ended */
    const LiveTimes *times;        /* their times */
    uint64_t memory, memory_bound; /* bytes that dialogs and texts take, and --memory */
    uint64_t resident;             /* bytes of the process in memory; 0: not known */
    uint64_t lost_written;         /* packets, calls and events that an output could not take */
} LiveFigures;
