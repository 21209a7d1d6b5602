/* SPDX-License-Identifier: Apache-2.0 */
#include "src/outputs.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/folder.h"
#include "tests/support/story.h"

#define LIST(...) ((char *[]){ __VA_ARGS__, NULL })

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

static void assert_refused(Options options, const char *complaint)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(outputs_new(&options, &error));
    g_assert_cmpstr(error->message, ==, complaint);
    g_assert_true(error->domain == OPTIONS_ERROR);
}

/* Writes a story's call to the file @path. False and @error as outputs say it. */
static bool write_call(const char *path, unsigned times, GError **error)
{
    Options options = { .outputs = LIST((char *)path) };
    g_autoptr(Outputs) outputs = outputs_new(&options, NULL);
    g_auto(Story) story;

    story_init(&story);
    story_tell_call(&story);
    if (!outputs_begin(outputs, &story.context, NULL, error))
        return false;
    for (unsigned i = 0; i < times; i++)
        outputs_call(outputs, story_call(&story), 0, false);
    return outputs_finish(outputs, error);
}

/* How many names stand in the directory of @path. */
static unsigned names_beside(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    GDir *dir = g_dir_open(folder, 0, NULL);
    unsigned count = 0;

    while (g_dir_read_name(dir))
        count++;
    g_dir_close(dir);
    return count;
}

static void a_format_has_a_name_or_an_ending(void)
{
    g_autofree char *known = g_strdup("");
    g_autoptr(GString) endings = g_string_new(NULL);

    for (const ReportFormat *format = formats_all(); format->name; format++) {
        g_autofree char *more = g_strconcat(known, *known ? ", " : "", format->name, NULL);
        Options options = { .format = (char *)format->name };
        g_autoptr(Outputs) outputs = outputs_new(&options, NULL);

        g_assert_true(outputs || !format->is_possible(NULL));
        g_free(g_steal_pointer(&known));
        known = g_steal_pointer(&more);
        if (format->suffix)
            g_string_append_printf(endings, "%s%s", endings->len ? ", " : "", format->suffix);
    }
    {
        g_autofree char *by_name =
            g_strconcat("--format=nonsense: no such format; known are ", known, NULL);
        g_autofree char *by_ending =
            g_strconcat("-o calls.doc: no format has that ending; known are ", endings->str,
                        NULL);

        assert_refused((Options){ .format = "nonsense" }, by_name);
        assert_refused((Options){ .outputs = LIST("calls.doc") }, by_ending);
    }
}

static void texts_are_read_where_a_report_wants_them(void)
{
    static const struct {
        Options options;
        bool wants_texts;
    } ROWS[] = {
        { { 0 }, false },
        { { .ladder = true }, true },
        { { .format = "json" }, true },
        { { .format = "json", .summary = true }, false },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Outputs) outputs = outputs_new(&ROWS[i].options, NULL);

        g_assert_cmpint(outputs_want_texts(outputs, OUTPUTS_ANY_CALL), ==, ROWS[i].wants_texts);
    }
}

static void a_diagram_has_room_for_one_call(void)
{
    g_autoptr(GError) error = NULL;
    Options diagram = { .outputs = LIST("calls.mermaid") };
    Options report = { .outputs = LIST("calls.md") };
    g_autoptr(Outputs) outputs = outputs_new(&diagram, NULL);
    g_autoptr(Outputs) many = outputs_new(&report, NULL);

    g_assert_true(outputs_have_room(outputs, 0, NULL));
    g_assert_true(outputs_have_room(outputs, 1, NULL));
    g_assert_true(outputs_have_room(many, 2, NULL));
    g_assert_false(outputs_have_room(outputs, 2, &error));
    g_assert_cmpstr(
        error->message, ==,
        "-o calls.mermaid: a mermaid file shows one call, and 2 are selected; choose "
        "one, as by --number=1, or let --format=md show them all");
}

static void a_file_is_there_when_it_is_whole(void)
{
    g_autofree char *path = folder_path("whole.json");
    g_autofree char *text = NULL;
    struct stat there;
    mode_t mask = umask(022);

    g_assert_true(write_call(path, 1, NULL));
    umask(mask);
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_true(g_str_has_prefix(text, "{"));
    g_assert_cmpint(g_stat(path, &there), ==, 0);
    g_assert_cmpint(there.st_mode & 0777, ==, 0644);
    g_assert_cmpuint(names_beside(path), ==, 1);
    g_unlink(path);
}

