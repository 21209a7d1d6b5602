/* SPDX-License-Identifier: Apache-2.0
 *
 * Floods of a run without an end, with ten honest calls alongside: memory is within the bound
 * each time that it is looked at (each 256 messages), and above it by no more than so many
 * messages take in between; the honest calls come out as they do alone.
 */
#include "src/live_calls.h"

#include "dissect/sip/scan.h"
#include "flows/call.h"

#define SECOND INT64_C(1000000000)
#define BEGIN (INT64_C(1772705702) * SECOND)
#define BOUND ((size_t)1 << 19)
#define LOOK_EVERY 256
#define MESSAGE_MOST ((size_t)2 << 10) /* what a message takes at most, with all it begins */

#define FLOOD 5000 /* messages, a thousand a second */
#define HONEST_CALLS 10
#define HONEST_EVERY 16 /* messages of the flood between two of an honest call */

#define INVITE "INVITE sip:b@example.net SIP/2.0"
#define ANSWER "SIP/2.0 180 Ringing"

typedef struct Run {
    Library *library;
    Selection *selection;
    CallOptions making;
    LiveCalls *calls;
    uint64_t packets;
    unsigned honest; /* calls that ended as they do alone */
} Run;

/* Message @number of a flood, in words; what is left out has a default. */
typedef struct Word {
    const char *start, *cseq, *via, *user, *callee, *from_tag, *to_tag;
    char id[64];
    char headers[512]; /* further ones, each with its line end */
    uint32_t from, to; /* the last bytes of the addresses */
} Word;

typedef void (*Flood)(unsigned number, Word *word);

static void tell(const Call *call, const LiveEvent *event, bool is_folded, void *user)
{
    Run *run = user;
    Slice id =
        texts_get(dialogs_texts(live_calls_dialogs(run->calls)), call->dialogs[0]->call_id);

    (void)is_folded;
    if (event->kind == LIVE_END && slice_begins(id, "honest-") &&
        call->judgement->verdict == FLOW_CONFORMS && call->messages_len == 6 &&
        call->dialogs_len == 1)
        run->honest++;
}

static void run_init(Run *run)
{
    static const Options NO_OPTIONS = { 0 };
    LiveCallsOptions with = { .options = &NO_OPTIONS,
                              .making = &run->making,
                              .memory = BOUND,
                              .wants_texts = true,
                              .wants_progress = true,
                              .tell = tell,
                              .user = run };

    *run = (Run){ .library = library_new(NULL, NULL),
                  .selection = selection_new(&NO_OPTIONS, NULL),
                  .making = { .duplicate_window = SECOND / 10 } };
    g_assert_true(selection_read_flows(run->selection, run->library, NULL));
    with.library = run->library;
    with.selection = run->selection;
    run->calls = live_calls_new(&with);
}

