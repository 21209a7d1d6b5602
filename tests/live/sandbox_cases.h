/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define NOT_HERE 77 /* the exit status of a case that cannot be tried on this system */

/* What was made before the sandbox. */
typedef struct Stage {
    char *place;   /* an empty directory */
    int listener;  /* a listening socket, */
    uint16_t port; /* on this port of the loopback interface */
    bool serves;   /* the sandbox is to let it be served */
} Stage;

/* Runs in a process of its own, as nobody leaves the sandbox. */
typedef struct SandboxCase {
    const char *name; /* NULL: the table ends */
    void (*run)(const Stage *stage);
    bool serves;
    int ends_by; /* a signal; 0: it ends by itself, with status 0 */
} SandboxCase;

/* What a running capture does, and what it never does. */
extern const SandboxCase SANDBOX_WORK[];
extern const SandboxCase SANDBOX_FORBIDDEN[];

/* Enters the sandbox; a test fails if it cannot. */
void stage_enter(const Stage *stage);
