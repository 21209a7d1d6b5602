/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/faults.h"

#include <string.h>

#include "dissect/base/hash.h"

#define FIRST_SLOTS 256

struct Faults {
    GArray *all;     /* Fault; number 0 is no list */
    uint32_t *slots; /* number of a list by its first fault and its rest; 0: free */
    uint32_t mask;
    GArray *passed; /* Fault: what stands before the one that is put in or taken off */
    uint64_t steps;
};

Faults *faults_new(void)
{
    Faults *faults = g_new0(Faults, 1);

    faults->all = g_array_new(FALSE, TRUE, sizeof(Fault));
    g_array_set_size(faults->all, 1);
    faults->slots = g_new0(uint32_t, FIRST_SLOTS);
    faults->mask = FIRST_SLOTS - 1;
    faults->passed = g_array_new(FALSE, FALSE, sizeof(Fault));
    return faults;
}

void faults_free(Faults *faults)
{
    if (!faults)
        return;
    g_array_unref(faults->all);
    g_array_unref(faults->passed);
    g_free(faults->slots);
    g_free(faults);
}

static Fault *fault_at(const Faults *faults, uint32_t list)
{
    return &g_array_index(faults->all, Fault, list);
}

static uint32_t *slot_of(const Faults *faults, const Fault *fault)
{
    uint64_t hash = hash_mix(fault->rest,
                             (uint64_t)fault->kind << 24 | (uint64_t)fault->a << 16 | fault->b);
    uint32_t at = (uint32_t)hash & faults->mask;

    while (faults->slots[at] != 0 &&
           memcmp(fault_at(faults, faults->slots[at]), fault, sizeof *fault) != 0)
        at = (at + 1) & faults->mask;
    return &faults->slots[at];
}

/* A table that one search made large is not cleared for each of the many small ones. */
void faults_reset(Faults *faults)
{
    if (faults->mask > 16 * FIRST_SLOTS) {
        g_free(faults->slots);
        faults->slots = g_new0(uint32_t, FIRST_SLOTS);
        faults->mask = FIRST_SLOTS - 1;
    } else if (faults->all->len > 1) {
        memset(faults->slots, 0, (faults->mask + 1) * sizeof *faults->slots);
    }
    g_array_set_size(faults->all, 1);
}

static void grow(Faults *faults)
{
    g_free(faults->slots);
    faults->mask = faults->mask * 2 + 1;
    faults->slots = g_new0(uint32_t, faults->mask + 1);
    for (uint32_t list = 1; list < faults->all->len; list++)
        *slot_of(faults, fault_at(faults, list)) = list;
}

static uint32_t put_first(Faults *faults, Fault fault, uint32_t rest)
{
    uint32_t *slot;

    if (faults->all->len * 2 > faults->mask)
        grow(faults);
    fault.rest = rest;
    slot = slot_of(faults, &fault);
    if (*slot == 0) {
        *slot = faults->all->len;
        g_array_append_val(faults->all, fault);
    }
    return *slot;
}

static uint32_t order_of(const Fault *fault)
{
    return (uint32_t)fault->kind << 24 | (uint32_t)fault->a << 16 | fault->b;
}

/* Takes what stands before @fault off @list, and keeps it in mind. What is left begins with
 * @fault or with what comes after it. A list may be long: this is no recursion. */
static uint32_t pass(Faults *faults, uint32_t list, const Fault *fault)
{
    g_array_set_size(faults->passed, 0);
    while (list && order_of(fault_at(faults, list)) > order_of(fault)) {
        g_array_append_val(faults->passed, *fault_at(faults, list));
        list = fault_at(faults, list)->rest;
    }
    faults->steps += faults->passed->len + 1;
    return list;
}

/* Puts what was passed before @list again. */
static uint32_t put_passed(Faults *faults, uint32_t list)
{
    for (guint i = faults->passed->len; i > 0; i--)
        list = put_first(faults, g_array_index(faults->passed, Fault, i - 1), list);
    return list;
}

static bool begins_with(const Faults *faults, uint32_t list, const Fault *fault)
{
    return list && order_of(fault_at(faults, list)) == order_of(fault);
}

uint32_t faults_add(Faults *faults, uint32_t list, Fault fault)
{
    uint32_t rest = pass(faults, list, &fault);

    if (begins_with(faults, rest, &fault))
        return list;
    return put_passed(faults, put_first(faults, fault, rest));
}

uint32_t faults_remove(Faults *faults, uint32_t list, Fault fault)
{
    uint32_t rest = pass(faults, list, &fault);

    if (!begins_with(faults, rest, &fault))
        return list;
    return put_passed(faults, fault_at(faults, rest)->rest);
}

const Fault *faults_get(const Faults *faults, uint32_t list)
{
    return fault_at(faults, list);
}

bool faults_has(Faults *faults, uint32_t list, FaultKind kind, unsigned a, unsigned b)
{
    for (; list; list = fault_at(faults, list)->rest) {
        const Fault *fault = fault_at(faults, list);

        faults->steps++;
        if (fault->kind == kind && fault->a == a && fault->b == b)
            return true;
    }
    return false;
}

uint64_t faults_steps(const Faults *faults)
{
    return faults->steps;
}
