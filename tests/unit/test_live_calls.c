/* SPDX-License-Identifier: Apache-2.0 */
#include "src/live_calls.h"

#include "flows/call.h"
#include "tests/support/story.h"

#define SECOND INT64_C(1000000000)
#define BEGIN (INT64_C(1772705702) * SECOND)
#define HOUR 3600
#define LIST(...) ((char *[]){ __VA_ARGS__, NULL })

/* A run, and what it told: "begin 1; update 1 ringing; end 1 conforms". */
typedef struct Run {
    Library *library;
    Selection *selection;
    CallOptions making;
    LiveCalls *calls;
    GString *told;
    GArray *ends;     /* unsigned: how often each number ended */
    char *late;       /* of the last call that was */
    int64_t told_at;  /* when the last was told, by its event */
    uint64_t packets; /* also the messages */
    bool is_silent;   /* nothing is added to `told` */
} Run;

static const char *verdict_of(const Call *call)
{
    static const char *const NAMES[] = { [FLOW_CONFORMS] = "conforms",
                                         [FLOW_INCOMPLETE] = "incomplete",
                                         [FLOW_DEVIATES] = "deviates",
                                         [FLOW_UNKNOWN] = "unknown" };

    if (call->judgement->reason == REASON_EVICTED)
        return "evicted";
    return NAMES[call->judgement->verdict];
}

static void count_end(Run *run, uint64_t id)
{
    if (run->ends->len <= id)
        g_array_set_size(run->ends, (unsigned)id + 1);
    g_array_index(run->ends, unsigned, id)++;
}

static void tell(const Call *call, const LiveEvent *event, bool is_folded, void *user)
{
    Run *run = user;

    run->told_at = event->now;
    if (event->kind == LIVE_END)
        count_end(run, call->id);
    if (call->late) {
        g_free(run->late);
        run->late = g_strdup(call->late);
    }
    if (run->is_silent)
        return;
    g_string_append_printf(run->told, "%s%s %u", run->told->len ? "; " : "",
                           live_event_name(event->kind), (unsigned)call->id);
    if (event->kind == LIVE_UPDATE)
        g_string_append_printf(run->told, " %s", state_name(call->state));
    if (event->kind == LIVE_JOINED)
        g_string_append_printf(run->told, " to %u", (unsigned)event->into);
    if (event->kind == LIVE_END)
        g_string_append_printf(run->told, " %s%s", verdict_of(call), is_folded ? " too" : "");
}

static void run_init(Run *run, const Options *options, uint64_t memory)
{
    LiveCallsOptions with = { .options = options,
                              .making = &run->making,
                              .memory = memory,
                              .wants_texts = true,
                              .tell = tell,
                              .user = run };

    *run = (Run){ .library = library_new(NULL, NULL),
                  .selection = selection_new(options, NULL),
                  .making = { .duplicate_window = SECOND / 10 },
                  .told = g_string_new(NULL),
                  .ends = g_array_new(FALSE, TRUE, sizeof(unsigned)) };
    g_assert_nonnull(run->selection);
    g_assert_true(selection_read_flows(run->selection, run->library, NULL));
    with.library = run->library;
    with.selection = run->selection;
    with.wants_progress = !selection_needs_verdicts(run->selection);
    run->calls = live_calls_new(&with);
}

