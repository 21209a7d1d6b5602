/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of the kinds that RFC 4475 and RFC 5118 torture parsers with. tests/torture holds
 * one of each kind, and its index says what is to be found in it: start line, Call-ID, CSeq,
 * the anomalies that name what is wrong, and why libosip2 refuses it where it does. Where the
 * messages of the RFCs themselves lie beside the sources, they are read too: the index there
 * has their readings, ours the anomalies of their kind and, as "also_beside", of that copy. */
#include <glib.h>
#include <json-c/json.h>

#include "dissect/sip/framing.h"
#include "dissect/sip/full.h"
#include "tests/support/compare.h"
#include "tests/support/slices.h"

typedef struct Torture {
    const char *folder;
    json_object *message; /* what is to be read */
    json_object *kind;    /* what is wrong with messages of that name */
} Torture;

static const char *text_of(json_object *object, const char *key)
{
    json_object *value = json_object_object_get(object, key);

    return value ? json_object_get_string(value) : NULL;
}

static Slice read_file(const Torture *torture)
{
    g_autofree char *path =
        g_build_filename(torture->folder, text_of(torture->message, "file"), NULL);
    g_autoptr(GError) error = NULL;
    char *text = NULL;
    gsize len = 0;
    Slice exact;

    g_file_get_contents(path, &text, &len, &error);
    g_assert_no_error(error);
    exact = slice_exact_copy(slice_of(text, len), len);
    g_free(text);
    return exact;
}

/* The first @words words, one blank between them, whatever stood there. */
static char *plain_words(const char *text, int words)
{
    g_auto(GStrv) parts = g_regex_split_simple("\\s+", text ? text : "", 0, 0);

    for (int i = 0; i < words && parts[i]; i++)
        if (i == words - 1)
            g_clear_pointer(&parts[i + 1], g_free);
    return g_strjoinv(" ", parts);
}

static char *names_of(AnomalySet set)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (unsigned i = 0; i < ANOMALY_COUNT; i++)
        if (set >> i & 1)
            g_string_append_printf(names, "%s%s", names->len ? " " : "",
                                   anomaly_name((Anomaly)i));
    return g_string_free(g_steal_pointer(&names), FALSE);
}

/* The anomalies whose names the index has under @key. */
static AnomalySet set_of(json_object *kind, const char *key)
{
    json_object *names = json_object_object_get(kind, key);
    AnomalySet set = 0;

    for (size_t i = 0; names && i < json_object_array_length(names); i++) {
        const char *name = json_object_get_string(json_object_array_get_idx(names, i));
        unsigned anomaly = 0;

        while (anomaly < ANOMALY_COUNT && strcmp(anomaly_name((Anomaly)anomaly), name) != 0)
            anomaly++;
        g_assert_cmpuint(anomaly, <, ANOMALY_COUNT);
        set |= ANOMALY_BIT(anomaly);
    }
    return set;
}

static char *copy_of(Slice slice)
{
    return g_strndup(slice.len ? (const char *)slice.data : "", slice.len);
}

/* One line: start line, Call-ID, CSeq, anomalies. */
static char *expected_line(const Torture *torture)
{
    json_object *reading = json_object_object_get(torture->message, "lenient_reading");
    const char *call_id = text_of(reading, "call_id");
    g_autofree char *cseq = plain_words(text_of(reading, "cseq"), 2);
    AnomalySet also =
        torture->message == torture->kind ? 0 : set_of(torture->kind, "also_beside");
    g_autofree char *names = names_of(set_of(torture->kind, "anomalies") | also);

    return g_strdup_printf("%s | %s | %s | %s", text_of(reading, "start_line"),
                           call_id ? call_id : "", cseq, names);
}

static char *found_line(const SipView *view, const Frame *frame)
{
    g_autofree char *start_line = copy_of(view->start_line);
    g_autofree char *call_id = copy_of(view->call_id);
    g_autofree char *cseq_text = copy_of(view->cseq_text);
    g_autofree char *cseq = plain_words(cseq_text, 2);
    g_autofree char *names = names_of(scan_anomalies(view, frame->anomalies));

    return g_strdup_printf("%s | %s | %s | %s", start_line, call_id, cseq, names);
}

static void assert_method_and_status(const Torture *torture, const SipView *view)
{
    json_object *reading = json_object_object_get(torture->message, "lenient_reading");
    const char *status = text_of(reading, "status");
    const char *cseq = text_of(reading, "cseq");

    g_assert_cmpint(view->is_request, ==, status == NULL);
    if (status)
        g_assert_cmpuint(view->status, ==, strlen(status) == 3 ? atoi(status) : 0);
    else
        assert_slice_equals(view->method_text, text_of(reading, "method"));
    if (cseq && !(view->anomalies & ANOMALY_BIT(ANOMALY_BAD_CSEQ)))
        g_assert_cmpuint(view->cseq, ==, g_ascii_strtoull(cseq, NULL, 10));
}

