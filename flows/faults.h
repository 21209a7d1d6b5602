/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What went wrong on a way through a template so far. Ways share their past: a list is named by
 * its newest fault, equal lists by the same number, and a way without faults by 0. */

typedef enum FaultKind {
    FAULT_NONE,
    FAULT_ABSENT,   /* @b: step that is missing */
    FAULT_PRESENT,  /* @b: such a step, when it came after all in a loop's next round */
    FAULT_MESSAGE,  /* @b: exchange, @a: what of it, see search.c; an unexpected message */
    FAULT_EXCHANGE, /* @b: exchange that is unexpected with its answers */
    FAULT_INSTEAD,  /* @b: exchange that was answered otherwise; @a: by a refusal */
    FAULT_ENDED,    /* @b: call that ended there; @a: by a refusal */
    FAULT_LATE,     /* @a: track, @b: place of a message that was matched before its turn */
    FAULT_EARLY,    /* @a: track, @b: place of a message that waits for its step */
    FAULT_USED,     /* and has met it */
} FaultKind;

typedef struct Fault {
    uint32_t before; /* the list without it */
    uint8_t kind;    /* FaultKind */
    uint8_t a;
    uint16_t b;
} Fault;

typedef struct Faults Faults;

Faults *faults_new(void);
void faults_free(Faults *faults);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Faults, faults_free)

/* Forgets all lists. */
void faults_reset(Faults *faults);

/* The list @list with one more fault. */
uint32_t faults_add(Faults *faults, uint32_t list, Fault fault);

/* The newest fault of @list, which is not 0. Borrowed until the next faults_add(). */
const Fault *faults_get(const Faults *faults, uint32_t list);

/* True if @list holds such a fault. */
bool faults_has(const Faults *faults, uint32_t list, FaultKind kind, unsigned a, unsigned b);
