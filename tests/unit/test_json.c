/* SPDX-License-Identifier: Apache-2.0 */
#include <json-c/json.h>

#include "dissect/sip/full.h"
#include "tests/support/story.h"

/* What the report of @story says, parsed; the caller owns it. */
static struct json_object *report_of(Story *story, const char *format)
{
    struct json_object *report;

    g_assert_true(g_utf8_validate(story_report(story, format), -1, NULL));
    report = json_tokener_parse(story->written);
    g_assert_nonnull(report);
    return report;
}

/* The value at @path, as "calls/0/messages/2/method"; NULL if there is none. */
static struct json_object *at(struct json_object *object, const char *path)
{
    g_auto(GStrv) steps = g_strsplit(path, "/", -1);

    for (char **step = steps; *step && object; step++) {
        if (json_object_is_type(object, json_type_array))
            object = json_object_array_get_idx(object, (size_t)atoi(*step));
        else if (!json_object_object_get_ex(object, *step, &object))
            return NULL;
    }
    return object;
}

static void assert_text(struct json_object *object, const char *path, const char *expected)
{
    g_assert_cmpstr(json_object_get_string(at(object, path)), ==, expected);
}

static void assert_number(struct json_object *object, const char *path, int64_t expected)
{
    g_assert_true(json_object_is_type(at(object, path), json_type_int));
    g_assert_cmpint(json_object_get_int64(at(object, path)), ==, expected);
}

static void assert_absent(struct json_object *object, const char *path)
{
    g_assert_null(at(object, path));
}

static void assert_length(struct json_object *object, const char *path, size_t expected)
{
    g_assert_cmpuint(json_object_array_length(at(object, path)), ==, expected);
}

static void a_call_is_told_whole(void)
{
    Story story;
    struct json_object *report;

    story_init(&story);
    story_tell_call(&story);
    report = report_of(&story, "json");
    assert_text(report, "sipstory", SIPSTORY_VERSION);
    assert_text(report, "captures/0/link_types/0", "EN10MB");
    assert_absent(report, "captures/0/first");
    assert_number(report, "calls/0/id", 1);
    assert_text(report, "calls/0/start", "2026-03-05T10:15:02.000000Z");
    assert_number(report, "calls/0/duration_ms", 63040);
    assert_text(report, "calls/0/state", "completed");
    assert_number(report, "calls/0/final_status", 200);
    assert_text(report, "calls/0/released_by", "A");
    assert_number(report, "calls/0/counts/messages", 12);
    assert_number(report, "calls/0/counts/retransmissions", 2);
    assert_number(report, "calls/0/counts/duplicates", 1);
    assert_number(report, "calls/0/timing/talk_ms", 60010);
    assert_text(report, "calls/0/flow/verdict", "unknown");
    assert_text(report, "calls/0/flow/reason", "nothing-close");
    assert_length(report, "calls/0/messages", 12);
    json_object_put(report);
    story_clear(&story);
}

static void a_dialog_names_both_ends_and_its_forks(void)
{
    Story story;
    struct json_object *report;

    story_init(&story);
    story_tell_call(&story);
    report = report_of(&story, "jsonl");
    assert_text(report, "dialogs/0/call_id", "call@example.net");
    assert_text(report, "dialogs/0/from/display", "Alice");
    assert_text(report, "dialogs/0/from/uri", "sip:1001@example.net");
    assert_text(report, "dialogs/0/from/tag", "f1");
    assert_text(report, "dialogs/0/to/user", "1002");
    assert_text(report, "dialogs/0/to/tag", "t");
    assert_length(report, "dialogs/0/forks", 1);
    assert_text(report, "participants/1/role", "P");
    assert_text(report, "participants/1/addresses/0", "192.0.2.1:5060");
    json_object_put(report);
    story_clear(&story);
}

