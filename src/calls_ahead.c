/* SPDX-License-Identifier: Apache-2.0
 *
 * A ring of batches. A batch is full with so many calls, or so many messages in
 * them: a few giant calls are not to be in memory together.
 */
#include "src/calls_ahead.h"

#include "src/ring.h"

#define BATCHES 3
#define BATCH_CALLS 32
#define BATCH_MESSAGES 2048

/* Fewer calls than this do not pay for a thread. */
#define FEW 64

typedef struct Batch {
    MadeCall calls[BATCH_CALLS];
    unsigned len;
} Batch;

typedef struct Work {
    const CallsAhead *hooks;
    unsigned next, end; /* of the calls to make */
    Ring ring;
    Batch batches[BATCHES];
} Work;

/* Makes the calls from the next one to before @end, unless the batch is full before. */
static void fill_up_to(Work *work, Batch *batch, unsigned end)
{
    const CallsAhead *hooks = work->hooks;
    unsigned messages = 0;

    hooks->expect(work->next, end, hooks->user);
    while (work->next < end && messages < BATCH_MESSAGES) {
        MadeCall *made = &batch->calls[batch->len];

        *made = (MadeCall){ .at = work->next };
        if (hooks->make(work->next++, made, hooks->user)) {
            messages += made->call->messages_len;
            batch->len++;
        }
    }
}

static void clear(Batch *batch)
{
    for (unsigned i = 0; i < batch->len; i++) {
        call_free(batch->calls[i].call);
        judgement_free(batch->calls[i].judgement);
    }
    batch->len = 0;
}

/* Makes calls until there is one at least, or no more are to be made. What was told is freed by
 * the thread that made it, which finds the memory at hand for the next. */
static void fill(Work *work, Batch *batch)
{
    clear(batch);
    while (batch->len == 0 && work->next < work->end)
        fill_up_to(work, batch, MIN(work->next + BATCH_CALLS, work->end));
}

/* Tells what is in the batch. False once no more are wanted. */
static bool tell(const Work *work, const Batch *batch)
{
    bool is_wanted = true;

    for (unsigned i = 0; is_wanted && i < batch->len; i++)
        is_wanted = work->hooks->tell(&batch->calls[i], work->hooks->user);
    return is_wanted;
}

static gpointer make_all(gpointer data)
{
    Work *work = data;
    unsigned place;

    while (work->next < work->end && ring_room(&work->ring, &place)) {
        fill(work, &work->batches[place]);
        ring_filled(&work->ring);
    }
    ring_finish(&work->ring);
    return NULL;
}

static bool run_ahead(Work *work)
{
    GThread *thread;
    unsigned place;
    bool is_wanted = true;

    ring_init(&work->ring, BATCHES);
    thread = g_thread_new("calls", make_all, work);
    while (ring_next(&work->ring, &place)) {
        if (is_wanted && !(is_wanted = tell(work, &work->batches[place])))
            ring_stop(&work->ring);
        ring_emptied(&work->ring);
    }
    g_thread_join(thread);
    ring_clear(&work->ring);
    return is_wanted;
}

bool calls_ahead_run(const CallsAhead *hooks, unsigned first, unsigned end, bool ahead)
{
    g_autofree Work *work = g_new0(Work, 1);
    bool is_wanted = true;

    work->hooks = hooks;
    work->next = first;
    work->end = end;
    if (ahead && end - first >= FEW)
        is_wanted = run_ahead(work);
    while (is_wanted && work->next < work->end) {
        fill(work, &work->batches[0]);
        is_wanted = tell(work, &work->batches[0]);
    }
    for (unsigned i = 0; i < BATCHES; i++)
        clear(&work->batches[i]);
    return is_wanted;
}
