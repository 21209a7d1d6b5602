/* SPDX-License-Identifier: Apache-2.0 */
#include <json-c/json.h>

#include "tests/support/reading.h"

/* Captures from all over, beside the checkout: index.json says how many packets another
 * analyzer counts in each. The folder is the first argument, or SIPSTORY_SHARED. */

static const char *shared;

static const char *text_of(json_object *entry, const char *key)
{
    return json_object_get_string(json_object_object_get(entry, key));
}

static void check_file(const char *path, unsigned packets)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = reading_open(path, anomalies);
    g_autoptr(Reading) first = reading_new(source);
    g_autoptr(Reading) second = NULL;

    g_test_message("%s", path);
    g_assert_cmpuint(first->packets->len, ==, packets);
    g_assert_true(source_rewind(source, NULL));
    second = reading_new(source);
    reading_assert_equal(first, second);
}

static void every_capture_has_as_many_packets_as_expected(void)
{
    g_autofree char *path = g_build_filename(shared, "captures", "index.json", NULL);
    json_object *index = json_object_from_file(path);

    if (!index) {
        g_test_skip("no captures beside the checkout");
        return;
    }
    for (size_t i = 0; i < json_object_array_length(index); i++) {
        json_object *entry = json_object_array_get_idx(index, i);
        g_autofree char *file =
            g_build_filename(shared, "captures", text_of(entry, "file"), NULL);

        if (strstr(text_of(entry, "file_type"), "pcap"))
            check_file(file,
                       (unsigned)json_object_get_int(json_object_object_get(entry, "packets")));
    }
    json_object_put(index);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    shared = g_getenv("SIPSTORY_SHARED");
    if (!shared)
        shared = argc > 1 ? argv[1] : "";
    g_test_add_func("/source_real/every_capture_has_as_many_packets_as_expected",
                    every_capture_has_as_many_packets_as_expected);
    return g_test_run();
}
