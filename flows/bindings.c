/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/bindings.h"

#include <string.h>

static unsigned roles_of(const Plan *plan, char *roles)
{
    unsigned len = 0;

    for (const char *role = "ABC"; *role; role++)
        if (plan->terminals & plan_terminal_bit(*role))
            roles[len++] = *role;
    return len;
}

/* Whom P may be: nobody, or each party where no server is known. */
static unsigned edges_of(const Bindings *bindings)
{
    return bindings->has_server ? 1 : 1 + bindings->terminals_len;
}

static unsigned terminals_without(const Bindings *bindings, unsigned edge, uint8_t *terminals)
{
    unsigned len = 0;

    for (unsigned i = 0; i < bindings->terminals_len; i++)
        if (i + 1 != edge)
            terminals[len++] = bindings->terminals[i];
    return len;
}

/* How many ways there are to give roles to terminals, as many as can be given. */
static unsigned count_ways(unsigned roles, unsigned terminals)
{
    unsigned more = MAX(roles, terminals), fewer = MIN(roles, terminals);
    unsigned ways = 1;

    for (unsigned i = 0; i < fewer; i++)
        ways *= more - i;
    return ways;
}

static void begin_edge(Bindings *bindings)
{
    char roles[4];
    uint8_t terminals[BINDING_TERMINALS_MAX];
    unsigned len = terminals_without(bindings, bindings->edge, terminals);

    bindings->counter = 0;
    bindings->count = count_ways(roles_of(bindings->plan, roles), len);
}

void bindings_init(Bindings *bindings, const Shape *shape, const Plan *plan)
{
    *bindings = (Bindings){ .shape = shape, .plan = plan };
    for (unsigned party = 0; party < shape->parties_len; party++) {
        if (shape->parties[party] & PARTY_SERVER)
            bindings->has_server = true;
        else if (bindings->terminals_len < BINDING_TERMINALS_MAX)
            bindings->terminals[bindings->terminals_len++] = (uint8_t)party;
    }
    bindings->edges = edges_of(bindings);
    begin_edge(bindings);
}

/* The way with number @number: the mixed digits of it pick from what is left. */
static void assign(unsigned number, const char *roles, unsigned roles_len,
                   const uint8_t *terminals, unsigned terminals_len, Binding *binding)
{
    unsigned fewer = MIN(roles_len, terminals_len), more = MAX(roles_len, terminals_len);
    unsigned left[BINDING_TERMINALS_MAX];

    for (unsigned i = 0; i < more; i++)
        left[i] = i;
    for (unsigned i = 0; i < fewer; i++) {
        unsigned at = number % (more - i);
        unsigned picked = left[at];

        number /= more - i;
        memmove(&left[at], &left[at + 1], (more - i - at - 1) * sizeof *left);
        if (roles_len <= terminals_len)
            binding->roles[terminals[picked]] = roles[i];
        else
            binding->roles[terminals[i]] = roles[picked];
    }
}

bool bindings_next(Bindings *bindings, Binding *binding)
{
    const Shape *shape = bindings->shape;
    uint8_t terminals[BINDING_TERMINALS_MAX];
    char roles[4];
    unsigned terminals_len, roles_len = roles_of(bindings->plan, roles);

    if (bindings->counter == bindings->count) {
        if (++bindings->edge >= bindings->edges)
            return false;
        begin_edge(bindings);
    }
    terminals_len = terminals_without(bindings, bindings->edge, terminals);
    memset(binding->roles, 0, sizeof binding->roles);
    for (unsigned party = 0; party < shape->parties_len; party++)
        if (shape->parties[party] & PARTY_SERVER)
            binding->roles[party] = TEMPLATE_NETWORK;
    if (bindings->edge > 0)
        binding->roles[bindings->terminals[bindings->edge - 1]] = TEMPLATE_NETWORK;
    assign(bindings->counter++, roles, roles_len, terminals, terminals_len, binding);
    return true;
}

unsigned binding_penalty(const Shape *shape, const Binding *binding)
{
    unsigned penalty = 0;

    for (unsigned party = 0; party < shape->parties_len; party++) {
        unsigned facts = shape->parties[party];

        switch (binding->roles[party]) {
        case 'A': penalty += facts & PARTY_MORE_VIAS ? 4 : facts & PARTY_ONE_VIA ? 0 : 2; break;
        case 'B':
        case 'C': penalty += facts & PARTY_OWN_CONTACT ? 0 : 1; break;
        case TEMPLATE_NETWORK:
            penalty += !(facts & PARTY_SERVER) && facts & PARTY_OWN_CONTACT ? 1 : 0;
            break;
        default: break;
        }
    }
    return penalty;
}
