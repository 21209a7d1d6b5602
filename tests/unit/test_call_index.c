/* SPDX-License-Identifier: Apache-2.0 */
#include "src/call_index.h"

#include "flows/dialog_end.h"
#include "flows/open_calls.h"
#include "tests/support/linked.h"
#include "tests/support/story.h"

#define FOLDED true
#define LIST(...) ((char *[]){ __VA_ARGS__, NULL })

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

/* A request of @method and its answer, 20 ms later. */
static void say_pair(Story *story, int64_t ms, const char *method, const char *call_id,
                     const char *from, const char *headers)
{
    g_autofree char *line = g_strconcat(method, " sip:example.net SIP/2.0", NULL);
    g_autofree char *cseq = g_strconcat("1 ", method, NULL);
    Said request = { .ms = ms,
                     .start_line = line,
                     .cseq = cseq,
                     .call_id = call_id,
                     .from = from,
                     .headers = headers };
    Said answer = { .ms = ms + 20,
                    .start_line = "SIP/2.0 200 OK",
                    .cseq = cseq,
                    .call_id = call_id,
                    .from = "192.0.2.2:5060",
                    .to = from ? from : "192.0.2.1:5060",
                    .to_tag = "t",
                    .headers = headers };

    story_say(story, request);
    story_say(story, answer);
}

/* The index as "call-id+folded ", with '-' for what is folded away and '!' for what is not
 * selected. */
static char *told(const Story *story, Options options, bool folds)
{
    g_autoptr(Selection) selection = selection_new(&options, NULL);
    g_autoptr(Links) links = options.no_link ? NULL : linked(story->dialogs);
    g_autoptr(CallIndex) index =
        call_index_new(story->dialogs, &(CallIndexOptions){ links, selection, .folds = folds });
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < index->len; i++) {
        const CallEntry *entry = &index->entries[i];
        Slice id = texts_get(dialogs_texts(story->dialogs),
                             dialogs_get(story->dialogs, entry->dialog)->call_id);

        g_string_append_printf(text, "%s%s%s%.*s", i ? " " : "", entry->is_selected ? "" : "!",
                               entry->folded_into ? "-" : "", (int)id.len,
                               (const char *)id.data);
        if (entry->folded)
            g_string_append_printf(text, "+%u", entry->folded);
    }
    return g_string_free(text, FALSE);
}

#define assert_told(story, options, folds, expected)                                           \
    do {                                                                                       \
        g_autofree char *told_ = told(&(story), (Options)options, (folds));                    \
        g_assert_cmpstr(told_, ==, (expected));                                                \
    } while (0)

static void calls_are_numbered_by_the_time_they_began(void)
{
    g_auto(Story) story;

    story_init(&story);
    assert_told(story, { 0 }, FOLDED, "");
    say_pair(&story, 3000, "MESSAGE", "late", NULL, NULL);
    say_pair(&story, 1000, "MESSAGE", "early", NULL, NULL);
    say_pair(&story, 3000, "MESSAGE", "same", NULL, NULL);
    assert_told(story, { 0 }, FOLDED, "early late same");
}

static void pings_of_the_same_two_are_one_line(void)
{
    g_auto(Story) story;

    story_init(&story);
    say_pair(&story, 0, "OPTIONS", "a", NULL, NULL);
    say_pair(&story, 100, "OPTIONS", "b", NULL, NULL);
    say_pair(&story, 200, "OPTIONS", "other", "192.0.2.9:5060", NULL);
    say_pair(&story, 300, "OPTIONS", "c", NULL, NULL);
    say_pair(&story, 400, "MESSAGE", "m", NULL, NULL);
    assert_told(story, { 0 }, FOLDED, "a+2 -b other -c m");
    assert_told(story, { 0 }, !FOLDED, "a b other c m");
}

static void a_call_knows_which_one_it_is_told_with(void)
{
    g_auto(Story) story;
    Options options = { 0 };
    CallOptions making = { 0 };
    g_autoptr(Selection) selection = selection_new(&options, NULL);
    g_autoptr(Links) links = NULL;
    g_autoptr(CallIndex) index = NULL;
    static const unsigned INTO[] = { 0, 0, 1 };

    story_init(&story);
    say_pair(&story, 0, "OPTIONS", "a", NULL, NULL);
    say_pair(&story, 100, "MESSAGE", "m", NULL, NULL);
    say_pair(&story, 200, "OPTIONS", "b", NULL, NULL);
    links = linked(story.dialogs);
    index =
        call_index_new(story.dialogs, &(CallIndexOptions){ links, selection, .folds = FOLDED });
    for (unsigned i = 0; i < G_N_ELEMENTS(INTO); i++) {
        g_autoptr(Call) call = call_index_make(index, i, story.dialogs, &making);

        g_assert_cmpuint(call->folded_into, ==, INTO[i]);
    }
}