static void it_is_read_and_marked(const void *data)
{
    const Torture *torture = data;
    Slice text = read_file(torture);
    g_autofree char *expected = expected_line(torture);
    g_autofree char *found = NULL;
    Frame frame;
    SipView view;

    g_assert_cmpint(framing_datagram(text, &view, &frame), ==, VERDICT_OK);
    found = found_line(&view, &frame);
    g_test_message("expected: %s", expected);
    g_test_message("got:      %s", found);
    g_assert_cmpstr(found, ==, expected);
    assert_method_and_status(torture, &view);
    g_free((void *)text.data);
}

static void libosip2_reads_the_same_or_refuses_it_for_a_reason(const void *data)
{
    const Torture *torture = data;
    const char *reason = text_of(torture->kind, "refused");
    Slice text = read_file(torture);

    g_assert_cmpint(compare_scan_with_full(text), ==, reason == NULL);
    if (reason)
        g_test_message("refused: %s", reason);
    g_free((void *)text.data);
}

static void cut_anywhere_it_has_its_call_id_or_none(const void *data)
{
    Slice text = read_file(data);
    SipView whole, part;

    g_assert_true(scan_message(text, &whole));
    for (size_t len = 0; len < text.len; len++) {
        Slice cut = slice_exact_copy(text, len);

        if (scan_message(cut, &part) && part.call_id.len > 0)
            g_assert_true(slice_equals(part.call_id, whole.call_id));
        g_free((void *)cut.data);
    }
    g_free((void *)text.data);
}

static void what_follows_in_the_datagram_is_a_message_of_its_own(const void *data)
{
    Slice text = read_file(data);
    Slice rest;
    Frame frame;
    SipView view;

    g_assert_cmpint(framing_datagram(text, &view, &frame), ==, VERDICT_OK);
    rest = slice_tail(text, frame.skip + frame.len);
    g_assert_cmpint(framing_datagram(rest, &view, &frame), ==, VERDICT_OK);
    assert_slice_equals(view.call_id, "dblreq.second@pc.example.org");
    g_assert_cmpuint(frame.skip + frame.len, ==, rest.len);
    g_assert_true(view.anomalies & ANOMALY_BIT(ANOMALY_BAD_CONTENT_LENGTH));
    g_free((void *)text.data);
}

static void add(const Torture *torture, const char *name, GTestDataFunc test)
{
    g_autofree char *path =
        g_strdup_printf("/torture/%s/%s/%s", g_path_skip_root(torture->folder),
                        text_of(torture->message, "name"), name);

    g_test_add_data_func_full(path, g_memdup2(torture, sizeof(*torture)), test, g_free);
}

static json_object *find_kind(json_object *kinds, const char *name)
{
    for (size_t i = 0; i < json_object_array_length(kinds); i++) {
        json_object *kind = json_object_array_get_idx(kinds, i);

        if (strcmp(text_of(kind, "name"), name) == 0)
            return kind;
    }
    g_error("no kind of message is called %s", name);
}

/* Each message of @index that has a file. */
static void add_folder(const char *folder, json_object *index, json_object *kinds)
{
    for (size_t i = 0; index && i < json_object_array_length(index); i++) {
        json_object *message = json_object_array_get_idx(index, i);
        const char *name = text_of(message, "name");
        Torture torture = { folder, message, find_kind(kinds, name) };

        if (!text_of(message, "file"))
            continue;
        add(&torture, "it_is_read_and_marked", it_is_read_and_marked);
        add(&torture, "libosip2_reads_the_same_or_refuses_it_for_a_reason",
            libosip2_reads_the_same_or_refuses_it_for_a_reason);
        add(&torture, "cut_anywhere_it_has_its_call_id_or_none",
            cut_anywhere_it_has_its_call_id_or_none);
        if (strcmp(text_of(message, "file"), "messages/dblreq.sip") == 0)
            add(&torture, "what_follows_in_the_datagram_is_a_message_of_its_own",
                what_follows_in_the_datagram_is_a_message_of_its_own);
    }
}

static json_object *read_index(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "index.json", NULL);

    return json_object_from_file(path);
}

int main(int argc, char **argv)
{
    const char *shared = g_getenv("SIPSTORY_SHARED");
    g_autofree char *ours = g_build_filename(g_getenv("SIPSTORY_TESTS"), "torture", NULL);
    g_autofree char *beside = g_build_filename(shared ? shared : "", "torture", NULL);
    json_object *kinds = read_index(ours);
    json_object *index = shared ? read_index(beside) : NULL;
    int result;

    g_test_init(&argc, &argv, NULL);
    full_init();
    g_assert_nonnull(kinds);
    add_folder(ours, kinds, kinds);
    add_folder(beside, index, kinds);
    result = g_test_run();
    json_object_put(index);
    json_object_put(kinds);
    return result;
}