static void run_clear(Run *run)
{
    live_calls_free(run->calls);
    selection_free(run->selection);
    library_free(run->library);
    g_string_free(run->told, TRUE);
    g_array_unref(run->ends);
    g_free(run->late);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

#define USUAL (64u << 20)
static const Options NO_OPTIONS = { 0 };

/* One message in the words of a test; what is left out has a default. */
typedef struct Word {
    const char *id, *start;
    const char *cseq;    /* "1 INVITE" */
    const char *caller;  /* "1001" */
    const char *headers; /* further ones, each with its line end */
    bool is_back;        /* an answer comes back anyway, */
    bool is_inner;       /* and this is on the leg from 192.0.2.2 to .3 */
} Word;

/* Requests that are sent within a dialog alone. */
static bool is_inside(const char *method)
{
    return g_str_equal(method, "ACK") || g_str_equal(method, "BYE") ||
           g_str_equal(method, "INFO");
}

/* @word is heard @seconds after the beginning. */
static void hear(Run *run, int64_t seconds, Word word)
{
    bool is_answer = g_str_has_prefix(word.start, "SIP/2.0 ");
    bool is_back = word.is_back || is_answer;
    uint8_t left = word.is_inner ? 2 : 1;
    const char *cseq = word.cseq ? word.cseq : "1 INVITE";
    const char *caller = word.caller ? word.caller : "1001";
    g_autofree char *text =
        g_strdup_printf("%s\r\nVia: SIP/2.0/UDP 192.0.2.%u;branch=z9hG4bK%s%.1s%s\r\n"
                        "From: <sip:%s@example.net>;tag=a%s\r\nTo: <sip:1002@example.net>%s\r\n"
                        "Call-ID: %s\r\nCSeq: %s\r\n%sContent-Length: 0\r\n\r\n",
                        word.start, left, word.id, cseq, cseq + 2, caller, word.id,
                        is_answer || is_inside(cseq + 2) ? ";tag=b" : "", word.id, cseq,
                        word.headers ? word.headers : "");
    Arrival arrival = {
        .text = slice_text(text),
        .time = BEGIN + seconds * SECOND,
        .packet = ++run->packets,
        .packets = &arrival.packet,
        .packets_len = 1,
        .src = { .address = { 192, 0, 2, left + is_back }, .port = 5060, .version = 4 },
        .dst = { .address = { 192, 0, 2, left + !is_back }, .port = 5060, .version = 4 },
        .ip_id = (uint16_t)run->packets,
    };
    SipView view;

    g_assert_true(scan_message(arrival.text, &view));
    (void)live_calls_message(run->calls, &arrival, &view);
}

#define INVITE "INVITE sip:1002@example.net SIP/2.0"

static void invite(Run *run, int64_t seconds, const char *id)
{
    hear(run, seconds, (Word){ .id = id, .start = INVITE });
}

static void answer(Run *run, int64_t seconds, const char *id)
{
    hear(run, seconds, (Word){ .id = id, .start = "SIP/2.0 180 Ringing" });
    hear(run, seconds + 1, (Word){ .id = id, .start = "SIP/2.0 200 OK" });
    hear(run, seconds + 1,
         (Word){ .id = id, .start = "ACK sip:1002@192.0.2.2 SIP/2.0", .cseq = "1 ACK" });
}

static void hang_up(Run *run, int64_t seconds, const char *id)
{
    hear(run, seconds,
         (Word){ .id = id, .start = "BYE sip:1002@192.0.2.2 SIP/2.0", .cseq = "2 BYE" });
    hear(run, seconds, (Word){ .id = id, .start = "SIP/2.0 200 OK", .cseq = "2 BYE" });
}

static void pass(Run *run, int64_t seconds)
{
    live_calls_pass(run->calls, BEGIN + seconds * SECOND);
}

#define assert_told(run, expected) g_assert_cmpstr((run).told->str, ==, (expected))

static void a_call_is_told_as_it_begins_changes_and_ends(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, USUAL);
    invite(&run, 0, "a");
    assert_told(run, "begin 1");
    answer(&run, 2, "a");
    hang_up(&run, 10, "a");
    pass(&run, 11);
    assert_told(run, "begin 1; update 1 ringing; update 1 in-call; update 1 completed");
    pass(&run, 60);
    assert_told(run, "begin 1; update 1 ringing; update 1 in-call; update 1 completed; "
                     "end 1 conforms");
    g_assert_cmpint(run.told_at, ==, BEGIN + 60 * SECOND);
    g_assert_cmpuint(live_calls_counts(run.calls).ended, ==, 1);
    g_assert_cmpuint(live_calls_counts(run.calls).dialogs, ==, 0);
}

static void a_state_of_less_than_a_second_is_not_told(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, USUAL);
    invite(&run, 0, "a");
    hear(&run, 0, (Word){ .id = "a", .start = "SIP/2.0 180 Ringing" });
    hear(&run, 0, (Word){ .id = "a", .start = "SIP/2.0 200 OK" });
    pass(&run, 1);
    assert_told(run, "begin 1; update 1 in-call");
}

