/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/open_calls.h"

#include "flows/dialog_end.h"
#include "tests/support/legs.h"

#define SECOND INT64_C(1000000000)
#define HOUR (3600 * SECOND)

/* A run: what is told to it, and the groups that were closed, as "a+b|c(42s) d(50s)": '+' joins
 * the dialogs of a call, '|' related calls, and the seconds are those that had passed. */
typedef struct Run {
    Exchange *x;
    OpenCalls *open;
    GString *told;
    MessageId heard; /* all messages up to it */
    int64_t now;     /* s */
    unsigned to_evict;
    unsigned calls;
} Run;

static void tell_closed(const ClosedCalls *closed, void *user)
{
    Run *run = user;
    const Links *links = open_calls_links(run->open);

    for (unsigned i = 0; i < closed->len; i++) {
        const Dialog *dialog = dialogs_get(run->x->dialogs, closed->dialogs[i]);
        Slice id = texts_get(dialogs_texts(run->x->dialogs), dialog->call_id);
        bool is_leg = i > 0 && links_call(links, closed->dialogs[i - 1]) ==
                                   links_call(links, closed->dialogs[i]);

        g_string_append(run->told, is_leg ? "+" : i ? "|" : run->told->len ? " " : "");
        g_string_append_len(run->told, (const char *)id.data, (gssize)id.len);
    }
    g_string_append_printf(run->told, "(%" G_GINT64_FORMAT "s%s)", run->now,
                           closed->is_evicted ? "!" : "");
    for (unsigned i = 0; i < closed->len; i++)
        dialogs_remove(run->x->dialogs, closed->dialogs[i], ++run->calls);
    run->to_evict -= run->to_evict > 0;
}

static void run_init(Run *run, const OpenCallsOptions *options)
{
    OpenCallsOptions with = *options;

    *run = (Run){ .x = exchange_new(), .told = g_string_new(NULL) };
    with.closed = tell_closed;
    with.user = run;
    run->open = open_calls_new(run->x->dialogs, &with);
}