static void a_ping_without_an_answer_has_its_line(void)
{
    g_auto(Story) story;

    story_init(&story);
    say_pair(&story, 0, "OPTIONS", "a", NULL, NULL);
    story_say(&story, (Said){ .ms = 100,
                              .start_line = "OPTIONS sip:example.net SIP/2.0",
                              .cseq = "1 OPTIONS",
                              .call_id = "lost" });
    say_pair(&story, 200, "OPTIONS", "b", NULL, NULL);
    assert_told(story, { 0 }, FOLDED, "a+1 lost -b");
}

static void refreshes_are_told_with_their_registration(void)
{
    static const char *const KEEP = "Expires: 60\r\nContact: <sip:1001@192.0.2.1>\r\n";
    static const char *const END = "Expires: 0\r\nContact: <sip:1001@192.0.2.1>\r\n";
    g_auto(Story) story;

    story_init(&story);
    say_pair(&story, 0, "REGISTER", "a", NULL, KEEP);
    say_pair(&story, 1000, "REGISTER", "b", NULL, KEEP);
    say_pair(&story, 2000, "REGISTER", "end", NULL, END);
    say_pair(&story, 3000, "REGISTER", "c", NULL, KEEP);
    assert_told(story, { 0 }, FOLDED, "a+1 -b end c");
}

static void who_asks_for_a_call_sees_it(void)
{
    g_auto(Story) story;

    story_init(&story);
    say_pair(&story, 0, "OPTIONS", "a", NULL, NULL);
    say_pair(&story, 100, "OPTIONS", "b", NULL, NULL);
    say_pair(&story, 200, "MESSAGE", "m", NULL, NULL);
    assert_told(story, { .numbers = LIST("2") }, FOLDED, "!a b !m");
    assert_told(story, { .methods = LIST("OPTIONS") }, FOLDED, "a b !m");
    assert_told(story, { .methods = LIST("!OPTIONS") }, FOLDED, "!a !b m");
}

static void a_line_counts_only_what_is_selected(void)
{
    g_auto(Story) story;

    story_init(&story);
    say_pair(&story, 0, "OPTIONS", "a", NULL, NULL);
    say_pair(&story, 100, "OPTIONS", "b", NULL, NULL);
    assert_told(story, { .from = LIST("1001") }, FOLDED, "a+1 -b");
    assert_told(story, { .from = LIST("1009") }, FOLDED, "!a !b");
}

/* A calls P, which calls B on under another Call-ID, and later C. */
static void tell_legs(Story *story)
{
    story_init(story);
    story_say(story, (Said){ .start_line = "INVITE sip:2@example.net SIP/2.0",
                             .call_id = "a",
                             .from_tag = "a" });
    story_say(story, (Said){ .ms = 5,
                             .start_line = "INVITE sip:3@example.net SIP/2.0",
                             .call_id = "x",
                             .from_tag = "x",
                             .from = "192.0.2.7:5060" });
    story_say(story, (Said){ .ms = 10,
                             .start_line = "INVITE sip:2@example.net SIP/2.0",
                             .call_id = "b",
                             .from_tag = "b",
                             .from = "192.0.2.2:5060",
                             .to = "192.0.2.3:5060",
                             .headers = "X-Call-ID: a\r\n" });
    story_say(story, (Said){ .ms = 9000,
                             .start_line = "INVITE sip:9@example.net SIP/2.0",
                             .call_id = "c",
                             .from_tag = "c",
                             .from = "192.0.2.4:5060",
                             .headers = "Replaces: b;to-tag=t;from-tag=f\r\n" });
}

/* The legs of the call at @at, "a b x-call-id". */
static char *legs_of(const CallIndex *index, const Story *story, unsigned at)
{
    CallOptions options = { 0 };
    g_autoptr(Call) call = call_index_make(index, at, story->dialogs, &options);
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < call->dialogs_len; i++) {
        Slice id = texts_get(dialogs_texts(story->dialogs), call->dialogs[i]->call_id);

        g_string_append_printf(text, "%s%.*s", i ? " " : "", (int)id.len,
                               (const char *)id.data);
        if (call->linked_by[i])
            g_string_append_printf(text, " %s", call->linked_by[i]);
    }
    return g_string_free(text, FALSE);
}

