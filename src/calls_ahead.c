/* SPDX-License-Identifier: Apache-2.0
 *
 * A ring of batches, as in ahead.c. A batch is full with so many calls, or so many messages in
 * them: a few giant calls are not to be in memory together.
 */
#include "src/calls_ahead.h"

#define BATCHES 3
#define BATCH_CALLS 32
#define BATCH_MESSAGES 2048

/* Fewer calls than this do not pay for a thread. */
#define FEW 64

typedef struct Batch {
    MadeCall calls[BATCH_CALLS];
    unsigned len;
} Batch;

typedef struct Ring {
    const CallsAhead *hooks;
    unsigned next, end; /* of the calls to make */
    GMutex lock;
    GCond moved;
    Batch batches[BATCHES];
    uint64_t filled, emptied; /* batches so far; batch N is batches[N % BATCHES] */
    bool is_done;             /* all are made, */
    bool is_unwanted;         /* or no more are wanted */
} Ring;

/* Makes the calls from the next one to before @end, unless the batch is full before. */
static void fill_up_to(Ring *ring, Batch *batch, unsigned end)
{
    const CallsAhead *hooks = ring->hooks;
    unsigned messages = 0;

    hooks->expect(ring->next, end, hooks->user);
    while (ring->next < end && messages < BATCH_MESSAGES) {
        MadeCall *made = &batch->calls[batch->len];

        *made = (MadeCall){ .at = ring->next };
        if (hooks->make(ring->next++, made, hooks->user)) {
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
static void fill(Ring *ring, Batch *batch)
{
    clear(batch);
    while (batch->len == 0 && ring->next < ring->end)
        fill_up_to(ring, batch, MIN(ring->next + BATCH_CALLS, ring->end));
}

/* Tells what is in the batch. False once no more are wanted. */
static bool tell(const Ring *ring, const Batch *batch)
{
    bool is_wanted = true;

    for (unsigned i = 0; is_wanted && i < batch->len; i++)
        is_wanted = ring->hooks->tell(&batch->calls[i], ring->hooks->user);
    return is_wanted;
}

/* Waits for an empty batch; NULL if no more are wanted. */
static Batch *batch_to_fill(Ring *ring)
{
    bool is_unwanted;

    g_mutex_lock(&ring->lock);
    while (ring->filled - ring->emptied == BATCHES && !ring->is_unwanted)
        g_cond_wait(&ring->moved, &ring->lock);
    is_unwanted = ring->is_unwanted;
    g_mutex_unlock(&ring->lock);
    return is_unwanted ? NULL : &ring->batches[ring->filled % BATCHES];
}

/* Waits for a full batch; NULL after the last. */
static Batch *batch_to_empty(Ring *ring)
{
    bool is_last;

    g_mutex_lock(&ring->lock);
    while (ring->filled == ring->emptied && !ring->is_done)
        g_cond_wait(&ring->moved, &ring->lock);
    is_last = ring->filled == ring->emptied;
    g_mutex_unlock(&ring->lock);
    return is_last ? NULL : &ring->batches[ring->emptied % BATCHES];
}

/* Counts a batch in @counter, and wakes who waits for it. */
static void count(Ring *ring, uint64_t *counter)
{
    g_mutex_lock(&ring->lock);
    (*counter)++;
    g_cond_signal(&ring->moved);
    g_mutex_unlock(&ring->lock);
}

static void raise_flag(Ring *ring, bool *flag)
{
    g_mutex_lock(&ring->lock);
    *flag = true;
    g_cond_signal(&ring->moved);
    g_mutex_unlock(&ring->lock);
}

static gpointer make_all(gpointer data)
{
    Ring *ring = data;
    Batch *batch;

    while (ring->next < ring->end && (batch = batch_to_fill(ring))) {
        fill(ring, batch);
        count(ring, &ring->filled);
    }
    raise_flag(ring, &ring->is_done);
    return NULL;
}

static bool run_ahead(Ring *ring)
{
    GThread *thread;
    Batch *batch;
    bool is_wanted = true;

    g_mutex_init(&ring->lock);
    g_cond_init(&ring->moved);
    thread = g_thread_new("calls", make_all, ring);
    while ((batch = batch_to_empty(ring))) {
        if (is_wanted && !(is_wanted = tell(ring, batch)))
            raise_flag(ring, &ring->is_unwanted);
        count(ring, &ring->emptied);
    }
    g_thread_join(thread);
    g_cond_clear(&ring->moved);
    g_mutex_clear(&ring->lock);
    return is_wanted;
}

bool calls_ahead_run(const CallsAhead *hooks, unsigned first, unsigned end, bool ahead)
{
    g_autofree Ring *ring = g_new0(Ring, 1);
    bool is_wanted = true;

    ring->hooks = hooks;
    ring->next = first;
    ring->end = end;
    if (ahead && end - first >= FEW)
        is_wanted = run_ahead(ring);
    while (is_wanted && ring->next < ring->end) {
        fill(ring, &ring->batches[0]);
        is_wanted = tell(ring, &ring->batches[0]);
    }
    for (unsigned i = 0; i < BATCHES; i++)
        clear(&ring->batches[i]);
    return is_wanted;
}
