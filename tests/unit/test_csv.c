/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

static const char HEAD[] =
    "id,start,end,duration_ms,method,from_user,from_uri,to_user,to_uri,call_ids,user_agent,"
    "participants,state,final_status,released_by,setup_ms,ring_ms,talk_ms,messages,"
    "retransmissions,duplicates,flow,verdict,reason,deviations,first_deviation\r\n";

/* The row below the names. */
static const char *row_of(Story *story)
{
    const char *csv = story_report(story, "csv");

    g_assert_true(g_str_has_prefix(csv, HEAD));
    return csv + sizeof HEAD - 1;
}

static void a_call_is_a_row(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "basic-call", FLOW_CONFORMS);
    story.judgement = &judged.judgement;
    g_assert_cmpstr(
        row_of(&story), ==,
        "1,2026-03-05T10:15:02.000000Z,2026-03-05T10:16:05.040000Z,63040,INVITE,"
        "1001,sip:1001@example.net,1002,sip:1002@example.net,call@example.net,,"
        "A=192.0.2.10:5060 P=192.0.2.1:5060 B=192.0.2.20:5060,completed,200,A,3010,1470,"
        "60010,12,2,1,basic-call,conforms,,0,\r\n");
}

static void only_the_first_deviation_is_told(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_DEVIATES);
    judged_deviate(&judged, (Deviation){ .text = (char *)"step 5: B, \"busy\"" });
    judged_deviate(&judged, (Deviation){ .text = (char *)"step 6" });
    story.judgement = &judged.judgement;
    g_assert_true(
        g_str_has_suffix(row_of(&story), ",busy,deviates,,2,\"step 5: B, \"\"busy\"\"\"\r\n"));
}

static void what_might_be_a_formula_has_an_apostrophe(void)
{
    static const char *const USERS[] = { "+4930123456", "=1+1", "-1", "'x" };

    for (unsigned i = 0; i < G_N_ELEMENTS(USERS); i++) {
        g_auto(Story) story;
        g_autofree char *expected = g_strdup_printf(",INVITE,'%s,sip:%s@", USERS[i], USERS[i]);

        story_init(&story);
        story_say(&story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0",
                                  .user = USERS[i] });
        g_assert_nonnull(strstr(row_of(&story), expected));
    }
}

static void hostile_text_stays_in_its_field(void)
{
    static const char TEXT[] = "INVITE sip:1002@example.net SIP/2.0\r\n"
                               "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa\r\n"
                               "From: <sip:a\x1b[2J,\xff@example.net>;tag=1\r\n"
                               "To: <sip:1002@example.net>\r\n"
                               "Call-ID: \",=x\"\x07\r\nCSeq: 1 INVITE\r\n"
                               "User-Agent: \xd7\xa9\xe4\xb8\xad\r\n\r\n";
    g_auto(Story) story;
    const char *row;

    story_init(&story);
    story_say_bytes(&story, 0, TEXT, sizeof TEXT - 1);
    row = row_of(&story);
    g_assert_nonnull(strstr(row, ",\"a\\u001b[2J,\xef\xbf\xbd\",\"sip:a\\u001b"));
    g_assert_nonnull(strstr(row, ",\"\"\",=x\"\"\\u0007\",\xd7\xa9\xe4\xb8\xad,"));
    g_assert_true(g_utf8_validate(row, -1, NULL));
}

static void what_turns_the_reading_direction_is_written_by_its_number(void)
{
    g_auto(Story) story;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0",
                              .user = "a\xe2\x80\xae\xe2\x81\xa6z\xf3\xa0\x81\x81" });
    g_assert_nonnull(strstr(row_of(&story), ",INVITE,a\\u202e\\u2066z\\U000e0041,sip:a"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/csv/a_call_is_a_row", a_call_is_a_row);
    g_test_add_func("/csv/only_the_first_deviation_is_told", only_the_first_deviation_is_told);
    g_test_add_func("/csv/what_might_be_a_formula_has_an_apostrophe",
                    what_might_be_a_formula_has_an_apostrophe);
    g_test_add_func("/csv/hostile_text_stays_in_its_field", hostile_text_stays_in_its_field);
    g_test_add_func("/csv/what_turns_the_reading_direction_is_written_by_its_number",
                    what_turns_the_reading_direction_is_written_by_its_number);
    return g_test_run();
}
