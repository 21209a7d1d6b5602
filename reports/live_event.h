/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/* Why a running capture tells a call. */
typedef enum LiveEventKind {
    LIVE_BEGIN,  /* its first message was captured */
    LIVE_UPDATE, /* its state changed */
    LIVE_END,    /* it is over, and judged */
    LIVE_JOINED, /* it is a leg of an earlier one, and has no end of its own */
} LiveEventKind;

/* Packets lost so far, by place. */
typedef struct LiveDrops {
    uint64_t kernel, interface, queue;
} LiveDrops;

typedef struct LiveEvent {
    LiveEventKind kind;
    int64_t now;   /* ns since 1970, as the packets tell the time */
    uint64_t into; /* LIVE_JOINED: the number of the earlier call */
    LiveDrops dropped;
} LiveEvent;

/* The name, as "begin"; static. */
const char *live_event_name(LiveEventKind kind);
