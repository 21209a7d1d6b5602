/* SPDX-License-Identifier: Apache-2.0 */
#include "src/judging.h"

#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

static void a_judgement_is_kept_until_it_is_forgotten(void)
{
    g_autoptr(Library) library = library_new(NULL, NULL);
    g_autoptr(Judging) judging = NULL;
    g_auto(Story) story;
    Call *call;

    story_init(&story);
    story_tell_call(&story);
    call = (Call *)story_call(&story);
    judging = judging_new(library, story.dialogs, &(MatchOptions){ .capture_end = call->end });
    g_assert_null(judging_find(judging, call->id));
    judging_judge(judging, &call, 1);
    g_assert_nonnull(judging_find(judging, call->id));
    g_assert_null(judging_find(judging, call->id + 1));
    judging_judge(judging, &call, 1);
    g_assert_nonnull(judging_find(judging, call->id));
    judging_forget(judging, call->id);
    g_assert_null(judging_find(judging, call->id));
}

static void what_had_to_be_told_early_is_incomplete_whatever_was_found(void)
{
    g_autoptr(Library) library = library_new(NULL, NULL);
    g_autoptr(Judging) judging = NULL;
    g_auto(Story) story;
    const Judgement *judgement;
    Call *call;

    story_init(&story);
    story_tell_call(&story);
    story_say(&story, (Said){ .ms = 9000,
                              .start_line = "INFO sip:1002@example.net SIP/2.0",
                              .cseq = "7 INFO",
                              .to_tag = "t1" });
    call = (Call *)story_call(&story);
    judging = judging_new(library, story.dialogs, &(MatchOptions){ .is_live = true });
    judging_go_on(judging, call->end + INT64_C(60) * 1000000000);
    judging_judge(judging, &call, 1);
    judging_withdraw(judging, call->id, REASON_EVICTED);
    judgement = judging_find(judging, call->id);
    g_assert_cmpint(judgement->verdict, ==, FLOW_INCOMPLETE);
    g_assert_cmpint(judgement->reason, ==, REASON_EVICTED);
    g_assert_cmpuint(judgement->deviations_len, ==, 0);
    for (unsigned i = 0; i < judgement->messages_len; i++)
        g_assert_cmpint(judgement->messages[i].mark, !=, MARK_UNEXPECTED);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/judging/a_judgement_is_kept_until_it_is_forgotten",
                    a_judgement_is_kept_until_it_is_forgotten);
    g_test_add_func("/judging/what_had_to_be_told_early_is_incomplete_whatever_was_found",
                    what_had_to_be_told_early_is_incomplete_whatever_was_found);
    return g_test_run();
}
