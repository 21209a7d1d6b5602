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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/judging/a_judgement_is_kept_until_it_is_forgotten",
                    a_judgement_is_kept_until_it_is_forgotten);
    return g_test_run();
}
