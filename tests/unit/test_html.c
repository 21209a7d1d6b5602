/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/html.h"

#include <json-c/json.h>

#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

static const char *written(Story *story, unsigned calls)
{
    void *report = html_open(&story->context);

    for (unsigned i = 0; i < calls; i++)
        html_call(report, story_call(story));
    html_close(report);
    return story_written(story);
}

/* What stands in the first element that begins with @open, up to @close. */
static char *inside(const char *page, const char *open, const char *close)
{
    const char *start = strstr(page, open);
    const char *end;

    g_assert_nonnull(start);
    start += strlen(open);
    end = strstr(start, close);
    g_assert_nonnull(end);
    return g_strndup(start, (gsize)(end - start));
}

/* The data in the script element called @id; the caller owns it. */
static struct json_object *data_of(const char *page, const char *id)
{
    g_autofree char *open = g_strdup_printf("<script type=\"application/json\" id=\"%s\">", id);
    g_autofree char *text = inside(page, open, "</script>");
    struct json_object *data = json_tokener_parse(text);

    g_assert_nonnull(data);
    return data;
}

static const char *text_at(struct json_object *data, const char *pointer)
{
    struct json_object *found = NULL;

    if (json_pointer_get(data, pointer, &found) != 0)
        return NULL;
    return json_object_get_string(found);
}

static void the_policy_names_the_style_and_the_script_that_are_there(void)
{
    g_auto(Story) story;
    g_autofree char *policy = NULL;
    const char *page;
    static const char *const PARTS[][2] = {
        { "<style>", "</style>" },
        { "<script type=\"module\">", "</script>" },
    };

    story_init(&story);
    page = written(&story, 0);
    policy = inside(page, "Content-Security-Policy\" content=\"", "\"");
    g_assert_true(g_str_has_prefix(policy, "default-src 'none'; "));
    for (unsigned i = 0; i < G_N_ELEMENTS(PARTS); i++) {
        g_autofree char *part = inside(page, PARTS[i][0], PARTS[i][1]);
        g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
        guint8 digest[32];
        gsize len = sizeof digest;
        g_autofree char *base64 = NULL;

        g_checksum_update(checksum, (const guchar *)part, (gssize)strlen(part));
        g_checksum_get_digest(checksum, digest, &len);
        base64 = g_base64_encode(digest, len);
        g_assert_nonnull(strstr(policy, base64));
    }
}

static void a_call_is_there_as_data_and_as_a_ladder(void)
{
    g_auto(Story) story;
    g_autofree char *ladder = NULL;
    struct json_object *call;
    const char *page;

    story_init(&story);
    story_tell_call(&story);
    page = written(&story, 1);
    call = data_of(page, "c1");
    g_assert_cmpstr(text_at(call, "/call/state"), ==, "completed");
    g_assert_true(g_str_has_prefix(text_at(call, "/call/messages/0/raw"), "INVITE sip:"));
    g_assert_cmpstr(text_at(call, "/words/from"), ==, "1001");
    g_assert_cmpstr(text_at(call, "/words/start"), ==, "2026-03-05 10:15:02.000");
    g_assert_cmpstr(text_at(call, "/words/talk"), ==, "1:00");
    ladder = inside(page, "<script type=\"image/svg+xml\" id=\"l1\">", "</script>");
    g_assert_true(g_str_has_prefix(ladder, "<g xmlns=\"http://www.w3.org/2000/svg\">"));
    g_assert_nonnull(strstr(ladder, "data-n=\"1\""));
    json_object_put(call);
}

static void the_list_has_a_row_for_each_call(void)
{
    g_auto(Story) story;
    struct json_object *index;

    story_init(&story);
    story_tell_call(&story);
    index = data_of(written(&story, 1), "index");
    g_assert_cmpstr(text_at(index, "/columns/0"), ==, "id");
    g_assert_cmpstr(text_at(index, "/rows/0/0"), ==, "1");
    g_assert_cmpstr(text_at(index, "/columns/4"), ==, "from");
    g_assert_cmpstr(text_at(index, "/rows/0/4"), ==, "1001");
    g_assert_null(text_at(index, "/rows/1"));
    json_object_put(index);
}

static void the_list_tells_which_call_another_is_folded_into(void)
{
    g_auto(Story) story;
    struct json_object *index;
    void *report;
    Call call;

    story_init(&story);
    story_tell_call(&story);
    call = *story_call(&story);
    call.folded_into = 7;
    report = html_open(&story.context);
    html_call(report, &call);
    html_close(report);
    index = data_of(story_written(&story), "index");
    g_assert_cmpstr(text_at(index, "/columns/20"), ==, "foldedInto");
    g_assert_cmpstr(text_at(index, "/rows/0/20"), ==, "7");
    json_object_put(index);
}