static void legs_are_one_call(void)
{
    g_auto(Story) story;
    Options options = { .no_link = false };
    g_autoptr(Selection) selection = selection_new(&options, NULL);
    g_autoptr(Links) links = NULL;
    g_autoptr(CallIndex) index = NULL;
    g_autofree char *legs = NULL;

    tell_legs(&story);
    links = linked(story.dialogs);
    index =
        call_index_new(story.dialogs, &(CallIndexOptions){ links, selection, .folds = FOLDED });
    g_assert_cmpuint(index->len, ==, 3);
    legs = legs_of(index, &story, 0);
    g_assert_cmpstr(legs, ==, "a b x-call-id");
}

static void without_links_each_dialog_is_a_call(void)
{
    g_auto(Story) story;

    tell_legs(&story);
    assert_told(story, { .no_link = true }, FOLDED, "a x b c");
    assert_told(story, { .no_link = false }, FOLDED, "a x c");
}

static void a_call_is_selected_by_any_of_its_legs(void)
{
    g_auto(Story) story;

    tell_legs(&story);
    assert_told(story, { .call_ids = LIST("b") }, FOLDED, "a !x !c");
}

static void related_calls_know_each_other_in_order(void)
{
    g_auto(Story) story;
    Options options = { .no_link = false };
    g_autoptr(Selection) selection = selection_new(&options, NULL);
    g_autoptr(Links) links = NULL;
    g_autoptr(CallIndex) index = NULL;
    unsigned related[LINK_CALL_MAX];

    tell_legs(&story);
    links = linked(story.dialogs);
    index =
        call_index_new(story.dialogs, &(CallIndexOptions){ links, selection, .folds = FOLDED });
    g_assert_cmpuint(call_index_related(index, 1, story.dialogs, related), ==, 1);
    g_assert_cmpuint(related[0], ==, 1);
    for (unsigned i = 0; i < 3; i += 2) {
        g_assert_cmpuint(call_index_related(index, i, story.dialogs, related), ==, 2);
        g_assert_cmpuint(related[0], ==, 0);
        g_assert_cmpuint(related[1], ==, 2);
    }
}

static void a_related_call_that_began_before_the_capture_is_the_first(void)
{
    g_auto(Story) story;
    Options options = { .no_link = false };
    g_autoptr(Selection) selection = selection_new(&options, NULL);
    g_autoptr(Links) links = NULL;
    g_autoptr(CallIndex) index = NULL;
    unsigned related[LINK_CALL_MAX];

    story_init(&story);
    story_say(&story, (Said){ .start_line = "INVITE sip:2@example.net SIP/2.0",
                              .call_id = "new",
                              .from_tag = "new",
                              .headers = "Replaces: old;to-tag=t;from-tag=f\r\n" });
    story_say(&story, (Said){ .ms = 10,
                              .start_line = "BYE sip:2@example.net SIP/2.0",
                              .cseq = "2 BYE",
                              .to_tag = "t",
                              .call_id = "old",
                              .from_tag = "old" });
    g_clear_pointer(&index, call_index_free);
    g_clear_pointer(&links, links_free);
    links = linked(story.dialogs);
    index =
        call_index_new(story.dialogs, &(CallIndexOptions){ links, selection, .folds = FOLDED });
    g_assert_cmpuint(call_index_related(index, 0, story.dialogs, related), ==, 2);
    g_assert_cmpuint(related[0], ==, 1);
    g_assert_cmpuint(related[1], ==, 0);
}

static void a_call_id_that_comes_again_after_its_call_names_that(void)
{
    g_auto(Story) story;
    CallOptions making = { .duplicate_window = 0 };
    Options options = { .no_link = false };
    g_autoptr(Selection) selection = selection_new(&options, NULL);
    g_autoptr(CallIndex) index = NULL;
    g_autoptr(Call) call = NULL;

    story_init(&story);
    say_pair(&story, 0, "OPTIONS", "other", NULL, NULL);
    say_pair(&story, 10, "INVITE", "a", NULL, NULL);
    dialogs_close(story.dialogs, 2);
    say_pair(&story, 60000, "BYE", "a", NULL, NULL);
    index =
        call_index_new(story.dialogs, &(CallIndexOptions){ NULL, selection, .folds = FOLDED });
    g_assert_cmpuint(index->len, ==, 3);
    call = call_index_make(index, 2, story.dialogs, &making);
    g_assert_cmpstr(call->linked_by[0], ==, "late: call 2");
}