static void what_is_left_at_the_end_is_told_as_incomplete(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, USUAL);
    invite(&run, 0, "a");
    hear(&run, 0, (Word){ .id = "a", .start = "SIP/2.0 180 Ringing" });
    live_calls_finish(run.calls);
    assert_told(run, "begin 1; end 1 incomplete");
}

static void an_answered_call_that_goes_on_at_the_end_is_incomplete(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, USUAL);
    invite(&run, 0, "a");
    hear(&run, 0, (Word){ .id = "a", .start = "SIP/2.0 200 OK" });
    pass(&run, 1);
    live_calls_finish(run.calls);
    assert_told(run, "begin 1; update 1 in-call; end 1 incomplete");
}

/* The second leg is found out when the call is over. */
static void a_leg_joins_the_earlier_one(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, USUAL);
    invite(&run, 0, "a");
    hear(&run, 0,
         (Word){ .id = "b", .start = INVITE, .headers = "X-Call-ID: a\r\n", .is_inner = true });
    hear(&run, 1, (Word){ .id = "b", .start = "SIP/2.0 486 Busy Here", .is_inner = true });
    hear(&run, 1, (Word){ .id = "a", .start = "SIP/2.0 486 Busy Here" });
    live_calls_finish(run.calls);
    g_assert_nonnull(strstr(run.told->str, "begin 1; begin 2; "));
    g_assert_nonnull(strstr(run.told->str, "; joined 2 to 1; end 1 "));
    g_assert_null(strstr(run.told->str, "end 2"));
    g_assert_cmpuint(live_calls_counts(run.calls).begun, ==, 2);
    g_assert_cmpuint(live_calls_counts(run.calls).ended, ==, 1);
    g_assert_cmpuint(live_calls_counts(run.calls).joined, ==, 1);
}

static void a_message_of_a_call_that_was_told_begins_one_that_says_so(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, USUAL);
    invite(&run, 0, "a");
    answer(&run, 0, "a");
    hang_up(&run, 5, "a");
    pass(&run, 60);
    g_assert_null(run.late);
    hear(&run, 90, (Word){ .id = "a", .start = "BYE sip:1 SIP/2.0", .cseq = "2 BYE" });
    g_assert_cmpstr(run.late, ==, "late: call 1");
    live_calls_finish(run.calls);
    g_assert_cmpstr(run.late, ==, "late: call 1");
    g_assert_nonnull(strstr(run.told->str, "; end 1 conforms; begin 2; end 2 "));
}

static void registration(Run *run, int64_t seconds, const char *cseq, const char *expires)
{
    g_autofree char *headers =
        g_strdup_printf("Contact: <sip:1001@192.0.2.1>\r\nExpires: %s\r\n", expires);

    hear(run, seconds,
         (Word){ .id = "r",
                 .start = "REGISTER sip:example.net SIP/2.0",
                 .cseq = cseq,
                 .headers = headers });
    hear(run, seconds,
         (Word){ .id = "r", .start = "SIP/2.0 200 OK", .cseq = cseq, .headers = headers });
}

static void refreshes_are_told_with_the_first_until_it_is_ended(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, USUAL);
    registration(&run, 0, "1 REGISTER", "600");
    registration(&run, 500, "2 REGISTER", "600");
    registration(&run, 1000, "3 REGISTER", "0");
    registration(&run, 1500, "4 REGISTER", "600");
    live_calls_finish(run.calls);
    g_assert_nonnull(strstr(run.told->str, "end 1 conforms;"));
    g_assert_nonnull(strstr(run.told->str, "end 2 conforms too;"));
    g_assert_nonnull(strstr(run.told->str, "end 3 conforms;"));
    g_assert_true(g_str_has_suffix(run.told->str, "end 4 conforms"));
}

static void with_unfold_each_refresh_is_told(void)
{
    g_auto(Run) run;

    run_init(&run, &(Options){ .unfold = true }, USUAL);
    registration(&run, 0, "1 REGISTER", "600");
    registration(&run, 500, "2 REGISTER", "600");
    live_calls_finish(run.calls);
    g_assert_null(strstr(run.told->str, " too"));
}

