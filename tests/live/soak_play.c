/* SPDX-License-Identifier: Apache-2.0
 *
 * A call is a script and a place in it; it waits in a heap for the time of its next message.
 */
#include "tests/live/soak_play.h"

#define MILLISECOND INT64_C(1000000)
#define FIRST_TIME (INT64_C(1700000000) * 1000 * MILLISECOND)
#define GAP_MS 360 /* between the beginnings of calls: five million in three weeks */
#define SHARES 1000

typedef struct Event {
    int64_t time;
    uint64_t rank; /* of two at one time the one that was put there first */
    SoakCall call;
} Event;

struct SoakPlay {
    SoakKind kinds[SOAK_KINDS];
    uint64_t counts[SOAK_KINDS];
    GArray *heap; /* Event, the earliest first */
    uint64_t rank;
    unsigned calls, begun;
    int64_t begins; /* when the next call does */
    SoakCall next;
};

static Event *event_at(const SoakPlay *play, unsigned at)
{
    return &g_array_index(play->heap, Event, at);
}

static bool is_before(const Event *a, const Event *b)
{
    return a->time != b->time ? a->time < b->time : a->rank < b->rank;
}

static void push(SoakPlay *play, int64_t time, SoakCall call)
{
    Event event = { time, play->rank++, call };
    unsigned at = play->heap->len;

    g_array_append_val(play->heap, event);
    for (; at > 0 && is_before(&event, event_at(play, (at - 1) / 2)); at = (at - 1) / 2)
        *event_at(play, at) = *event_at(play, (at - 1) / 2);
    *event_at(play, at) = event;
}

static Event pop(SoakPlay *play)
{
    Event first = *event_at(play, 0);
    unsigned len = play->heap->len - 1, at = 0;
    Event last = *event_at(play, len);

    g_array_set_size(play->heap, len);
    for (unsigned child = 1; child < len; child = 2 * at + 1) {
        child += child + 1 < len && is_before(event_at(play, child + 1), event_at(play, child));
        if (!is_before(event_at(play, child), &last))
            break;
        *event_at(play, at) = *event_at(play, child);
        at = child;
    }
    if (len > 0)
        *event_at(play, at) = last;
    return first;
}

/* The first message of @call, after the pause that its script begins with. */
static void begin(SoakPlay *play, int64_t time, SoakCall call)
{
    play->counts[call.kind - play->kinds]++;
    push(play, time + call.kind->steps[0].ms * MILLISECOND, call);
}

/* Those that go on begin a little apart. */
static void begin_lasting(SoakPlay *play)
{
    for (unsigned i = 0; i < SOAK_KINDS; i++)
        for (unsigned n = 1; n <= play->kinds[i].at_once; n++)
            begin(play, FIRST_TIME + n * 777 * MILLISECOND,
                  (SoakCall){ .kind = &play->kinds[i], .number = n });
}

SoakPlay *soak_play_new(unsigned calls)
{
    SoakPlay *play = g_new0(SoakPlay, 1);

    soak_kinds_init(play->kinds);
    play->heap = g_array_new(FALSE, FALSE, sizeof(Event));
    play->calls = calls;
    play->begins = FIRST_TIME;
    begin_lasting(play);
    return play;
}

void soak_play_free(SoakPlay *play)
{
    if (!play)
        return;
    g_array_unref(play->heap);
    g_free(play);
}

/* Kinds come in turn, evenly mixed: 389 has no divisor in common with SHARES. */
static void begin_call(SoakPlay *play)
{
    unsigned dice = play->begun * 389 % SHARES, kind = 0;

    while (dice >= play->kinds[kind].share)
        dice -= play->kinds[kind++].share;
    play->begun++;
    begin(play, play->begins,
          (SoakCall){ .kind = &play->kinds[kind], .number = (unsigned)play->counts[kind] + 1 });
    play->begins += GAP_MS * MILLISECOND;
}

/* Where @call is after its message at @time; those that go on do so until no more calls begin.
 */
static void go_on(SoakPlay *play, SoakCall call, int64_t time)
{
    call.step++;
    if (call.step < call.kind->steps_len) {
        push(play, time + call.kind->steps[call.step].ms * MILLISECOND, call);
    } else if (call.kind->at_once > 0 && play->begun < play->calls) {
        call.step = 0;
        call.round++;
        begin(play, time, call);
    }
}

const SoakCall *soak_play_next(SoakPlay *play, int64_t *time)
{
    Event event;

    while (play->begun < play->calls &&
           (play->heap->len == 0 || event_at(play, 0)->time >= play->begins))
        begin_call(play);
    if (play->heap->len == 0)
        return NULL;
    event = pop(play);
    go_on(play, event.call, event.time);
    play->next = event.call;
    *time = event.time;
    return &play->next;
}

const SoakKind *soak_play_kinds(const SoakPlay *play)
{
    return play->kinds;
}

uint64_t soak_play_count(const SoakPlay *play, unsigned kind)
{
    return play->counts[kind];
}

unsigned soak_play_begun(const SoakPlay *play)
{
    return play->begun;
}
