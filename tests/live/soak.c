/* SPDX-License-Identifier: Apache-2.0
 *
 *     soak [--calls N] [--memory SIZE]
 *
 * Weeks of calls in minutes, on the way that a running capture takes from the message on, by
 * the time of the messages: nothing may be left or go without a word, and memory may not grow.
 * TAP, with what is in use after each tenth.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/live_calls.h"
#include "tests/live/soak_play.h"

#define SECOND INT64_C(1000000000)
#define DAY (24 * 3600 * SECOND)
#define TENTHS 10
#define GROWN 2          /* the tenth that memory is compared to: until then it fills */
#define RSS_CALLS 500000 /* with fewer, the process has hardly begun */

typedef struct Sample {
    uint64_t rss, memory; /* bytes */
} Sample;

typedef struct Soak {
    Options *options;
    Library *library;
    Selection *selection;
    CallOptions making;
    LiveCalls *calls;
    SoakPlay *play;
    uint64_t ended[SOAK_KINDS][FLOW_VERDICTS];
    uint64_t begun, joined; /* that were told */
    int64_t began;          /* by the clock; us */
    int64_t first, now;     /* by the messages */
    uint64_t packet;
    Sample samples[TENTHS + 1];
    unsigned tests, failed;
} Soak;

static unsigned kind_of(const Soak *soak, const Call *call)
{
    Slice id =
        texts_get(dialogs_texts(live_calls_dialogs(soak->calls)), call->dialogs[0]->call_id);

    for (unsigned i = 0; i < SOAK_KINDS; i++)
        if (soak_play_kinds(soak->play)[i].letter == (char)id.data[0])
            return i;
    g_assert_not_reached();
}

static void tell(const Call *call, const LiveEvent *event, bool is_folded, void *user)
{
    Soak *soak = user;

    (void)is_folded;
    soak->begun += event->kind == LIVE_BEGIN;
    soak->joined += event->kind == LIVE_JOINED;
    if (event->kind == LIVE_END)
        soak->ended[kind_of(soak, call)][call->judgement->verdict]++;
}