static void faults_lead_to_their_place_in_the_ladder(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    struct json_object *call;
    const Step *step;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_DEVIATES);
    step = judged_step(&judged, 5, "P-A", "486 INVITE");
    judged_deviate(&judged, (Deviation){ .kind = DEVIATION_UNEXPECTED,
                                         .message = 5,
                                         .text = (char *)"180 is not in the flow" });
    for (unsigned i = 0; i < 2; i++)
        judged_deviate(&judged, (Deviation){ .kind = DEVIATION_MISSING,
                                             .step = step,
                                             .before = 7,
                                             .text = (char *)"step 5: no 486" });
    for (unsigned i = 0; i < 3; i++)
        judged.endpoints[i] =
            (JudgedEndpoint){ story_call(&story)->participants[i].addresses[0], "APB"[i] };
    judged.judgement.endpoints_len = 3;
    story.judgement = &judged.judgement;
    call = data_of(written(&story, 1), "c1");
    g_assert_cmpstr(text_at(call, "/words/places/0/message"), ==, "6");
    g_assert_cmpstr(text_at(call, "/words/places/1/missing"), ==, "0");
    g_assert_cmpstr(text_at(call, "/words/places/2/missing"), ==, "1");
    json_object_put(call);
}

static void the_head_tells_what_is_left_out_and_what_words_mean(void)
{
    g_auto(Story) story;
    struct json_object *head;

    story_init(&story);
    story_tell_call(&story);
    story.context.limit = 1;
    story.context.left_out = 41;
    head = data_of(written(&story, 1), "head");
    g_assert_true(g_str_has_prefix(text_at(head, "/leftOut"), "41 of 42 calls are left out"));
    g_assert_cmpstr(text_at(head, "/captures/0/path"), ==, "a.pcap");
    g_assert_cmpstr(text_at(head, "/zone"), ==, "UTC");
    g_assert_nonnull(strstr(text_at(head, "/meanings/180"), "RFC 3261"));
    g_assert_nonnull(text_at(head, "/meanings/INVITE"));
    g_assert_null(text_at(head, "/meanings/486"));
    json_object_put(head);
}

static void what_could_not_be_read_is_told_as_after_a_list(void)
{
    g_auto(Story) story;
    struct json_object *head;

    story_init(&story);
    anomalies_add(story.anomalies, ANOMALY_CUT_SHORT, 7);
    head = data_of(written(&story, 0), "head");
    g_assert_nonnull(strstr(text_at(head, "/skipped/0"), "7"));
    g_assert_null(text_at(head, "/skipped/1"));
    json_object_put(head);
}

static void no_text_from_the_wire_ends_a_script(void)
{
    g_auto(Story) story;
    g_autofree char *page = NULL;
    unsigned closed = 0;

    story_init(&story);
    story_say(&story, (Said){ .from = "192.0.2.1:5060",
                              .to = "192.0.2.2:5060",
                              .start_line = "OPTIONS sip:a SIP/2.0",
                              .cseq = "1 OPTIONS",
                              .branch = "a",
                              .call_id = "</script><script>",
                              .user = "<!--<script>",
                              .headers = "User-Agent: </ScRiPt ><img>\r\n" });
    story_say(&story, (Said){ .ms = 1,
                              .from = "192.0.2.2:5060",
                              .to = "192.0.2.1:5060",
                              .start_line = "SIP/2.0 200 </script>]]>",
                              .cseq = "1 OPTIONS",
                              .branch = "a",
                              .call_id = "</script><script>" });
    page = g_ascii_strdown(written(&story, 1), -1);
    for (const char *at = page; (at = strstr(at, "</script")) != NULL; at++)
        closed++;
    g_assert_cmpuint(closed, ==, 5); /* call, ladder, head, index, and the script */
    g_assert_null(strstr(page, "<img>"));
    g_assert_null(strstr(page, "<!--<"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/html/the_policy_names_the_style_and_the_script_that_are_there",
                    the_policy_names_the_style_and_the_script_that_are_there);
    g_test_add_func("/html/a_call_is_there_as_data_and_as_a_ladder",
                    a_call_is_there_as_data_and_as_a_ladder);
    g_test_add_func("/html/the_list_has_a_row_for_each_call", the_list_has_a_row_for_each_call);
    g_test_add_func("/html/the_list_tells_which_call_another_is_folded_into",
                    the_list_tells_which_call_another_is_folded_into);
    g_test_add_func("/html/faults_lead_to_their_place_in_the_ladder",
                    faults_lead_to_their_place_in_the_ladder);
    g_test_add_func("/html/the_head_tells_what_is_left_out_and_what_words_mean",
                    the_head_tells_what_is_left_out_and_what_words_mean);
    g_test_add_func("/html/what_could_not_be_read_is_told_as_after_a_list",
                    what_could_not_be_read_is_told_as_after_a_list);
    g_test_add_func("/html/no_text_from_the_wire_ends_a_script",
                    no_text_from_the_wire_ends_a_script);
    return g_test_run();
}