static void other_callers_are_counted_and_not_told(void)
{
    g_auto(Run) run;

    run_init(&run, &(Options){ .from = LIST((char *)"1007") }, USUAL);
    invite(&run, 0, "a");
    hear(&run, 0, (Word){ .id = "b", .start = INVITE, .caller = "1007" });
    answer(&run, 1, "a");
    live_calls_finish(run.calls);
    assert_told(run, "begin 2; end 2 incomplete");
    g_assert_cmpuint(live_calls_counts(run.calls).ended, ==, 2);
}

static void who_selects_by_verdict_is_told_how_calls_end_alone(void)
{
    g_auto(Run) run;

    run_init(&run, &(Options){ .verdicts = LIST((char *)"conforms") }, USUAL);
    invite(&run, 0, "a");
    invite(&run, 0, "b");
    answer(&run, 0, "a");
    hang_up(&run, 5, "a");
    live_calls_finish(run.calls);
    assert_told(run, "end 1 conforms");
}

/* None of them ends, and all have another number. */
static void ten_thousand_that_never_end_stay_within_the_bound(void)
{
    const unsigned calls = 10000;
    const uint64_t bound = 2 << 20;
    g_auto(Run) run;
    LiveCounts counts;

    run_init(&run, &NO_OPTIONS, bound);
    run.is_silent = true;
    for (unsigned i = 0; i < calls; i++) {
        g_autofree char *id = g_strdup_printf("call-%u", i);

        invite(&run, i / 1000, id);
        counts = live_calls_counts(run.calls);
        if (counts.messages % 256 == 0)
            g_assert_cmpuint(counts.memory, <=, bound);
    }
    counts = live_calls_counts(run.calls);
    g_assert_cmpuint(counts.evicted, >, 0);
    g_assert_cmpuint(counts.evicted, ==, counts.ended);
    g_assert_cmpuint(counts.evicted + counts.dialogs, ==, calls);
    live_calls_finish(run.calls);
    counts = live_calls_counts(run.calls);
    g_assert_cmpuint(counts.ended, ==, calls);
    g_assert_cmpuint(counts.dialogs, ==, 0);
    for (unsigned id = 1; id <= calls; id++)
        g_assert_cmpuint(g_array_index(run.ends, unsigned, id), ==, 1);
    g_assert_cmpuint(message_texts_memory(live_calls_texts(run.calls)), ==, 0);
}

/* One dialog alone exceeds the bound: it is told in parts. */
static void one_that_never_ends_is_evicted_and_goes_on_as_a_late_one(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, 1 << 20);
    invite(&run, 0, "a");
    run.is_silent = true;
    for (unsigned i = 2; i < 20000; i++)
        hear(&run, i / 10,
             (Word){ .id = "a", .start = "INFO sip:1002@192.0.2.2 SIP/2.0", .cseq = "2 INFO" });
    g_assert_cmpuint(live_calls_counts(run.calls).evicted, >, 1);
    g_assert_cmpuint(live_calls_counts(run.calls).memory, <, 2 << 20);
    live_calls_finish(run.calls);
    g_assert_cmpstr(run.late, !=, NULL);
}

static void what_was_evicted_says_so(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, 4096); /* less than anything takes */
    for (unsigned i = 0; i < 256; i++)
        hear(&run, 0, (Word){ .id = "a", .start = INVITE });
    assert_told(run, "begin 1; end 1 evicted");
}

static void what_had_ended_is_judged_as_it_went_when_memory_is_short(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, 4096);
    invite(&run, 0, "a");
    answer(&run, 1, "a");
    hang_up(&run, 5, "a");
    for (unsigned i = 6; i < 256; i++)
        hear(&run, 6, (Word){ .id = "b", .start = INVITE });
    g_assert_nonnull(strstr(run.told->str, "; end 1 conforms; end 2 evicted"));
    g_assert_cmpuint(live_calls_counts(run.calls).evicted, ==, 2);
}

static void texts_are_dropped_with_their_calls(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, USUAL);
    invite(&run, 0, "a");
    answer(&run, 1, "a");
    g_assert_cmpuint(message_texts_memory(live_calls_texts(run.calls)), >, 0);
    hang_up(&run, 5, "a");
    pass(&run, 100);
    g_assert_cmpuint(message_texts_memory(live_calls_texts(run.calls)), ==, 0);
}