static void a_message_says_where_it_was_and_what_it_was(void)
{
    Story story;
    struct json_object *report;

    story_init(&story);
    story_tell_call(&story);
    report = report_of(&story, "jsonl");
    assert_number(report, "messages/0/n", 1);
    assert_number(report, "messages/0/packets/0", 1);
    assert_text(report, "messages/0/start_line", "INVITE sip:1002@example.net SIP/2.0");
    assert_absent(report, "messages/0/status");
    assert_text(report, "messages/0/sdp/streams/0/codecs/1", "PCMA");
    assert_text(report, "messages/0/sdp/streams/0/direction", "sendrecv");
    assert_number(report, "messages/1/duplicate_of", 1);
    assert_number(report, "messages/2/retransmission_of", 1);
    assert_absent(report, "messages/2/duplicate_of");
    assert_number(report, "messages/5/status", 180);
    assert_text(report, "messages/5/method", "INVITE");
    assert_text(report, "messages/11/cseq", "2 BYE");
    assert_text(report, "messages/11/time", "2026-03-05T10:16:05.040000Z");
    assert_length(report, "messages/0/anomalies", 0);
    json_object_put(report);
    story_clear(&story);
}

static void a_summary_has_no_messages(void)
{
    Story story;
    struct json_object *report;

    story_init(&story);
    story_tell_call(&story);
    story.context.summary = true;
    story.context.texts = NULL;
    report = report_of(&story, "json");
    assert_number(report, "calls/0/counts/messages", 12);
    assert_absent(report, "calls/0/messages");
    g_assert_false(formats_wants_texts(formats_find("json"), &story.context));
    g_assert_true(formats_wants_texts(formats_find("text"), &story.context));
    json_object_put(report);
    story_clear(&story);
}

static const char HOSTILE[] = "INVITE sip:b@example.net SIP/2.0\r\n"
                              "From: \"\xff\" <sip:\x1b\xc3\xa9@example.net>;tag=1\r\n"
                              "To: <sip:b@c>\r\nCall-ID: a\"\\\x01\xc0\x80\r\n"
                              "CSeq: 1 INVITE\r\nX: a\0b\r\n\r\n";

static void bytes_that_are_no_utf8_are_replaced_and_said(void)
{
    Story story;
    struct json_object *report;
    gsize len;
    g_autofree guchar *raw = NULL;

    story_init(&story);
    story_say_bytes(&story, 0, HOSTILE, sizeof HOSTILE - 1);
    story.context.raw = true;
    report = report_of(&story, "jsonl");
    assert_text(report, "dialogs/0/call_id", "a\"\\\x01\xef\xbf\xbd\xef\xbf\xbd");
    assert_text(report, "dialogs/0/from/display", "\xef\xbf\xbd");
    assert_text(report, "dialogs/0/from/user", "\x1b\xc3\xa9");
    g_assert_nonnull(
        strstr(json_object_get_string(at(report, "messages/0/anomalies")), "\"not-utf8\""));
    raw = g_base64_decode(json_object_get_string(at(report, "messages/0/raw_base64")), &len);
    g_assert_cmpmem(raw, len, HOSTILE, sizeof HOSTILE - 1);
    json_object_put(report);
    story_clear(&story);
}

static void headers_come_from_the_full_parse(void)
{
    Story story;
    struct json_object *report;

    story_init(&story);
    story_tell_call(&story);
    story.context.headers = true;
    report = report_of(&story, "jsonl");
    g_assert_nonnull(strstr(json_object_get_string(at(report, "messages/0/headers")),
                            "{ \"name\": \"Call-ID\", \"value\": \"call@example.net\" }"));
    assert_length(report, "messages/0/anomalies", 0);
    json_object_put(report);
    story_clear(&story);
}

static void headers_that_the_full_parse_refuses_are_there_and_it_is_said(void)
{
    static const char TEXT[] = "INVITE sip:b@example.net SIP/2.0\r\n"
                               "From: <sip:a@example.net>;tag=1\r\nTo: <sip:b@c>\r\n"
                               "Call-ID: 1\r\nCSeq: no number\r\n"
                               "Contact: <sip:a@example.net\r\n\r\n";
    Story story;
    struct json_object *report;

    story_init(&story);
    story_say_bytes(&story, 0, TEXT, sizeof TEXT - 1);
    story.context.headers = true;
    report = report_of(&story, "jsonl");
    assert_text(report, "messages/0/headers/3/name", "CSeq");
    assert_text(report, "messages/0/headers/3/value", "no number");
    assert_text(report, "messages/0/cseq", "no number");
    g_assert_nonnull(strstr(json_object_get_string(at(report, "messages/0/anomalies")),
                            "\"parse-refused\""));
    json_object_put(report);
    story_clear(&story);
}

