/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/deviations.h"

#define SECONDS(n) (INT64_C(n) * 1000000000)
#define ANSWER_DUE SECONDS(32)   /* 64*T1, RFC 3261 17 */
#define RINGING_DUE SECONDS(180) /* timer C, RFC 3261 16.6 */

static const PlanStep *step_of(const Judged *judged, unsigned step)
{
    return &judged->match->plan->steps[step];
}

/* What the way says of a step; the last time, if a loop came by it more than once. */
static const TrailEntry *trail_of_step(const Judged *judged, unsigned step)
{
    for (unsigned i = judged->match->trail_len; i-- > 0;)
        if (judged->match->trail[i].step == step)
            return &judged->match->trail[i];
    return NULL;
}

/* An answer that the network made up because the one it waited for never came. */
static bool is_made_up(const Judged *judged, const TrailEntry *trail)
{
    uint16_t original = step_of(judged, trail->step)->original;
    const TrailEntry *before = original == PLAN_NONE ? NULL : trail_of_step(judged, original);

    return before && !trail_is_matched(before) && before->kind != TRAIL_UNOBSERVED;
}

static void add_trail(const Judged *judged, const TrailEntry *trail, GArray *facts)
{
    Fact fact = { .step = trail->step, .message = trail->message, .before = trail->message };

    if (trail->kind == TRAIL_MISSING) {
        fact.kind = DEVIATION_MISSING;
        fact.before = trail->next;
    } else if (trail->kind == TRAIL_INSTEAD && is_made_up(judged, trail)) {
        fact = (Fact){ DEVIATION_MISSING, step_of(judged, trail->step)->original, PLAN_NONE,
                       trail->message };
    } else {
        fact.kind = trail->kind == TRAIL_LATE || trail->kind == TRAIL_EARLY
                        ? DEVIATION_OUT_OF_ORDER
                        : DEVIATION_UNEXPECTED;
    }
    g_array_append_val(facts, fact);
}

/* True if the message of a call is on the hop of @track. */
static bool is_on_track(const Judged *judged, unsigned call, const CallMessage *message,
                        const PlanTrack *track)
{
    const char *roles = judged->match->binding.roles;
    char from = roles[shape_party(judged->calls, call, message->from)];
    char to = roles[shape_party(judged->calls, call, message->to)];

    return from == track->terminal || to == track->terminal;
}

/* The time of the last message of the hop, repeats too; the call's, if it has none. */
static int64_t last_time(const Judged *judged, const PlanTrack *track)
{
    const Call *call = judged->calls[track->call];
    int64_t last = TIME_NONE;

    for (unsigned i = 0; i < call->messages_len; i++)
        if (is_on_track(judged, track->call, &call->messages[i], track))
            last = MAX(last, call->messages[i].message->time);
    return last == TIME_NONE ? call->end : last;
}

/* An INVITE rings on the hop while it has a provisional answer beyond 100, no final one, and
 * nobody cancelled it. */
static bool is_ringing(const Judged *judged, unsigned track)
{
    bool rings = false;

    for (unsigned i = 0; i < judged->match->trail_len; i++) {
        const TrailEntry *trail = &judged->match->trail[i];
        const ShapeMessage *message;

        if (trail->track != track || trail->message == PLAN_NONE)
            continue;
        message = &judged->shape->messages[trail->message];
        if (message->method == METHOD_INVITE && message->status > 100)
            rings = message->status < 200;
        rings &= message->method != METHOD_CANCEL;
    }
    return rings;
}

static bool is_overdue(const Judged *judged, const TrailEntry *open)
{
    const PlanStep *step = step_of(judged, open->step);
    const TrailEntry *original =
        step->original == PLAN_NONE ? NULL : trail_of_step(judged, step->original);
    const PlanTrack *track = &judged->match->plan->tracks[open->track];
    bool is_wish = step->step->codes_len == 0 && step->step->from != TEMPLATE_NETWORK &&
                   !(step->step->methods >> METHOD_ACK & 1);
    int64_t due = is_ringing(judged, open->track) ? RINGING_DUE : ANSWER_DUE;

    if (is_wish || (original && !trail_is_matched(original) &&
                    original->kind != TRAIL_UNOBSERVED && original->kind != TRAIL_BEFORE))
        return false;
    return judged->capture_end - last_time(judged, track) >= due;
}

static bool has_fact(const GArray *facts, unsigned step)
{
    for (guint i = 0; i < facts->len; i++)
        if (g_array_index(facts, Fact, i).step == step)
            return true;
    return false;
}

/* What never came belongs before what a server said in its place; else at the end. */
static uint16_t place_of(const Judged *judged, unsigned step)
{
    for (unsigned i = 0; i < judged->match->trail_len; i++) {
        const TrailEntry *trail = &judged->match->trail[i];

        if (trail->step != PLAN_NONE && step_of(judged, trail->step)->original == step &&
            trail_is_matched(trail))
            return trail->message;
    }
    return PLAN_NONE;
}

/* Only the first open step of a hop can be overdue. */
static void add_overdue(const Judged *judged, GArray *facts)
{
    bool seen[PLAN_TRACKS_MAX] = { false };

    for (unsigned i = 0; i < judged->match->trail_len; i++) {
        const TrailEntry *trail = &judged->match->trail[i];
        Fact fact = { .kind = DEVIATION_MISSING, .step = trail->step, .message = PLAN_NONE };

        if (trail->kind != TRAIL_OPEN || seen[trail->track])
            continue;
        seen[trail->track] = true;
        fact.before = place_of(judged, trail->step);
        if (!has_fact(facts, trail->step) && is_overdue(judged, trail))
            g_array_append_val(facts, fact);
    }
}

static int compare(gconstpointer a, gconstpointer b)
{
    const Fact *left = a, *right = b;

    return left->before < right->before ? -1 : left->before > right->before;
}

/* A few at most, so that inserting keeps equal ones in the order of the walk. */
static void sort(GArray *facts)
{
    for (guint i = 1; i < facts->len; i++)
        for (guint j = i; j > 0 && compare(&g_array_index(facts, Fact, j),
                                           &g_array_index(facts, Fact, j - 1)) < 0;
             j--) {
            Fact swap = g_array_index(facts, Fact, j);

            g_array_index(facts, Fact, j) = g_array_index(facts, Fact, j - 1);
            g_array_index(facts, Fact, j - 1) = swap;
        }
}

GArray *deviations_find(const Judged *judged)
{
    GArray *facts = g_array_new(FALSE, FALSE, sizeof(Fact));

    for (unsigned i = 0; i < judged->match->trail_len; i++)
        if (judged->match->trail[i].costs)
            add_trail(judged, &judged->match->trail[i], facts);
    add_overdue(judged, facts);
    sort(facts);
    return facts;
}
