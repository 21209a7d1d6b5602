/* SPDX-License-Identifier: Apache-2.0 */
#include "src/split.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/support/folder.h"
#include "tests/support/judged.h"
#include "tests/support/reading.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

#define CALL_PACKETS 12 /* of story_tell_call() */

static const PacketInterface INTERFACE = { .link_type = 1, .digits = 6 };

/* Hands packets @first to @last over; each has @bytes bytes. */
static bool hand(Split *split, uint64_t first, uint64_t last, size_t bytes)
{
    g_autofree char *content = g_strnfill(bytes, 'x');
    bool goes_on = true;

    for (uint64_t i = first; i <= last && goes_on; i++) {
        Packet packet = { .number = i,
                          .time = (int64_t)i * 1000,
                          .bytes = slice_of(content, bytes),
                          .interface = &INTERFACE };

        goes_on = split_packet(split, &(ReportPacket){ .packet = &packet });
    }
    return goes_on;
}

static void begin(Story *story, Judged *judged, const char *flow)
{
    story_init(story);
    story_tell_call(story);
    judged_init(judged, flow, FLOW_CONFORMS);
    story->judgement = &judged->judgement;
}

static unsigned packets_in(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = reading_open(path, anomalies);
    g_autoptr(Reading) reading = reading_new(source);

    g_assert_cmpint(reading->last, ==, SOURCE_END);
    return reading->packets->len;
}

static unsigned names_in(const char *folder)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    unsigned count = 0;

    while (g_dir_read_name(dir))
        count++;
    g_dir_close(dir);
    return count;
}

static void a_call_gets_a_file_named_by_number_flow_and_verdict(void)
{
    g_autofree char *folder = folder_path("named");
    g_autoptr(Split) split = split_new(folder);
    g_auto(Story) story;
    g_auto(Judged) judged;

    begin(&story, &judged, "busy");
    g_assert_true(split_begin(split, &story.context, NULL));
    g_assert_true(split_call(split, story_call(&story)));
    g_assert_true(hand(split, 1, CALL_PACKETS, 100));
    g_assert_true(split_finish(split, NULL));
    g_assert_cmpuint(packets_in(folder, "000001-busy-conforms.pcapng"), ==, CALL_PACKETS);
    g_assert_cmpuint(names_in(folder), ==, 1);
}

static void a_flow_may_be_called_anything(void)
{
    g_autofree char *folder = folder_path("anything");
    g_autoptr(Split) split = split_new(folder);
    g_auto(Story) story;
    g_auto(Judged) judged;

    begin(&story, &judged, "../b\xc3\xbcsy now");
    g_assert_true(split_begin(split, &story.context, NULL));
    g_assert_true(split_call(split, story_call(&story)));
    g_assert_true(hand(split, 1, CALL_PACKETS, 100));
    g_assert_true(split_finish(split, NULL));
    g_assert_cmpuint(packets_in(folder, "000001----b--sy-now-conforms.pcapng"), ==,
                     CALL_PACKETS);
}

static void a_call_too_large_for_memory_goes_on_in_its_file(void)
{
    g_autofree char *folder = folder_path("large");
    g_autoptr(Split) split = split_new(folder);
    g_auto(Story) story;
    g_auto(Judged) judged;

    begin(&story, &judged, "busy");
    g_assert_true(split_begin(split, &story.context, NULL));
    g_assert_true(split_call(split, story_call(&story)));
    g_assert_true(hand(split, 1, CALL_PACKETS - 1, 12u << 20));
    g_assert_cmpuint(names_in(folder), ==, 1); /* beside its place, not whole */
    g_assert_true(hand(split, CALL_PACKETS, CALL_PACKETS, 12u << 20));
    g_assert_true(split_finish(split, NULL));
    g_assert_cmpuint(packets_in(folder, "000001-busy-conforms.pcapng"), ==, CALL_PACKETS);
    g_assert_cmpuint(names_in(folder), ==, 1);
}

static void what_is_not_finished_leaves_no_file(void)
{
    g_autofree char *folder = folder_path("unfinished");
    Split *split = split_new(folder);
    g_auto(Story) story;
    g_auto(Judged) judged;

    begin(&story, &judged, "busy");
    g_assert_true(split_begin(split, &story.context, NULL));
    g_assert_true(split_call(split, story_call(&story)));
    g_assert_true(hand(split, 1, CALL_PACKETS - 1, 12u << 20));
    split_free(split);
    g_assert_cmpuint(names_in(folder), ==, 0);
}

static void a_place_that_is_taken_by_a_folder_is_an_error_that_names_it(void)
{
    g_autofree char *folder = folder_path("taken");
    g_autofree char *place =
        g_build_filename(folder, "000001-busy-conforms.pcapng", "inside", NULL);
    g_autoptr(Split) split = split_new(folder);
    g_autoptr(GError) error = NULL;
    g_auto(Story) story;
    g_auto(Judged) judged;

    begin(&story, &judged, "busy");
    g_assert_cmpint(g_mkdir_with_parents(place, 0700), ==, 0);
    g_assert_true(split_begin(split, &story.context, NULL));
    g_assert_true(split_call(split, story_call(&story)));
    g_assert_false(hand(split, 1, CALL_PACKETS, 100));
    g_assert_false(split_finish(split, &error));
    g_assert_nonnull(strstr(error->message, "000001-busy-conforms.pcapng: cannot be written"));
}

static void a_directory_is_made_only_where_its_parent_is(void)
{
    g_autofree char *parent = folder_path("no");
    g_autofree char *folder = g_build_filename(parent, "where", NULL);
    g_autofree char *file = folder_write("file", slice_text(""));
    g_autoptr(Split) nowhere = split_new(folder);
    g_autoptr(Split) not_a_folder = split_new(file);
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) other = NULL;

    g_assert_false(split_can_begin(nowhere, &error));
    g_assert_nonnull(strstr(error->message, "No such file or directory"));
    g_assert_false(split_can_begin(not_a_folder, &other));
    g_assert_nonnull(strstr(other->message, "Not a directory"));
}

#define CASE(function) g_test_add_func("/split/" #function, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CASE(a_call_gets_a_file_named_by_number_flow_and_verdict);
    CASE(a_flow_may_be_called_anything);
    CASE(a_call_too_large_for_memory_goes_on_in_its_file);
    CASE(what_is_not_finished_leaves_no_file);
    CASE(a_place_that_is_taken_by_a_folder_is_an_error_that_names_it);
    CASE(a_directory_is_made_only_where_its_parent_is);
    return g_test_run();
}
