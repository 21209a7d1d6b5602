/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/dialog_end.h"
#include "flows/open_calls.h"
#include "tests/support/legs.h"

#define SECOND INT64_C(1000000000)

/* What is read of a file. */
typedef struct Run {
    Exchange *x;
    OpenCalls *open;
} Run;

static void run_init(Run *run)
{
    static const OpenCallsOptions KEPT = { 0 };

    run->x = exchange_new();
    run->open = open_calls_new(run->x->dialogs, &KEPT);
}

static void run_clear(Run *run)
{
    open_calls_free(run->open);
    exchange_free(run->x);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static void hear(Run *run, int64_t seconds, Line line)
{
    open_calls_pass(run->open, seconds * SECOND);
    line.ms = seconds * 1000;
    legs_tell(run->x, line);
    open_calls_hear(run->open, exchange_dialog_id(run->x, run->x->last));
}

static void begin(Run *run, int64_t seconds, const char *id)
{
    hear(run, seconds, (Line){ .call_id = id, .from = "A", .to = "P", .start = "INVITE" });
}

static void refuse(Run *run, int64_t seconds, const char *id)
{
    hear(run, seconds,
         (Line){ .call_id = id, .from = "P", .to = "A", .start = "486 INVITE", .to_tag = "t" });
}

/* "a leaves, b evicted": those that do not stay, by number. */
static char *chosen(const Run *run)
{
    static const char *const WORDS[] = { NULL, "leaves", "evicted" };
    g_autoptr(GByteArray) fates = open_calls_choose(run->open);
    GString *text = g_string_new(NULL);

    g_assert_cmpuint(fates->len, ==, dialogs_len(run->x->dialogs) + 1);
    for (DialogId id = 1; id < fates->len; id++) {
        const Dialog *dialog = dialogs_get(run->x->dialogs, id);
        Slice call_id = { 0 };

        if (fates->data[id] == OPEN_STAYS)
            continue;
        g_assert_nonnull(dialog);
        call_id = texts_get(dialogs_texts(run->x->dialogs), dialog->call_id);
        g_string_append_printf(text, "%s%.*s %s", text->len ? ", " : "", (int)call_id.len,
                               (const char *)call_id.data, WORDS[fates->data[id]]);
    }
    return g_string_free(text, FALSE);
}

#define assert_chosen(run, expected)                                                           \
    do {                                                                                       \
        g_autofree char *chosen_ = chosen(run);                                                \
        g_assert_cmpstr(chosen_, ==, (expected));                                              \
    } while (0)

static void all_that_are_over_leave_and_no_other(void)
{
    g_auto(Run) run;

    run_init(&run);
    assert_chosen(&run, "");
    begin(&run, 0, "a");
    begin(&run, 1, "long");
    begin(&run, 2, "b");
    refuse(&run, 3, "a");
    refuse(&run, 4, "b");
    begin(&run, 60, "late");
    assert_chosen(&run, "a leaves, b leaves");
}

static void where_too_few_are_over_those_leave_that_ended_longest_ago(void)
{
    g_auto(Run) run;

    run_init(&run);
    begin(&run, 0, "a");
    begin(&run, 1, "b");
    begin(&run, 2, "c");
    begin(&run, 3, "d");
    refuse(&run, 4, "c");
    refuse(&run, 5, "b");
    assert_chosen(&run, "c leaves");
}

static void where_too_few_ended_the_oldest_are_evicted(void)
{
    g_auto(Run) run;

    run_init(&run);
    begin(&run, 0, "a");
    begin(&run, 1, "b");
    begin(&run, 2, "c");
    begin(&run, 3, "d");
    begin(&run, 4, "e");
    assert_chosen(&run, "a evicted, b evicted");
}

static void legs_leave_with_their_call_when_all_are_over(void)
{
    Line leg = {
        .call_id = "b", .from = "P", .to = "B", .start = "INVITE", .headers = "X-Call-ID: a\r\n"
    };
    g_auto(Run) run;

    run_init(&run);
    begin(&run, 0, "a");
    hear(&run, 0, leg);
    begin(&run, 0, "other");
    refuse(&run, 1, "a");
    refuse(&run, 1, "other");
    begin(&run, 50, "new");
    assert_chosen(&run, "other leaves");
    hear(&run, 51,
         (Line){
             .call_id = "b", .from = "B", .to = "P", .start = "486 INVITE", .to_tag = "t" });
    begin(&run, 90, "newer");
    assert_chosen(&run, "a leaves, b leaves, other leaves");
}

static void what_was_dropped_is_chosen_no_more_and_links_nothing(void)
{
    Line leg = {
        .call_id = "b", .from = "P", .to = "B", .start = "INVITE", .headers = "X-Call-ID: a\r\n"
    };
    g_auto(Run) run;

    run_init(&run);
    begin(&run, 0, "a");
    assert_chosen(&run, "a evicted");
    open_calls_drop(run.open, 1);
    dialogs_remove(run.x->dialogs, 1, 7);
    assert_chosen(&run, "");
    g_assert_cmpuint(open_calls_dialogs(run.open), ==, 0);
    hear(&run, 1, leg);
    open_calls_finish(run.open);
    g_assert_cmpuint(links_call(open_calls_links(run.open), 1), ==, 1);
}

static size_t memory_of(const Run *run)
{
    return dialogs_memory(run->x->dialogs) + open_calls_memory(run->open);
}

/* Drops what is chosen; how many dialogs that were. */
static unsigned make_room(Run *run)
{
    g_autoptr(GByteArray) fates = open_calls_choose(run->open);
    unsigned left = 0;

    for (DialogId id = 1; id < fates->len; id++) {
        if (fates->data[id] == OPEN_STAYS)
            continue;
        open_calls_drop(run->open, id);
        dialogs_remove(run->x->dialogs, id, id);
        left++;
    }
    return left;
}

/* INVITEs that nobody answers, a hundred a second. */
static void a_flood_that_never_ends_stays_within_a_bound(void)
{
    enum { FLOOD = 20000, LOOK_EVERY = 256, BOUND = 6 << 20 };
    unsigned rounds = 0, left = 0;
    g_auto(Run) run;

    run_init(&run);
    for (unsigned i = 0; i < FLOOD; i++) {
        g_autofree char *id = g_strdup_printf("flood-%u", i);

        begin(&run, i / 100, id);
        g_assert_cmpuint(memory_of(&run), <, BOUND);
        if (i % LOOK_EVERY != 0 || memory_of(&run) < BOUND - BOUND / 8)
            continue;
        rounds++;
        left += make_room(&run);
        g_assert_cmpuint(memory_of(&run), <, BOUND - BOUND / 8);
    }
    g_assert_cmpuint(rounds, >, 2);
    g_assert_cmpuint(rounds, <, 40);
    g_assert_cmpuint(left + open_calls_dialogs(run.open), ==, FLOOD);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/open_calls_choose/over", all_that_are_over_leave_and_no_other);
    g_test_add_func("/open_calls_choose/ended",
                    where_too_few_are_over_those_leave_that_ended_longest_ago);
    g_test_add_func("/open_calls_choose/evicted", where_too_few_ended_the_oldest_are_evicted);
    g_test_add_func("/open_calls_choose/legs", legs_leave_with_their_call_when_all_are_over);
    g_test_add_func("/open_calls_choose/drop",
                    what_was_dropped_is_chosen_no_more_and_links_nothing);
    g_test_add_func("/open_calls_choose/flood", a_flood_that_never_ends_stays_within_a_bound);
    return g_test_run();
}
