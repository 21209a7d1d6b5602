/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/trail_summary.h"

#include <string.h>

/* A way that is being summarized. */
typedef struct Walk {
    const Plan *plan;
    const TrailEntry *trail;
    unsigned len;
} Walk;

static const Step *step_of(const Walk *walk, const TrailEntry *trail)
{
    return walk->plan->steps[trail->step].step;
}

static void count_step(TrailSummary *summary, const Walk *walk, const TrailEntry *trail)
{
    if (trail->kind == TRAIL_UNOBSERVED) {
        summary->steps_unobserved++;
        return;
    }
    summary->steps_expected++;
    summary->steps_matched += trail_is_matched(trail) && trail->kind != TRAIL_INSTEAD;
    summary->matched += trail_is_matched(trail);
    if (trail->kind == TRAIL_OPEN && !summary->open)
        summary->open = step_of(walk, trail);
}

static void count_steps(TrailSummary *summary, const Walk *walk)
{
    summary->is_clean = true;
    for (unsigned i = 0; i < walk->len; i++) {
        const TrailEntry *trail = &walk->trail[i];

        if (trail->step != PLAN_NONE)
            count_step(summary, walk, trail);
        summary->is_clean &= !trail->costs && trail->kind != TRAIL_OPEN;
    }
}

/* Phases in the order in which they were entered, those around them first. */
static void add_phase(const Template *flow, unsigned phase, bool *entered, GPtrArray *names)
{
    if (phase == 0 || entered[phase])
        return;
    add_phase(flow, flow->phases[phase].parent, entered, names);
    entered[phase] = true;
    if (names->len == 0 ||
        strcmp(g_ptr_array_index(names, names->len - 1), flow->phases[phase].name) != 0)
        g_ptr_array_add(names, (gpointer)flow->phases[phase].name);
}

static void list_phases(TrailSummary *summary, const Walk *walk)
{
    const Template *flow = walk->plan->flow;
    g_autofree bool *entered = g_new0(bool, flow->phases_len);
    GPtrArray *names = g_ptr_array_new();

    for (unsigned i = 0; i < walk->len; i++) {
        const TrailEntry *trail = &walk->trail[i];

        if (trail_is_matched(trail) || trail->kind == TRAIL_MISSING)
            add_phase(flow, step_of(walk, trail)->phase, entered, names);
    }
    summary->phases_len = names->len;
    g_ptr_array_add(names, NULL);
    summary->phases = (const char **)g_ptr_array_free(names, FALSE);
}

static void add_hop(TrailSummary *summary, char one, char other)
{
    static const char ORDER[] = "APBC";
    bool is_turned = strchr(ORDER, one) > strchr(ORDER, other);
    char hop[4] = { is_turned ? other : one, '-', is_turned ? one : other, '\0' };

    for (unsigned i = 0; i < summary->observed_len; i++)
        if (memcmp(summary->observed[i], hop, sizeof hop) == 0)
            return;
    if (summary->observed_len < G_N_ELEMENTS(summary->observed))
        memcpy(summary->observed[summary->observed_len++], hop, sizeof hop);
}

/* The hops that steps were held against something on, whether they had it or not. */
static void list_hops(TrailSummary *summary, const Walk *walk)
{
    for (unsigned t = 0; t < walk->plan->tracks_len; t++) {
        const PlanTrack *track = &walk->plan->tracks[t];

        for (unsigned i = 0; i < walk->len; i++) {
            const TrailEntry *trail = &walk->trail[i];

            if (trail->track == t && trail->step != PLAN_NONE &&
                trail->kind != TRAIL_UNOBSERVED) {
                add_hop(summary, track->terminal, track->other);
                break;
            }
        }
    }
}

void trail_summary_init(TrailSummary *summary, const Plan *plan, const TrailEntry *trail,
                        unsigned len)
{
    Walk walk = { plan, trail, len };

    *summary = (TrailSummary){ 0 };
    count_steps(summary, &walk);
    list_phases(summary, &walk);
    list_hops(summary, &walk);
}

void trail_summary_clear(TrailSummary *summary)
{
    g_free(summary->phases);
    summary->phases = NULL;
}