static void a_message_without_its_text_is_told_as_far_as_it_is_known(void)
{
    Story story;
    struct json_object *report;

    story_init(&story);
    story_tell_call(&story);
    story.context.texts = NULL;
    report = report_of(&story, "jsonl");
    assert_absent(report, "messages/0/start_line");
    assert_text(report, "messages/0/method", "INVITE");
    assert_text(report, "messages/0/cseq", "1 INVITE");
    assert_number(report, "messages/0/packets/0", 1);
    json_object_put(report);
    story_clear(&story);
}

static void what_an_input_held_is_told_by_name(void)
{
    Story story;
    struct json_object *report;

    story_init(&story);
    story_tell_call(&story);
    anomalies_add(story.anomalies, ANOMALY_CUT_SHORT, 3);
    anomalies_add(story.anomalies, ANOMALY_CUT_SHORT, 4);
    story.capture.dropped = 7;
    report = report_of(&story, "json");
    assert_number(report, "captures/0/anomalies/cut-short", 2);
    assert_absent(report, "captures/0/anomalies/tls");
    assert_number(report, "captures/0/dropped/packets", 7);
    json_object_put(report);
    story_clear(&story);
}

static void a_report_without_calls_is_json_too(void)
{
    const ReportFormat *json = formats_find("json");
    Story story;
    struct json_object *report;

    story_init(&story);
    json->close(json->open(&story.context));
    report = json_tokener_parse(story_written(&story));
    assert_length(report, "calls", 0);
    json_object_put(report);
    story_clear(&story);
}

static struct json_object *event_of(Story *story, const LiveEvent *event)
{
    story_tell_call(story);
    story->context.event = event;
    return report_of(story, "jsonl");
}

static void a_call_that_begins_has_neither_flow_nor_messages_yet(void)
{
    Story story;
    LiveEvent event = { .kind = LIVE_BEGIN };
    struct json_object *object;

    story_init(&story);
    object = event_of(&story, &event);
    assert_text(object, "event", "begin");
    assert_number(object, "call/id", 1);
    assert_absent(object, "call/flow");
    assert_absent(object, "call/messages");
    assert_absent(object, "dropped");
    json_object_put(object);
    story_clear(&story);
}

static void a_leg_that_is_joined_says_into_which_call_and_what_was_lost(void)
{
    Story story;
    LiveEvent event = { .kind = LIVE_JOINED, .into = 7, .dropped = { .kernel = 3 } };
    struct json_object *object;

    story_init(&story);
    object = event_of(&story, &event);
    assert_text(object, "event", "joined");
    assert_number(object, "into", 7);
    assert_number(object, "dropped/kernel", 3);
    assert_number(object, "dropped/queue", 0);
    json_object_put(object);
    story_clear(&story);
}

int main(int argc, char **argv)
{
    full_init();
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/json/a_call_is_told_whole", a_call_is_told_whole);
    g_test_add_func("/json/a_dialog_names_both_ends_and_its_forks",
                    a_dialog_names_both_ends_and_its_forks);
    g_test_add_func("/json/a_message_says_where_it_was_and_what_it_was",
                    a_message_says_where_it_was_and_what_it_was);
    g_test_add_func("/json/a_summary_has_no_messages", a_summary_has_no_messages);
    g_test_add_func("/json/bytes_that_are_no_utf8_are_replaced_and_said",
                    bytes_that_are_no_utf8_are_replaced_and_said);
    g_test_add_func("/json/headers_come_from_the_full_parse", headers_come_from_the_full_parse);
    g_test_add_func("/json/headers_that_the_full_parse_refuses_are_there_and_it_is_said",
                    headers_that_the_full_parse_refuses_are_there_and_it_is_said);
    g_test_add_func("/json/a_message_without_its_text_is_told_as_far_as_it_is_known",
                    a_message_without_its_text_is_told_as_far_as_it_is_known);
    g_test_add_func("/json/what_an_input_held_is_told_by_name",
                    what_an_input_held_is_told_by_name);
    g_test_add_func("/json/a_report_without_calls_is_json_too",
                    a_report_without_calls_is_json_too);
    g_test_add_func("/json/begin", a_call_that_begins_has_neither_flow_nor_messages_yet);
    g_test_add_func("/json/joined",
                    a_leg_that_is_joined_says_into_which_call_and_what_was_lost);
    return g_test_run();
}
