/* SPDX-License-Identifier: Apache-2.0 */
#include "src/live_outputs.h"

#define LIST(...) ((char *[]){ __VA_ARGS__, NULL })

static void assert_refused(Options options, const char *complaint)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LiveOutputs) outputs = live_outputs_new(&options, &error);

    g_assert_null(outputs);
    g_assert_error(error, OPTIONS_ERROR, 0);
    g_assert_cmpstr(error->message, ==, complaint);
}

static void a_format_that_needs_all_calls_is_made_of_a_file(void)
{
    assert_refused(
        (Options){ .format = "html" },
        "--format=html: html is made of a whole capture: write one with -w, and read "
        "it then");
    assert_refused((Options){ .outputs = LIST("a.svg") },
                   "-o a.svg: svg is made of a whole capture: write one with -w, and read it "
                   "then");
    assert_refused((Options){ .format = "hmtl" },
                   "--format=hmtl: no such format; a running capture is written as list, json, "
                   "jsonl or csv");
}

static void no_file_is_written_twice(void)
{
    assert_refused((Options){ .outputs = LIST("a.csv", "./a.csv") },
                   "-o a.csv: that file is given twice");
    assert_refused((Options){ .outputs = LIST("a.csv"), .write = "a.csv" },
                   "-o a.csv: that file is given twice");
}

static void only_what_tells_texts_wants_them(void)
{
    static const struct {
        Options options;
        bool texts, progress;
    } CASES[] = {
        { { .format = "list" }, false, true },
        { { .format = "csv" }, false, false },
        { { .format = "jsonl" }, true, true },
        { { .format = "jsonl", .summary = true }, false, true },
        { { .format = "json" }, true, false },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(LiveOutputs) outputs = live_outputs_new(&CASES[i].options, NULL);
        LiveWishes wishes = live_outputs_wishes(outputs);

        g_assert_cmpint(wishes.texts, ==, CASES[i].texts);
        g_assert_cmpint(wishes.progress, ==, CASES[i].progress);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/live_outputs/formats", a_format_that_needs_all_calls_is_made_of_a_file);
    g_test_add_func("/live_outputs/twice", no_file_is_written_twice);
    g_test_add_func("/live_outputs/texts", only_what_tells_texts_wants_them);
    return g_test_run();
}
