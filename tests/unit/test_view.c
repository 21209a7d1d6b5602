/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/view.h"

#include "flows/bindings.h"
#include "tests/support/verdicts.h"

static Library *library;

/* Calls that the flows know, one message after the other. */
static const char *const SCRIPTS[] = {
    "A>P INVITE, P>B INVITE, P>A 100, B>P 180, P>A 180, B>P 200, P>A 200, A>P ACK, P>B ACK, "
    "B>P BYE, P>A BYE, A>P 200, P>B 200",
    "A>P INVITE, P>B INVITE, P>A 100, B>P 180, P>A 180, A>P CANCEL, P>A 200 CANCEL, P>B "
    "CANCEL, "
    "B>P 200 CANCEL, B>P 487 INVITE, P>B ACK, P>A 487 INVITE, A>P ACK",
    "A>P INVITE, P>B INVITE, B>P 486, P>B ACK, P>C INVITE, C>P 180, P>A 180, C>P 200, P>A 200, "
    "A>P ACK, P>C ACK, A>P BYE, P>C BYE, C>P 200, P>A 200",
    "A>B INVITE, B>A 180, B>A 200, A>B ACK, A>B BYE, B>A 200",
    "A>P REGISTER, P>A 401, A>P REGISTER, P>A 200",
    "A>P OPTIONS, P>A 200",
};

typedef enum Change { NONE, LEFT_OUT, TWICE, SWAPPED, CHANGES } Change;

/* The call with a change at its message @at. The caller owns it. */
static char *changed(char *const *lines, unsigned at, Change change)
{
    GString *script = g_string_new(lines[0]);

    for (unsigned i = 1; lines[i]; i++) {
        unsigned line = i;

        if (change == SWAPPED && i == at && lines[at + 1])
            line = at + 1;
        else if (change == SWAPPED && i == at + 1)
            line = at;
        if (change != LEFT_OUT || i != at)
            g_string_append_printf(script, ", %s", lines[line]);
        if (change == TWICE && i == at)
            g_string_append_printf(script, ", %s", lines[line]);
    }
    return g_string_free(script, FALSE);
}

/* For all flows and all ways to say who is who: how many there were, and in how many no message
 * is one too many. */
typedef struct Counts {
    unsigned all, wanted;
} Counts;

static void compare(const Shape *shape, const Plan *plan, Counts *counts)
{
    g_autofree ViewEntry *room = g_new(ViewEntry, 2 * (gsize)shape->messages_len + 1);
    Bindings bindings;
    Binding binding;

    bindings_init(&bindings, shape, plan);
    while (bindings_next(&bindings, &binding)) {
        bool wants_all = view_wants_all(shape, plan, &binding);
        View view;

        view_init(&view, shape, plan, &binding, room);
        g_assert_cmpint(wants_all, ==, view_least_cost(&view) == 0);
        counts->all++;
        counts->wanted += wants_all;
    }
}

static bool sees_nothing(EndpointId server, void *user)
{
    (void)server;
    (void)user;
    return false;
}

static void compare_all(const char *script, Counts *counts)
{
    g_autoptr(Exchange) x = exchange_new();
    ShapeOptions options = { .sees_beyond = sees_nothing };
    g_autoptr(Call) call = NULL;
    Shape shape;

    say_all(x, script);
    call = call_of(x);
    options.capture_end = x->time;
    shape_init(&shape, &call, 1, x->dialogs, &options);
    for (unsigned i = 0; i < library_len(library); i++) {
        Plan plan;

        if (plan_init(&plan, library_get(library, i)))
            compare(&shape, &plan, counts);
        plan_clear(&plan);
    }
    shape_clear(&shape);
}

/* What is asked first is the bound that the view itself would give. */
static void what_is_wanted_costs_nothing_and_nothing_else_does(void)
{
    Counts counts = { 0 };

    for (unsigned i = 0; i < G_N_ELEMENTS(SCRIPTS); i++) {
        g_auto(GStrv) lines = g_strsplit(SCRIPTS[i], ", ", -1);

        for (unsigned at = 1; lines[at]; at++)
            for (Change change = NONE; change < CHANGES; change++) {
                g_autofree char *script = changed(lines, at, change);

                compare_all(script, &counts);
            }
    }
    g_assert_cmpuint(counts.wanted, >, 0);
    g_assert_cmpuint(counts.wanted, <, counts.all);
}

/* Each thing that steps of a track ask for is asked once, and is the same for all messages. */
static void a_track_wants_what_one_of_its_steps_wants(void)
{
    for (unsigned i = 0; i < library_len(library); i++) {
        Plan plan;

        if (!plan_init(&plan, library_get(library, i))) {
            plan_clear(&plan);
            continue;
        }
        for (unsigned at = 0; at < plan.steps_len; at++) {
            const PlanStep *step = &plan.steps[at];
            ShapeMessage message = { .method = (uint8_t)__builtin_ctz(step->step->methods),
                                     .status =
                                         step->step->codes_len ? step->step->codes[0].low : 0,
                                     .facts = (uint16_t)step->step->conditions };

            g_assert_true(plan_step_fits(step, &message));
            g_assert_true(plan_wants(&plan, step->track, step->is_back, &message));
            message.status = 777;
            g_assert_false(plan_wants(&plan, step->track, step->is_back, &message));
        }
        plan_clear(&plan);
    }
}

int main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    library = library_new(NULL, NULL);
    g_assert_nonnull(library);
    g_test_add_func("/view/what_is_wanted_costs_nothing_and_nothing_else_does",
                    what_is_wanted_costs_nothing_and_nothing_else_does);
    g_test_add_func("/view/a_track_wants_what_one_of_its_steps_wants",
                    a_track_wants_what_one_of_its_steps_wants);
    status = g_test_run();
    library_free(library);
    return status;
}