static uint64_t resident(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");

    if (!file || fscanf(file, "%*u %lu", &pages) != 1)
        pages = 0;
    if (file)
        (void)fclose(file);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Looks at what is in use after so many tenths of the calls. */
static void take_sample(Soak *soak, unsigned tenth)
{
    LiveCounts counts = live_calls_counts(soak->calls);
    double seconds = (double)(g_get_monotonic_time() - soak->began) / 1e6;
    Sample *sample = &soak->samples[tenth];

    sample->rss = resident();
    sample->memory = counts.memory;
    printf("# %3u %%, day %4.1f: %8u calls, %9" PRIu64 " messages, RSS %6.1f MiB, memory "
           "%5.2f MiB, %5" PRIu64 " open (%u dialogs), %.0f calls/s, %.0f messages/s\n",
           tenth * 100 / TENTHS, (double)(soak->now - soak->first) / (double)DAY,
           soak_play_begun(soak->play), counts.messages, (double)sample->rss / 1048576,
           (double)sample->memory / 1048576, counts.begun - counts.ended - counts.joined,
           counts.dialogs, soak_play_begun(soak->play) / seconds,
           (double)counts.messages / seconds);
    (void)fflush(stdout);
}

static void add_message(Soak *soak, const SoakCall *call)
{
    char text[SOAK_TEXT];
    const SoakStep *step = &call->kind->steps[call->step];
    Arrival arrival = { .text = slice_of(text, soak_text_print(call, text)),
                        .time = soak->now,
                        .packet = ++soak->packet,
                        .packets = &soak->packet,
                        .packets_len = 1,
                        .src = soak_endpoint(call, step->from),
                        .dst = soak_endpoint(call, step->to),
                        .transport = TRANSPORT_UDP };
    SipView view;

    if (!scan_message(arrival.text, &view) || view.anomalies)
        g_error("not well made:\n%.*s", (int)arrival.text.len, text);
    (void)live_calls_message(soak->calls, &arrival, &view);
}

static void play_all(Soak *soak, unsigned calls)
{
    unsigned tenth = 0;
    const SoakCall *call;

    while ((call = soak_play_next(soak->play, &soak->now))) {
        if (soak->first == 0)
            soak->first = soak->now;
        add_message(soak, call);
        while (tenth < TENTHS &&
               (uint64_t)soak_play_begun(soak->play) * TENTHS >= (uint64_t)(tenth + 1) * calls)
            take_sample(soak, ++tenth);
    }
    live_calls_pass(soak->calls, soak->now + DAY / 2 + 3600 * SECOND);
}

static void check(Soak *soak, bool is_good, const char *what)
{
    soak->tests++;
    soak->failed += !is_good;
    printf("%s %u %s\n", is_good ? "ok" : "not ok", soak->tests, what);
}

/* How many calls of kind number @kind are to be told as @verdict. */
static uint64_t wanted_of(const Soak *soak, unsigned kind, unsigned verdict)
{
    const SoakKind *what = &soak_play_kinds(soak->play)[kind];
    uint64_t count = soak_play_count(soak->play, kind);

    if (what->at_once == 0)
        return count * what->told[verdict];
    return what->at_once * what->told[verdict] + (count - what->at_once) * what->again[verdict];
}

/* Whether the calls of each kind were told as many times, and as what they are. */
static void check_kinds(Soak *soak)
{
    for (unsigned i = 0; i < SOAK_KINDS; i++) {
        const SoakKind *kind = &soak_play_kinds(soak->play)[i];
        uint64_t count = soak_play_count(soak->play, i);
        g_autofree char *what = g_strdup_printf("%s: %" PRIu64, kind->name, count);
        bool is_good = true;

        for (unsigned verdict = 0; verdict < FLOW_VERDICTS; verdict++) {
            uint64_t wanted = wanted_of(soak, i, verdict);

            if (wanted || soak->ended[i][verdict])
                printf("# %s: %" PRIu64 " are %s, %" PRIu64 " should be\n", kind->name,
                       soak->ended[i][verdict], flow_verdict_name(verdict), wanted);
            is_good &= soak->ended[i][verdict] == wanted;
        }
        check(soak, is_good, what);
    }
}

static void check_calls(Soak *soak)
{
    LiveCounts counts = live_calls_counts(soak->calls);
    uint64_t joined = 0, ended = 0;

    for (unsigned i = 0; i < SOAK_KINDS; i++) {
        const SoakKind *kind = &soak_play_kinds(soak->play)[i];

        joined += soak_play_count(soak->play, i) * kind->joined;
        for (unsigned verdict = 0; verdict < FLOW_VERDICTS; verdict++)
            ended += wanted_of(soak, i, verdict);
    }
    printf("# %" PRIu64 " begun, %" PRIu64 " ended, %" PRIu64 " joined, %" PRIu64
           " evicted, %u dialogs left\n",
           counts.begun, counts.ended, counts.joined, counts.evicted, counts.dialogs);
    check(soak, counts.dialogs == 0, "nothing is left when time has passed");
    check(soak, counts.begun == counts.ended + counts.joined, "what began has ended or joined");
    check(soak, counts.ended == ended, "every call ends once");
    check(soak, counts.joined == joined, "legs join, and nothing else");
    check(soak, counts.begun == soak->begun && counts.joined == soak->joined, "all is told");
    check(soak, counts.evicted == 0, "nothing is evicted");
}

static bool is_flat(uint64_t before, uint64_t after)
{
    return after <= before + before / 10;
}

static void check_memory(Soak *soak, unsigned calls)
{
    const Sample *before = &soak->samples[GROWN];
    const Sample *after = &soak->samples[TENTHS];

    if (calls < RSS_CALLS)
        return;
    check(soak, is_flat(before->memory, after->memory), "what calls take does not grow");
    check(soak, is_flat(before->rss, after->rss), "nor does the process");
}

static void prepare(Soak *soak, unsigned calls, uint64_t memory)
{
    LiveCallsOptions with = { .memory = memory,
                              .wants_texts = true,
                              .wants_progress = true,
                              .tell = tell,
                              .user = soak };
    char *none[] = { (char *)"soak", NULL };
    char **argv = none;
    int argc = 1;

    soak->options = options_parse(&argc, &argv, NULL);
    soak->options->unfold = TRUE;
    soak->library = library_new(NULL, NULL);
    soak->selection = selection_new(soak->options, NULL);
    with.options = soak->options;
    with.library = soak->library;
    with.selection = soak->selection;
    with.making = &soak->making;
    soak->calls = live_calls_new(&with);
    soak->play = soak_play_new(calls);
    soak->began = g_get_monotonic_time();
}

static void clear(Soak *soak)
{
    live_calls_free(soak->calls);
    soak_play_free(soak->play);
    selection_free(soak->selection);
    library_free(soak->library);
    options_free(soak->options);
}

int main(int argc, char **argv)
{
    int calls = 5000000;
    uint64_t memory = 0;
    g_autofree char *size = NULL;
    const GOptionEntry entries[] = {
        { "calls", 0, 0, G_OPTION_ARG_INT, &calls, "How many begin (5000000)", "N" },
        { "memory", 0, 0, G_OPTION_ARG_STRING, &size, "As sipstory's (256M)", "SIZE" },
        { 0 },
    };
    g_autoptr(GOptionContext) context = g_option_context_new("- weeks of calls in minutes");
    g_autoptr(GError) error = NULL;
    Soak soak = { 0 };

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || calls < 1 ||
        !options_parse_size(size ? size : "256M", &memory)) {
        g_printerr("soak: %s\n", error ? error->message : "wants --calls N, --memory SIZE");
        return 2;
    }
    prepare(&soak, (unsigned)calls, memory);
    play_all(&soak, (unsigned)calls);
    check_kinds(&soak);
    check_calls(&soak);
    check_memory(&soak, (unsigned)calls);
    live_calls_finish(soak.calls);
    clear(&soak);
    printf("1..%u\n", soak.tests);
    return soak.failed > 0;
}
