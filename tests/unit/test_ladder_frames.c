/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/ladder_frames.h"

#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

/* offer and answer are included by the flow, trying by offer. */
static Phase PHASES[] = { { "busy", 0 }, { "offer", 0 }, { "trying", 1 }, { "answer", 0 } };
enum { OWN, OFFER, TRYING, ANSWER };

/* What became of one message: the phase of its step, or -1 for none. */
typedef struct Told {
    const char *start_line;
    int phase;
} Told;

/* A ladder of messages that are steps of these phases. */
static LadderLayout *lay_out(Story *story, Judged *judged, const Told *told, unsigned len)
{
    story_init(story);
    judged_init(judged, "busy", FLOW_CONFORMS);
    judged->flow.phases = PHASES;
    judged->flow.phases_len = G_N_ELEMENTS(PHASES);
    for (unsigned i = 0; i < len; i++) {
        g_autofree char *branch = g_strdup_printf("b%u", i);
        bool is_answer = g_str_has_prefix(told[i].start_line, "SIP/2.0");

        story_say(story, (Said){ .ms = i,
                                 .start_line = told[i].start_line,
                                 .branch = branch,
                                 .to_tag = is_answer ? "t" : NULL });
        if (told[i].phase >= 0) {
            const Step *step = judged_step(judged, i + 1, "A-P", "INVITE");

            judged->steps[i].phase = (unsigned)told[i].phase;
            judged_mark(judged, i, MARK_MATCHED, step);
        } else {
            judged_mark(judged, i, MARK_ASIDE, judged_step(judged, i + 1, "A-P", "INVITE"));
        }
    }
    story->judgement = &judged->judgement;
    return ladder_layout_new(&story->context, story_call(story));
}

static char *names(const LadderLayout *layout)
{
    GString *all = g_string_new(NULL);

    for (unsigned i = 0; i < layout->frames_len; i++)
        g_string_append_printf(all, "%s%s %u-%u", i ? ", " : "", layout->frames[i].name,
                               layout->frames[i].first, layout->frames[i].last);
    return g_string_free(all, FALSE);
}

#define INVITE "INVITE sip:1002@example.net SIP/2.0"

static void a_frame_is_the_outermost_phase_and_asides_belong_to_it(void)
{
    static const Told TOLD[] = { { INVITE, OFFER },
                                 { "SIP/2.0 100 Trying", TRYING },
                                 { "SIP/2.0 183 Session Progress", -1 },
                                 { "SIP/2.0 180 Ringing", OFFER },
                                 { "SIP/2.0 182 Queued", -1 },
                                 { "SIP/2.0 200 OK", ANSWER } };
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(LadderLayout) layout = lay_out(&story, &judged, TOLD, G_N_ELEMENTS(TOLD));
    g_autofree char *frames = names(layout);

    g_assert_cmpstr(frames, ==, "offer 0-4, answer 6-7");
    g_assert_cmpint(layout->rows[0].kind, ==, LADDER_PHASE);
    g_assert_cmpint(layout->rows[6].kind, ==, LADDER_PHASE);
}

static void the_flow_s_own_steps_have_its_name_where_there_are_phases(void)
{
    static const Told TOLD[] = { { INVITE, OFFER },
                                 { "SIP/2.0 486 Busy Here", OWN },
                                 { "ACK sip:1002@example.net SIP/2.0", OWN } };
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(LadderLayout) layout = lay_out(&story, &judged, TOLD, G_N_ELEMENTS(TOLD));
    g_autofree char *frames = names(layout);

    g_assert_cmpstr(frames, ==, "offer 0-1, busy 2-4");
}

static void a_flow_without_phases_has_no_frame(void)
{
    static const Told TOLD[] = { { INVITE, OWN }, { "SIP/2.0 486 Busy Here", OWN } };
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(LadderLayout) layout = lay_out(&story, &judged, TOLD, G_N_ELEMENTS(TOLD));

    g_assert_cmpuint(layout->frames_len, ==, 0);
    g_assert_cmpuint(layout->rows_len, ==, 2);
}

static void an_answer_that_comes_late_opens_no_frame_but_a_request_does(void)
{
    static const Told TOLD[] = { { INVITE, OFFER },
                                 { "SIP/2.0 200 OK", ANSWER },
                                 { "SIP/2.0 180 Ringing", OFFER },
                                 { "INVITE sip:1002@192.0.2.3 SIP/2.0", OFFER } };
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(LadderLayout) layout = lay_out(&story, &judged, TOLD, G_N_ELEMENTS(TOLD));
    g_autofree char *frames = names(layout);

    g_assert_cmpstr(frames, ==, "offer 0-1, answer 2-4, offer 5-6");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ladder_frames/a_frame_is_the_outermost_phase_and_asides_belong_to_it",
                    a_frame_is_the_outermost_phase_and_asides_belong_to_it);
    g_test_add_func("/ladder_frames/the_flow_s_own_steps_have_its_name_where_there_are_phases",
                    the_flow_s_own_steps_have_its_name_where_there_are_phases);
    g_test_add_func("/ladder_frames/a_flow_without_phases_has_no_frame",
                    a_flow_without_phases_has_no_frame);
    g_test_add_func(
        "/ladder_frames/an_answer_that_comes_late_opens_no_frame_but_a_request_does",
        an_answer_that_comes_late_opens_no_frame_but_a_request_does);
    return g_test_run();
}