static void episodes_that_an_invite_joins_give_their_numbers_up(void)
{
    static const char *const OPTIONS = "OPTIONS sip:1002@example.net SIP/2.0";
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, USUAL);
    hear(&run, 0, (Word){ .id = "a", .start = OPTIONS, .cseq = "1 OPTIONS" });
    hear(&run, 0, (Word){ .id = "a", .start = "SIP/2.0 200 OK", .cseq = "1 OPTIONS" });
    hear(&run, 1, (Word){ .id = "a", .start = OPTIONS, .cseq = "2 OPTIONS" });
    hear(&run, 1, (Word){ .id = "a", .start = "SIP/2.0 200 OK", .cseq = "2 OPTIONS" });
    hear(&run, 2, (Word){ .id = "a", .start = INVITE, .cseq = "3 INVITE" });
    g_assert_nonnull(strstr(run.told->str, "begin 2"));
    g_assert_nonnull(strstr(run.told->str, "; joined 2 to 1"));
    live_calls_finish(run.calls);
    g_assert_null(strstr(run.told->str, "end 2"));
    g_assert_cmpuint(live_calls_counts(run.calls).begun, ==,
                     live_calls_counts(run.calls).ended + live_calls_counts(run.calls).joined);
}

/* Time goes on from where the clock was set to. */
static void a_clock_that_steps_back_an_hour_loses_no_call(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, USUAL);
    invite(&run, HOUR, "a");
    hear(&run, HOUR + 2, (Word){ .id = "a", .start = "SIP/2.0 180 Ringing" });
    invite(&run, 3, "b");
    answer(&run, 4, "a");
    answer(&run, 4, "b");
    hang_up(&run, 10, "a");
    hang_up(&run, 10, "b");
    pass(&run, 11);
    g_assert_null(strstr(run.told->str, "end"));
    pass(&run, 60);
    g_assert_nonnull(strstr(run.told->str, "end 1 conforms"));
    g_assert_nonnull(strstr(run.told->str, "end 2 conforms"));
    g_assert_cmpuint(live_calls_counts(run.calls).dialogs, ==, 0);
}

static void a_clock_that_steps_forward_ends_what_is_silent(void)
{
    g_auto(Run) run;

    run_init(&run, &NO_OPTIONS, USUAL);
    invite(&run, 0, "a");
    answer(&run, 1, "a");
    pass(&run, HOUR);
    hang_up(&run, HOUR + 1, "a");
    g_assert_null(strstr(run.told->str, "end"));
    pass(&run, HOUR + 60);
    g_assert_true(g_str_has_suffix(run.told->str, "end 1 conforms"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name) g_test_add_func("/live_calls/" #name, name)
    CASE(a_call_is_told_as_it_begins_changes_and_ends);
    CASE(a_state_of_less_than_a_second_is_not_told);
    CASE(what_is_left_at_the_end_is_told_as_incomplete);
    CASE(an_answered_call_that_goes_on_at_the_end_is_incomplete);
    CASE(a_leg_joins_the_earlier_one);
    CASE(a_message_of_a_call_that_was_told_begins_one_that_says_so);
    CASE(refreshes_are_told_with_the_first_until_it_is_ended);
    CASE(with_unfold_each_refresh_is_told);
    CASE(other_callers_are_counted_and_not_told);
    CASE(who_selects_by_verdict_is_told_how_calls_end_alone);
    CASE(ten_thousand_that_never_end_stay_within_the_bound);
    CASE(one_that_never_ends_is_evicted_and_goes_on_as_a_late_one);
    CASE(what_was_evicted_says_so);
    CASE(what_had_ended_is_judged_as_it_went_when_memory_is_short);
    CASE(texts_are_dropped_with_their_calls);
    CASE(episodes_that_an_invite_joins_give_their_numbers_up);
    CASE(a_clock_that_steps_back_an_hour_loses_no_call);
    CASE(a_clock_that_steps_forward_ends_what_is_silent);
    return g_test_run();
}
