/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What went wrong on a way through a template so far: a set of faults, kept as a list in a
 * fixed order. Lists share their tails; equal sets have the same number, the empty one 0. */

typedef enum FaultKind {
    FAULT_NONE,
    FAULT_ABSENT,   /* @b: step that is missing */
    FAULT_MESSAGE,  /* @b: exchange, @a: what of it, see search.c; an unexpected message */
    FAULT_EXCHANGE, /* @b: exchange that is unexpected with its answers */
    FAULT_INSTEAD,  /* @b: exchange that was answered otherwise; @a: by a refusal */
    FAULT_ENDED,    /* @b: call that ended there; @a: by a refusal */
    FAULT_LATE,     /* @a: track, @b: place of a message that was matched before its turn */
    FAULT_MOVED,    /* @b: message past the network that is out of order, paid for once */
    FAULT_EARLY,    /* @a: track, @b: place of a message that waits for its step */
} FaultKind;

typedef struct Fault {
    uint32_t rest; /* the list without it */
    uint8_t kind;  /* FaultKind */
    uint8_t a;
    uint16_t b;
} Fault;

typedef struct Faults Faults;

Faults *faults_new(void);
void faults_free(Faults *faults);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Faults, faults_free)

/* Forgets all lists. */
void faults_reset(Faults *faults);

/* The list @list with @fault, and without it. */
uint32_t faults_add(Faults *faults, uint32_t list, Fault fault);
uint32_t faults_remove(Faults *faults, uint32_t list, Fault fault);

/* The first fault of @list, which is not 0. Borrowed until the next change. */
const Fault *faults_get(const Faults *faults, uint32_t list);

/* True if @list holds such a fault. The longer it is, the more of faults_steps() it costs. */
bool faults_has(Faults *faults, uint32_t list, FaultKind kind, unsigned a, unsigned b);

/* How many faults were looked at so far, by all that walks a list. */
uint64_t faults_steps(const Faults *faults);
