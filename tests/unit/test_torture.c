/* SPDX-License-Identifier: Apache-2.0 */
/* The torture messages of RFC 4475, RFC 5118 and others, where they lie beside the sources:
 * each as a tolerant reader should understand it, and as libosip2 does where it accepts it. */
#include <glib.h>
#include <json-c/json.h>

#include "dissect/sip/full.h"
#include "dissect/sip/scan.h"
#include "tests/support/compare.h"
#include "tests/support/slices.h"

typedef struct Torture {
    const char *folder;
    json_object *message;
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

static void assert_optional(Slice slice, const char *expected)
{
    assert_slice_equals(slice, expected ? expected : "");
}

/* The reading has a CSeq as written, but with one blank where it is folded. */
static void assert_cseq(const SipView *view, const char *expected)
{
    g_auto(GStrv) words = g_strsplit_set(expected ? expected : "", " ", 2);
    Slice number = slice_head(view->cseq_text, slice_span(view->cseq_text, BYTE_BLANKS));

    assert_optional(number, words[0]);
    if (!expected)
        return;
    g_assert_cmpint(view->cseq_method, ==, method_of(slice_text(words[1])));
    if (!(view->anomalies & ANOMALY_BIT(ANOMALY_BAD_CSEQ)))
        g_assert_cmpuint(view->cseq, ==, g_ascii_strtoull(words[0], NULL, 10));
}

static void it_is_read_leniently(const void *data)
{
    const Torture *torture = data;
    json_object *reading = json_object_object_get(torture->message, "lenient_reading");
    const char *status = text_of(reading, "status");
    Slice text = read_file(torture);
    SipView view;

    g_assert_true(scan_message(text, &view));
    assert_slice_equals(view.start_line, text_of(reading, "start_line"));
    g_assert_cmpint(view.is_request, ==, status == NULL);
    if (status)
        g_assert_cmpuint(view.status, ==, strlen(status) == 3 ? atoi(status) : 0);
    else
        assert_slice_equals(view.method_text, text_of(reading, "method"));
    assert_optional(view.call_id, text_of(reading, "call_id"));
    assert_cseq(&view, text_of(reading, "cseq"));
    g_free((void *)text.data);
}

static void libosip2_reads_the_same_or_refuses(const void *data)
{
    Slice text = read_file(data);

    if (!compare_scan_with_full(text))
        g_test_message("refused");
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

static void add(const Torture *torture, const char *name, GTestDataFunc test)
{
    g_autofree char *path =
        g_strdup_printf("/torture/%s/%s", text_of(torture->message, "name"), name);

    g_test_add_data_func_full(path, g_memdup2(torture, sizeof(*torture)), test, g_free);
}

int main(int argc, char **argv)
{
    const char *shared = g_getenv("SIPSTORY_SHARED");
    g_autofree char *folder = g_build_filename(shared ? shared : "", "torture", NULL);
    g_autofree char *path = g_build_filename(folder, "index.json", NULL);
    json_object *index = shared ? json_object_from_file(path) : NULL;
    int result;

    g_test_init(&argc, &argv, NULL);
    full_init();
    if (!index) {
        g_print("1..0 # SKIP no torture messages beside the sources\n");
        return 0;
    }
    for (size_t i = 0; i < json_object_array_length(index); i++) {
        Torture torture = { folder, json_object_array_get_idx(index, i) };

        add(&torture, "it_is_read_leniently", it_is_read_leniently);
        add(&torture, "libosip2_reads_the_same_or_refuses", libosip2_reads_the_same_or_refuses);
        add(&torture, "cut_anywhere_it_has_its_call_id_or_none",
            cut_anywhere_it_has_its_call_id_or_none);
    }
    result = g_test_run();
    json_object_put(index);
    return result;
}