static void what_is_not_finished_leaves_nothing(void)
{
    g_autofree char *path = folder_write("old.json", slice_text("old"));
    g_autofree char *text = NULL;
    Options options = { .outputs = LIST(path) };
    g_auto(Story) story;

    story_init(&story);
    {
        g_autoptr(Outputs) outputs = outputs_new(&options, NULL);

        g_assert_true(outputs_begin(outputs, &story.context, NULL, NULL));
        g_assert_cmpuint(names_beside(path), ==, 2);
    }
    g_assert_cmpuint(names_beside(path), ==, 1);
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, "old");
    g_unlink(path);
}

static void a_symbolic_link_stays_one(void)
{
    g_autofree char *path = folder_write("real.json", slice_text("old"));
    g_autofree char *link = folder_path("link.json");
    g_autofree char *text = NULL;

    g_assert_cmpint(symlink(path, link), ==, 0);
    g_assert_true(write_call(link, 1, NULL));
    g_assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_true(g_str_has_prefix(text, "{"));
    g_unlink(link);
    g_unlink(path);
}

static void a_directory_that_is_not_there_is_said_early(void)
{
    g_autofree char *path = folder_path("none/x.json");
    g_autofree char *expected =
        g_strdup_printf("%s: cannot be written: No such file or directory", path);
    Options options = { .outputs = LIST(path) };
    g_autoptr(Outputs) outputs = outputs_new(&options, NULL);
    g_autoptr(GError) early = NULL;
    g_autoptr(GError) late = NULL;

    g_assert_false(outputs_can_begin(outputs, &early));
    g_assert_cmpstr(early->message, ==, expected);
    g_assert_false(write_call(path, 1, &late));
    g_assert_cmpstr(late->message, ==, expected);
}

static void a_directory_cannot_be_written(void)
{
    g_autofree char *path = folder_path("dir.json");
    g_autofree char *expected = g_strdup_printf("%s: cannot be written: Is a directory", path);
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
    g_assert_false(write_call(path, 1, &error));
    g_assert_cmpstr(error->message, ==, expected);
    g_rmdir(path);
}

/* A link gives the device a name with an ending. */
static void a_full_disk_is_an_error(void)
{
    g_autofree char *path = folder_path("full.json");
    g_autofree char *expected =
        g_strdup_printf("%s: cannot be written: No space left on device", path);

    if (symlink("/dev/full", path) != 0 || access("/dev/full", W_OK) != 0) {
        g_test_skip("no /dev/full");
        return;
    }
    for (unsigned times = 1; times <= 1000; times *= 1000) {
        g_autoptr(GError) error = NULL;

        g_assert_false(write_call(path, times, &error));
        g_assert_cmpstr(error->message, ==, expected);
    }
    g_unlink(path);
}

/* A FIFO that was opened for reading and closed again. */
static void nobody_reading_any_more_is_no_error(void)
{
    g_autofree char *path = folder_path("fifo.json");
    Options options = { .outputs = LIST(path) };
    g_autoptr(Outputs) outputs = outputs_new(&options, NULL);
    g_auto(Story) story;
    g_autoptr(GError) error = NULL;
    unsigned calls = 0;
    int reader;

    story_init(&story);
    story_tell_call(&story);
    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    reader = g_open(path, O_RDONLY | O_NONBLOCK, 0);
    g_assert_true(outputs_begin(outputs, &story.context, NULL, NULL));
    close(reader);
    while (calls < 10000 && outputs_call(outputs, story_call(&story), 0, false))
        calls++;
    g_assert_cmpuint(calls, <, 10000);
    g_assert_true(outputs_finish(outputs, &error));
    g_assert_no_error(error);
    g_unlink(path);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    signal(SIGPIPE, SIG_IGN);
    g_test_add_func("/outputs/a_format_has_a_name_or_an_ending",
                    a_format_has_a_name_or_an_ending);
    g_test_add_func("/outputs/texts_are_read_where_a_report_wants_them",
                    texts_are_read_where_a_report_wants_them);
    g_test_add_func("/outputs/a_diagram_has_room_for_one_call",
                    a_diagram_has_room_for_one_call);
    g_test_add_func("/outputs/a_file_is_there_when_it_is_whole",
                    a_file_is_there_when_it_is_whole);
    g_test_add_func("/outputs/what_is_not_finished_leaves_nothing",
                    what_is_not_finished_leaves_nothing);
    g_test_add_func("/outputs/a_symbolic_link_stays_one", a_symbolic_link_stays_one);
    g_test_add_func("/outputs/a_directory_that_is_not_there_is_said_early",
                    a_directory_that_is_not_there_is_said_early);
    g_test_add_func("/outputs/a_directory_cannot_be_written", a_directory_cannot_be_written);
    g_test_add_func("/outputs/a_full_disk_is_an_error", a_full_disk_is_an_error);
    g_test_add_func("/outputs/nobody_reading_any_more_is_no_error",
                    nobody_reading_any_more_is_no_error);
    return g_test_run();
}