static void run_clear(Run *run)
{
    open_calls_free(run->open);
    exchange_free(run->x);
    g_string_free(run->told, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* Time goes on to @seconds. */
static void pass(Run *run, int64_t seconds)
{
    run->now = seconds;
    open_calls_pass(run->open, seconds * SECOND);
}

/* A message of dialog @id, @seconds after the beginning. */
static void hear(Run *run, int64_t seconds, Line line)
{
    pass(run, seconds);
    line.ms = seconds * 1000;
    legs_tell(run->x, line);
    open_calls_hear(run->open, exchange_dialog_id(run->x, run->x->last));
}

static Line line(const char *id, const char *from, const char *to, const char *start)
{
    bool is_initial = g_str_equal(start, "INVITE");

    return (Line){
        .call_id = id, .from = from, .to = to, .start = start, .to_tag = is_initial ? NULL : "t"
    };
}

/* A call from A by P that is answered at once and ends @seconds later. */
static void call(Run *run, int64_t at, const char *id, int64_t seconds)
{
    hear(run, at, line(id, "A", "P", "INVITE"));
    hear(run, at, line(id, "P", "A", "200 INVITE"));
    hear(run, at + seconds, line(id, "A", "P", "BYE"));
    hear(run, at + seconds, line(id, "P", "A", "200 BYE"));
}

#define assert_closed(run, expected) g_assert_cmpstr((run).told->str, ==, (expected))

/* Two legs by a header. */
static void begin_legs(Run *run)
{
    Line second = line("b", "P", "B", "INVITE");

    second.headers = "X-Call-ID: a\r\n";
    hear(run, 0, line("a", "A", "P", "INVITE"));
    hear(run, 0, second);
    hear(run, 1, line("b", "B", "P", "486 INVITE"));
}

static const OpenCallsOptions USUAL = { 0 };

static void a_call_is_over_when_nobody_repeats_its_end_any_more(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    call(&run, 0, "a", 10);
    pass(&run, 42);
    assert_closed(run, "");
    pass(&run, 43);
    assert_closed(run, "a(43s)");
}

static void what_is_heard_in_the_linger_lengthens_it(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    call(&run, 0, "a", 10);
    hear(&run, 40, line("a", "P", "A", "200 BYE"));
    pass(&run, 72);
    assert_closed(run, "");
    pass(&run, 73);
    assert_closed(run, "a(73s)");
}

static void an_unanswered_invite_is_given_up_after_five_minutes(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    hear(&run, 0, line("a", "A", "P", "INVITE"));
    hear(&run, 1, line("a", "P", "A", "180 INVITE"));
    pass(&run, 301);
    assert_closed(run, "");
    pass(&run, 302);
    assert_closed(run, "a(302s)");
}

static void an_answered_call_waits_for_its_session_timer_or_the_bound(void)
{
    g_auto(Run) run;
    Line answer = line("timed", "P", "A", "200 INVITE");

    run_init(&run, &(OpenCallsOptions){ .max_call = HOUR });
    hear(&run, 0, line("timed", "A", "P", "INVITE"));
    answer.headers = "Session-Expires: 1800;refresher=uac\r\n";
    hear(&run, 0, answer);
    hear(&run, 0, line("silent", "A", "P", "INVITE"));
    hear(&run, 0, line("silent", "P", "A", "200 INVITE"));
    pass(&run, 1832);
    assert_closed(run, "");
    pass(&run, 1833);
    assert_closed(run, "timed(1833s)");
    pass(&run, 3601);
    assert_closed(run, "timed(1833s) silent(3601s)");
}

static void a_registration_is_over_when_it_is_answered(void)
{
    g_auto(Run) run;
    Line answer = line("r", "P", "A", "200 REGISTER");
    Line request = line("r", "A", "P", "REGISTER");

    run_init(&run, &USUAL);
    request.to_tag = NULL;
    for (unsigned i = 0; i < 3; i++) {
        g_autofree char *cseq = g_strdup_printf("%u REGISTER", i + 1);

        request.cseq = answer.cseq = cseq;
        hear(&run, 1000 * i, request);
        hear(&run, 1000 * i, answer);
        g_assert_cmpuint(open_calls_dialogs(run.open), ==, 1);
    }
    pass(&run, 2033);
    assert_closed(run, "r(1000s) r(2000s) r(2033s)");
    g_assert_cmpuint(open_calls_dialogs(run.open), ==, 0);
}

static void a_subscription_that_never_pauses_is_told_in_parts(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    for (unsigned i = 0; i < 2 * OPEN_EPISODE_MAX; i++) {
        g_autofree char *cseq = g_strdup_printf("%u NOTIFY", i + 1);
        Line notice = line("n", "P", "A", "NOTIFY");

        notice.cseq = cseq;
        hear(&run, 10 * i, notice);
        g_assert_cmpuint(dialogs_get(run.x->dialogs, 1)->messages, <=, OPEN_EPISODE_MAX);
    }
    g_assert_cmpuint(open_calls_dialogs(run.open), ==, 1);
    assert_closed(run, "n(5120s)");
}

static void legs_of_one_call_are_over_together(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    begin_legs(&run);
    pass(&run, 100);
    assert_closed(run, "");
    hear(&run, 101, line("a", "P", "A", "486 INVITE"));
    pass(&run, 134);
    assert_closed(run, "a+b(134s)");
}

static void without_links_each_leg_is_over_by_itself(void)
{
    g_auto(Run) run;

    run_init(&run, &(OpenCallsOptions){ .no_link = true });
    begin_legs(&run);
    pass(&run, 100);
    assert_closed(run, "b(100s)");
}

static void a_message_of_a_call_that_was_closed_begins_another(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    call(&run, 0, "a", 1);
    hear(&run, 60, line("a", "A", "P", "BYE"));
    assert_closed(run, "a(60s)");
    g_assert_cmpuint(dialogs_get(run.x->dialogs, 1)->messages, ==, 1);
    g_assert_cmpuint(dialogs_get(run.x->dialogs, 1)->late, ==, 1);
}

static void a_message_of_a_leg_that_was_closed_is_a_leg_while_its_call_is_open(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    begin_legs(&run);
    hear(&run, 100, line("b", "B", "P", "486 INVITE"));
    hear(&run, 101, line("a", "P", "A", "486 INVITE"));
    g_assert_cmpstr(run.told->str, ==, "");
    pass(&run, 150);
    assert_closed(run, "a+b+b(150s)");
}

static void a_run_over_files_keeps_everything_and_closes_the_same(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(OpenCalls) open = open_calls_new(x->dialogs, &USUAL);
    Run run = { .x = x, .open = open };

    begin_legs(&run);
    hear(&run, 100, line("b", "B", "P", "486 INVITE"));
    hear(&run, 101, line("a", "P", "A", "486 INVITE"));
    hear(&run, 200, line("a", "P", "A", "486 INVITE"));
    open_calls_finish(open);
    g_assert_cmpuint(dialogs_len(x->dialogs), ==, 4);
    for (DialogId leg = 1; leg <= 3; leg++)
        g_assert_cmpuint(links_call(open_calls_links(open), leg), ==, 1);
    g_assert_cmpstr(links_evidence(open_calls_links(open), 3), ==, "call-id");
    g_assert_cmpuint(links_call(open_calls_links(open), 4), ==, 4);
    g_assert_cmpuint(dialogs_get(x->dialogs, 4)->late, ==, 1);
    g_assert_cmpstr(links_evidence(open_calls_links(open), 2), ==, "x-call-id");
    g_assert_cmpuint(links_counts(open_calls_links(open)).common_values, ==, 0);
}

static void few_ripe_calls_among_many_wait_for_a_round(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    for (unsigned i = 0; i < 10; i++) {
        g_autofree char *id = g_strdup_printf("long-%u", i);

        hear(&run, 0, line(id, "A", "P", "INVITE"));
    }
    call(&run, 0, "short", 1);
    pass(&run, 49);
    assert_closed(run, "");
    pass(&run, 50);
    assert_closed(run, "short(50s)");
}

/* However often time is looked at, the same is closed, and linked the same. */
static void seconds_that_nobody_looked_at_are_passed_one_by_one(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    begin_legs(&run);
    hear(&run, 5, line("a", "P", "A", "486 INVITE"));
    call(&run, 10, "c", 1);
    pass(&run, 10000);
    assert_closed(run, "a+b(10000s) c(10000s)");
}

static void a_clock_that_steps_back_ends_nothing(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    pass(&run, 7200);
    hear(&run, 7200, line("a", "A", "P", "INVITE"));
    hear(&run, 3600, line("a", "P", "A", "180 INVITE"));
    pass(&run, 3610);
    assert_closed(run, "");
    pass(&run, 3600 + 301);
    assert_closed(run, "a(3901s)");
}

static void packets_without_a_time_at_the_begin_let_none_pass(void)
{
    g_auto(Run) run;

    run_init(&run, &(OpenCallsOptions){ 0 });
    open_calls_pass(run.open, TIME_NONE);
    call(&run, 1, "a", 4);
    pass(&run, 30);
    assert_closed(run, "");
}

static void one_time_stamp_far_ahead_is_not_believed(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    hear(&run, 0, line("a", "A", "P", "INVITE"));
    pass(&run, INT64_C(2000000000));
    pass(&run, 1);
    assert_closed(run, "");
    pass(&run, INT64_C(2000000000));
    pass(&run, INT64_C(2000000001));
    assert_closed(run, "a(2000000001s)");
}

static bool must_evict(void *user)
{
    return ((Run *)user)->to_evict > 0;
}

static void those_that_ended_are_evicted_first(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    hear(&run, 0, line("oldest", "A", "P", "INVITE"));
    hear(&run, 1, line("younger", "A", "P", "INVITE"));
    call(&run, 2, "ended", 1);
    call(&run, 3, "ended-later", 1);
    run.to_evict = 3;
    g_assert_cmpuint(open_calls_evict(run.open, must_evict, &run), ==, 3);
    assert_closed(run, "ended(4s!) ended-later(4s!) oldest(4s!)");
    g_assert_cmpuint(open_calls_dialogs(run.open), ==, 1);
}

static void at_the_end_everything_is_closed(void)
{
    g_auto(Run) run;

    run_init(&run, &USUAL);
    begin_legs(&run);
    hear(&run, 2, line("r", "A", "P", "OPTIONS"));
    open_calls_finish(run.open);
    assert_closed(run, "a+b(2s) r(2s)");
    g_assert_cmpuint(open_calls_dialogs(run.open), ==, 0);
}

/* What is removed leaves no trace: memory stays that of the calls that are open. */
static void weeks_of_calls_keep_memory_flat(void)
{
    g_auto(Run) run;
    size_t early = 0;

    run_init(&run, &USUAL);
    for (unsigned i = 0; i < 20000; i++) {
        g_autofree char *id = g_strdup_printf("call-%u", i);

        call(&run, i, id, 1);
        if (i == 2000)
            early = open_calls_memory(run.open) + dialogs_memory(run.x->dialogs);
    }
    g_assert_cmpuint(open_calls_dialogs(run.open), <, 100);
    g_assert_cmpuint(open_calls_memory(run.open) + dialogs_memory(run.x->dialogs), <,
                     early + 18000 * 2 * 64 + 4096);
}

static void of_calls_that_went_the_youngest_are_remembered_where_memory_is_short(void)
{
    const size_t entry = 64;
    g_auto(Run) run;
    size_t before;
    size_t after;

    run_init(&run, &USUAL);
    for (unsigned i = 0; i < 1000; i++) {
        g_autofree char *id = g_strdup_printf("call-%u", i);

        call(&run, i, id, 1);
    }
    before = open_calls_memory(run.open) + dialogs_memory(run.x->dialogs);
    open_calls_forget(run.open, 2 * 100 * entry);
    after = open_calls_memory(run.open) + dialogs_memory(run.x->dialogs);
    g_assert_cmpuint(before - after, >=, 2 * 800 * entry);
    open_calls_forget(run.open, 2 * 100 * entry);
    g_assert_cmpuint(open_calls_memory(run.open) + dialogs_memory(run.x->dialogs), ==, after);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/open_calls/over", a_call_is_over_when_nobody_repeats_its_end_any_more);
    g_test_add_func("/open_calls/linger", what_is_heard_in_the_linger_lengthens_it);
    g_test_add_func("/open_calls/ringing", an_unanswered_invite_is_given_up_after_five_minutes);
    g_test_add_func("/open_calls/answered",
                    an_answered_call_waits_for_its_session_timer_or_the_bound);
    g_test_add_func("/open_calls/register", a_registration_is_over_when_it_is_answered);
    g_test_add_func("/open_calls/notices", a_subscription_that_never_pauses_is_told_in_parts);
    g_test_add_func("/open_calls/legs", legs_of_one_call_are_over_together);
    g_test_add_func("/open_calls/no_link", without_links_each_leg_is_over_by_itself);
    g_test_add_func("/open_calls/late", a_message_of_a_call_that_was_closed_begins_another);
    g_test_add_func("/open_calls/late_leg",
                    a_message_of_a_leg_that_was_closed_is_a_leg_while_its_call_is_open);
    g_test_add_func("/open_calls/files", a_run_over_files_keeps_everything_and_closes_the_same);
    g_test_add_func("/open_calls/round", few_ripe_calls_among_many_wait_for_a_round);
    g_test_add_func("/open_calls/silence", seconds_that_nobody_looked_at_are_passed_one_by_one);
    g_test_add_func("/open_calls/back", a_clock_that_steps_back_ends_nothing);
    g_test_add_func("/open_calls/leap", one_time_stamp_far_ahead_is_not_believed);
    g_test_add_func("/open_calls/evict", those_that_ended_are_evicted_first);
    g_test_add_func("/open_calls/untimed", packets_without_a_time_at_the_begin_let_none_pass);
    g_test_add_func("/open_calls/finish", at_the_end_everything_is_closed);
    g_test_add_func("/open_calls/forget",
                    of_calls_that_went_the_youngest_are_remembered_where_memory_is_short);
    g_test_add_func("/open_calls/weeks", weeks_of_calls_keep_memory_flat);
    return g_test_run();
}