static void run_clear(Run *run)
{
    live_calls_free(run->calls);
    selection_free(run->selection);
    library_free(run->library);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static Endpoint at(uint32_t last)
{
    return (Endpoint){ .address = { 10, (uint8_t)(last >> 16), (uint8_t)(last >> 8),
                                    (uint8_t)last },
                       .port = 5060,
                       .version = 4 };
}

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

static void hear(Run *run, int64_t time, const Word *word)
{
    const char *to_tag = text_or(word->to_tag, "");
    g_autofree char *text = g_strdup_printf(
        "%s\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK-%s-%s\r\nMax-Forwards: 70\r\n"
        "From: <sip:%s@example.net>;tag=%s\r\nTo: <sip:%s@example.net>%s%s\r\n"
        "Call-ID: %s\r\nCSeq: %s\r\n%sContent-Length: 0\r\n\r\n",
        text_or(word->start, INVITE), word->id, text_or(word->via, "v"),
        text_or(word->user, "a"), text_or(word->from_tag, "f"), text_or(word->callee, "b"),
        *to_tag ? ";tag=" : "", to_tag, word->id, text_or(word->cseq, "1 INVITE"),
        word->headers);
    Arrival arrival = { .text = slice_text(text),
                        .time = time,
                        .packet = ++run->packets,
                        .packets = &arrival.packet,
                        .packets_len = 1,
                        .src = at(word->from ? word->from : 1),
                        .dst = at(word->to ? word->to : 2),
                        .ip_id = (uint16_t)run->packets };
    SipView view;
    LiveCounts counts;

    g_assert_true(scan_message(arrival.text, &view));
    (void)live_calls_message(run->calls, &arrival, &view);
    counts = live_calls_counts(run->calls);
    g_assert_cmpuint(counts.memory, <=,
                     BOUND +
                         (counts.messages % LOOK_EVERY == 0 ? 0 : LOOK_EVERY * MESSAGE_MOST));
}

/* Message @step of honest call @number, of a caller and a callee of its own. */
static void hear_honest(Run *run, int64_t time, unsigned number, unsigned step)
{
    static const struct {
        const char *start, *cseq, *via;
        bool is_back; /* from the callee */
    } STEPS[] = {
        { INVITE, "1 INVITE", "i", false },
        { ANSWER, "1 INVITE", "i", true },
        { "SIP/2.0 200 OK", "1 INVITE", "i", true },
        { "ACK sip:b@example.net SIP/2.0", "1 ACK", "a", false },
        { "BYE sip:a@example.net SIP/2.0", "1 BYE", "y", true },
        { "SIP/2.0 200 OK", "1 BYE", "y", false },
    };
    bool is_back = STEPS[step].is_back;
    g_autofree char *mine = g_strdup_printf("m%u", number);
    g_autofree char *his = g_strdup_printf("h%u", number);
    Word word = { .start = STEPS[step].start,
                  .cseq = STEPS[step].cseq,
                  .via = STEPS[step].via,
                  .user = step < 4 ? mine : his,
                  .callee = step < 4 ? his : mine,
                  .from_tag = step < 4 ? mine : his,
                  .from = (is_back ? 0x20000 : 0x10000) + number,
                  .to = (is_back ? 0x10000 : 0x20000) + number };

    if (step > 0)
        word.to_tag = step < 4 ? his : mine;
    g_snprintf(word.id, sizeof word.id, "honest-%u", number);
    hear(run, time, &word);
}

/* What honest call @number says before message @into of its time; the answer to its BYE comes
 * at once. */
static void be_honest(Run *run, int64_t time, unsigned number, unsigned into)
{
    unsigned step = into / HONEST_EVERY;

    if (into % HONEST_EVERY == 0 && step < 5)
        hear_honest(run, time, number, step);
    if (into == 4 * HONEST_EVERY)
        hear_honest(run, time, number, 5);
}

static void run_flood(Flood flood)
{
    const unsigned each = FLOOD / HONEST_CALLS;
    g_auto(Run) run;
    LiveCounts counts;

    run_init(&run);
    for (unsigned i = 0; i < FLOOD; i++) {
        int64_t time = BEGIN + i * (SECOND / 1000);
        Word word = { 0 };

        be_honest(&run, time, i / each, i % each);
        flood(i, &word);
        hear(&run, time, &word);
    }
    g_assert_cmpuint(live_calls_counts(run.calls).evicted, >, 0);
    live_calls_finish(run.calls);
    counts = live_calls_counts(run.calls);
    g_assert_cmpuint(run.honest, ==, HONEST_CALLS);
    g_assert_cmpuint(counts.dialogs, ==, 0);
    g_assert_cmpuint(counts.begun, ==, counts.ended + counts.joined);
}

#define ID(...) g_snprintf(word->id, sizeof word->id, __VA_ARGS__)
#define HEADERS(...) g_snprintf(word->headers, sizeof word->headers, __VA_ARGS__)

static void calls(unsigned number, Word *word)
{
    ID("call-%u", number);
}

static void a_flood_of_calls(void)
{
    run_flood(calls);
}

static void texts(unsigned number, Word *word)
{
    ID("text-%040u", number);
    HEADERS("User-Agent: agent %0400u\r\n", number);
}

static void a_flood_of_texts(void)
{
    run_flood(texts);
}

static void one_call_id(unsigned number, Word *word)
{
    ID("one");
    HEADERS("X: %u\r\n", number);
}

static void a_flood_of_one_call_id(void)
{
    run_flood(one_call_id);
}

static void to_tags(unsigned number, Word *word)
{
    static char tag[16];

    g_snprintf(tag, sizeof tag, "t%u", number);
    word->start = ANSWER;
    word->to_tag = tag;
    ID("forks");
}

static void a_flood_of_forks(void)
{
    run_flood(to_tags);
}

static void participants(unsigned number, Word *word)
{
    word->from = 0x30000 + number;
    word->to = 0x30001 + number;
    ID("chain");
}

static void a_flood_of_participants(void)
{
    run_flood(participants);
}

static void linking_values(unsigned number, Word *word)
{
    ID("linked-%u", number);
    HEADERS("X-Call-ID: one-%u\r\nP-Charging-Vector: icid-value=two-%u\r\n"
            "Session-ID: %032u\r\n",
            number, number, number);
}

static void a_flood_of_linking_values(void)
{
    run_flood(linking_values);
}

static void one_value(unsigned number, Word *word)
{
    ID("linked-%u", number);
    HEADERS("X-Call-ID: one\r\nP-Charging-Vector: icid-value=two\r\n");
}

static void a_flood_of_one_value(void)
{
    run_flood(one_value);
}

static void replaces(unsigned number, Word *word)
{
    ID("replaced-%u", number);
    HEADERS("Replaces: replaced-%u;to-tag=a;from-tag=b\r\n", number - (number > 0));
}

static void a_flood_of_replaces(void)
{
    run_flood(replaces);
}

/* Which of ten answers come how often tells apart calls of six messages. */
static void shapes(unsigned number, Word *word)
{
    static char start[32];
    unsigned step = number % 6;
    unsigned digit = number / 6;

    ID("shape-%u", digit);
    if (step == 0)
        return;
    for (unsigned i = 1; i < step; i++)
        digit /= 10;
    g_snprintf(start, sizeof start, "SIP/2.0 18%u Progress", digit % 10);
    word->start = start;
    word->to_tag = "t";
    word->from = 2;
    word->to = 1;
}

static void a_flood_of_shapes(void)
{
    run_flood(shapes);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name) g_test_add_func("/live_floods/" #name, name)
    CASE(a_flood_of_calls);
    CASE(a_flood_of_texts);
    CASE(a_flood_of_one_call_id);
    CASE(a_flood_of_forks);
    CASE(a_flood_of_participants);
    CASE(a_flood_of_linking_values);
    CASE(a_flood_of_one_value);
    CASE(a_flood_of_replaces);
    CASE(a_flood_of_shapes);
    return g_test_run();
}
