/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/packet_notes.h"

#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

/* The comments of packet @number, a line each, which is written as frame @frame. */
static char *comments_of(PacketNotes *notes, uint64_t number, uint32_t frame)
{
    GString *out = g_string_new(NULL);
    size_t len;
    PacketNote *found = packet_notes_find(notes, &(Packet){ .number = number }, &len);

    for (size_t i = 0; i < len; i++) {
        found[i].frame = frame;
        if (packet_notes_print(notes, &found[i], out))
            g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

#define assert_comments(notes, number, frame, expected)                                        \
    do {                                                                                       \
        g_autofree char *comments_ = comments_of((notes), (number), (frame));                  \
        g_assert_cmpstr(comments_, ==, (expected));                                            \
    } while (0)

static void each_packet_of_a_call_says_what_it_is(void)
{
    g_auto(Story) story;
    g_autoptr(PacketNotes) notes = NULL;

    story_init(&story);
    story_tell_call(&story);
    notes = packet_notes_new(&story.context);
    packet_notes_add(notes, story_call(&story));
    assert_comments(notes, 1, 1, "call 1: INVITE A-P\n");
    assert_comments(notes, 5, 5, "call 1: INVITE P-B\n");
    assert_comments(notes, 9, 9, "call 1: 200 INVITE P-A\n");
    assert_comments(notes, 13, 13, "");
}

static void what_a_message_needs_besides_is_wanted_once_and_says_nothing(void)
{
    g_auto(Story) story;
    g_autoptr(PacketNotes) notes = NULL;
    size_t len;

    story_init(&story);
    story.beside = 99;
    story_tell_call(&story);
    notes = packet_notes_new(&story.context);
    packet_notes_add(notes, story_call(&story));
    assert_comments(notes, 1, 1, "call 1: INVITE A-P\n");
    g_assert_nonnull(packet_notes_find(notes, &(Packet){ .number = 99 }, &len));
    g_assert_cmpuint(len, ==, 1);
    assert_comments(notes, 99, 2, "");
}

static void a_repeat_names_its_original_by_its_place_in_the_file(void)
{
    g_auto(Story) story;
    g_autoptr(PacketNotes) notes = NULL;

    story_init(&story);
    story_tell_call(&story);
    notes = packet_notes_new(&story.context);
    packet_notes_add(notes, story_call(&story));
    assert_comments(notes, 1, 41, "call 1: INVITE A-P\n");
    assert_comments(notes, 2, 42, "call 1: duplicate of packet 41\n");
    assert_comments(notes, 3, 43, "call 1: retransmission of packet 41\n");
}

static void a_repeat_whose_original_is_not_written_yet_names_none(void)
{
    g_auto(Story) story;
    g_autoptr(PacketNotes) notes = NULL;

    story_init(&story);
    story_tell_call(&story);
    notes = packet_notes_new(&story.context);
    packet_notes_add(notes, story_call(&story));
    assert_comments(notes, 3, 1, "call 1: retransmission\n");
}

static void a_missing_step_stands_before_the_gap(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(PacketNotes) notes = NULL;
    const Step *step;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_DEVIATES);
    step = judged_step(&judged, 7, "B-P", "486 INVITE");
    judged_deviate(&judged, (Deviation){ DEVIATION_MISSING, step, 'B', 'P',
                                         JUDGEMENT_NO_MESSAGE, 7, (char *)"" });
    judged_deviate(&judged, (Deviation){ DEVIATION_MISSING, step, 'A', 'P',
                                         JUDGEMENT_NO_MESSAGE, 0, (char *)"" });
    judged_deviate(&judged, (Deviation){ DEVIATION_MISSING, step, 'P', 'A',
                                         JUDGEMENT_NO_MESSAGE, 12, (char *)"" });
    story.judgement = &judged.judgement;
    notes = packet_notes_new(&story.context);
    packet_notes_add(notes, story_call(&story));
    assert_comments(notes, 1, 1,
                    "call 1 busy deviates\ncall 1 busy: INVITE A-P\n"
                    "call 1 busy: missing step 7: 486 INVITE A-P\n");
    assert_comments(
        notes, 7, 7,
        "call 1 busy: 180 INVITE P-A\ncall 1 busy: missing step 7: 486 INVITE B-P\n");
    assert_comments(notes, 12, 12,
                    "call 1 busy: 200 BYE B-A\ncall 1 busy: missing step 7: 486 INVITE P-A\n");
}

static void the_call_is_told_in_many_packets_in_the_memory_of_few(void)
{
    g_auto(Story) story;
    g_autoptr(PacketNotes) notes = NULL;
    const PacketNote *all;
    size_t len;

    story_init(&story);
    story_tell_call(&story);
    notes = packet_notes_new(&story.context);
    packet_notes_add(notes, story_call(&story));
    all = packet_notes_sorted(notes, &len);
    g_assert_cmpuint(len, ==, 12);
    g_assert_true(all[6].text != all[8].text);
    g_assert_true(all[2].text == all[3].text); /* ": retransmission" */
    g_assert_cmpuint(sizeof *all, <=, 40);
}

#define CASE(function) g_test_add_func("/packet_notes/" #function, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CASE(each_packet_of_a_call_says_what_it_is);
    CASE(what_a_message_needs_besides_is_wanted_once_and_says_nothing);
    CASE(a_repeat_names_its_original_by_its_place_in_the_file);
    CASE(a_repeat_whose_original_is_not_written_yet_names_none);
    CASE(a_missing_step_stands_before_the_gap);
    CASE(the_call_is_told_in_many_packets_in_the_memory_of_few);
    return g_test_run();
}