static void numbers_go_on_behind_the_calls_that_were_told(void)
{
    static const uint8_t FATES[] = { OPEN_STAYS, OPEN_STAYS, OPEN_LEAVES, OPEN_EVICTED };
    CallOptions making = { .duplicate_window = 0 };
    Options options = { .numbers = LIST("8") };
    g_autoptr(Selection) selection = selection_new(&options, NULL);
    CallIndexOptions with = { NULL, selection, .fates = FATES, .told = 6 };
    g_autoptr(CallIndex) index = NULL;
    g_autoptr(Call) call = NULL;
    g_auto(Story) story;

    story_init(&story);
    say_pair(&story, 0, "MESSAGE", "stays", NULL, NULL);
    say_pair(&story, 1000, "MESSAGE", "leaves", NULL, NULL);
    say_pair(&story, 2000, "INVITE", "evicted", NULL, NULL);
    index = call_index_new(story.dialogs, &with);
    g_assert_cmpuint(index->len, ==, 2);
    g_assert_cmpuint(call_index_number(index, 0), ==, 7);
    g_assert_false(index->entries[0].is_selected);
    g_assert_false(index->entries[0].is_evicted);
    g_assert_true(index->entries[1].is_selected);
    g_assert_true(index->entries[1].is_evicted);
    call = call_index_make(index, 1, story.dialogs, &making);
    g_assert_cmpuint(call->id, ==, 8);
}

static void a_call_id_that_comes_again_names_the_call_that_was_told(void)
{
    Options options = { .no_link = false };
    g_autoptr(Selection) selection = selection_new(&options, NULL);
    CallIndexOptions with = { NULL, selection, .told = 6 };
    g_autoptr(CallIndex) index = NULL;
    g_auto(Story) story;

    story_init(&story);
    say_pair(&story, 0, "INVITE", "a", NULL, NULL);
    say_pair(&story, 10, "INVITE", "b", NULL, NULL);
    dialogs_remove(story.dialogs, 1, 5);
    say_pair(&story, 60000, "BYE", "a", NULL, NULL);
    dialogs_close(story.dialogs, 2);
    say_pair(&story, 60000, "BYE", "b", NULL, NULL);
    dialogs_remove(story.dialogs, 2, 6);
    index = call_index_new(story.dialogs, &with);
    g_assert_cmpuint(index->len, ==, 2);
    g_assert_cmpuint(index->entries[0].late, ==, 5);
    g_assert_cmpuint(index->entries[1].late, ==, 6);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/call_index/calls_are_numbered_by_the_time_they_began",
                    calls_are_numbered_by_the_time_they_began);
    g_test_add_func("/call_index/a_call_knows_which_one_it_is_told_with",
                    a_call_knows_which_one_it_is_told_with);
    g_test_add_func("/call_index/pings_of_the_same_two_are_one_line",
                    pings_of_the_same_two_are_one_line);
    g_test_add_func("/call_index/a_ping_without_an_answer_has_its_line",
                    a_ping_without_an_answer_has_its_line);
    g_test_add_func("/call_index/refreshes_are_told_with_their_registration",
                    refreshes_are_told_with_their_registration);
    g_test_add_func("/call_index/who_asks_for_a_call_sees_it", who_asks_for_a_call_sees_it);
    g_test_add_func("/call_index/a_line_counts_only_what_is_selected",
                    a_line_counts_only_what_is_selected);
    g_test_add_func("/call_index/legs_are_one_call", legs_are_one_call);
    g_test_add_func("/call_index/without_links_each_dialog_is_a_call",
                    without_links_each_dialog_is_a_call);
    g_test_add_func("/call_index/a_call_is_selected_by_any_of_its_legs",
                    a_call_is_selected_by_any_of_its_legs);
    g_test_add_func("/call_index/related_calls_know_each_other_in_order",
                    related_calls_know_each_other_in_order);
    g_test_add_func("/call_index/a_related_call_that_began_before_the_capture_is_the_first",
                    a_related_call_that_began_before_the_capture_is_the_first);
    g_test_add_func("/call_index/late", a_call_id_that_comes_again_after_its_call_names_that);
    g_test_add_func("/call_index/numbers_go_on_behind_the_calls_that_were_told",
                    numbers_go_on_behind_the_calls_that_were_told);
    g_test_add_func("/call_index/a_call_id_that_comes_again_names_the_call_that_was_told",
                    a_call_id_that_comes_again_names_the_call_that_was_told);
    return g_test_run();
}
