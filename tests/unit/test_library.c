/* SPDX-License-Identifier: Apache-2.0
 *
 * test_library FOLDER: FOLDER is flows/library in the source.
 */
#include "flows/library.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tests/support/folder.h"

#define HEAD "sequenceDiagram\nactor A\nparticipant P\nactor B\n"

static const char *source;

static Library *library_of(const char *dir)
{
    g_autoptr(GError) error = NULL;
    Library *library = library_new(dir, &error);

    g_assert_no_error(error);
    return library;
}

/* Writes @name with @text into a directory that has nothing else; its path is the caller's. */
static char *alone(const char *name, const char *text)
{
    g_autofree char *path = folder_write(name, slice_text(text));
    char *dir = g_path_get_dirname(path);
    g_autoptr(GDir) open = g_dir_open(dir, 0, NULL);
    const char *other;

    while ((other = g_dir_read_name(open))) {
        g_autofree char *old = g_build_filename(dir, other, NULL);

        if (!g_str_equal(other, name))
            (void)g_remove(old);
    }
    return dir;
}

static void assert_refused(const char *dir, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Library) library = library_new(dir, &error);

    g_assert_null(library);
    g_assert_cmpint(error->domain, ==, TEMPLATE_ERROR);
    g_assert_cmpstr(error->message, ==, expected);
}

static void every_file_of_the_source_is_compiled_in(void)
{
    g_autoptr(Library) library = library_of(NULL);
    g_autoptr(GDir) dir = g_dir_open(source, 0, NULL);
    const char *name;
    unsigned files = 0;

    while ((name = g_dir_read_name(dir))) {
        g_autofree char *flow = g_strndup(name, strcspn(name, "."));

        if (!g_str_has_suffix(name, ".flow"))
            continue;
        files++;
        g_test_message("%s has to have a row in flows/meson.build", name);
        g_assert_nonnull(library_find(library, flow));
    }
    g_assert_cmpuint(files, ==, library_len(library));
}

static void smaller_ranks_come_first(void)
{
    g_autoptr(Library) library = library_of(NULL);

    for (unsigned i = 1; i < library_len(library); i++) {
        const Template *last = library_get(library, i - 1), *next = library_get(library, i);

        g_assert_true(last->rank < next->rank ||
                      (last->rank == next->rank && strcmp(last->name, next->name) < 0));
    }
}

static void names_are_found_and_near_ones_told(void)
{
    g_autoptr(Library) library = library_of(NULL);
    g_autofree char *near = library_nearest(library, "bussy");
    g_autofree char *fragment = library_nearest(library, "ringin");

    g_assert_cmpstr(library_find(library, "busy")->name, ==, "busy");
    g_assert_true(library_find(library, "ringing")->is_fragment);
    g_assert_null(library_find(library, "bussy"));
    g_assert_cmpstr(near, ==, "busy");
    g_assert_cmpstr(fragment, ==, "");
}

static void a_directory_adds_a_flow(void)
{
    g_autofree char *dir = alone("mine.flow", HEAD "Note over A,B: include offer\n");
    g_autoptr(Library) plain = library_of(NULL);
    g_autoptr(Library) library = library_of(dir);

    g_assert_cmpuint(library_len(library), ==, library_len(plain) + 1);
    g_assert_cmpuint(library_find(library, "mine")->steps_len, ==,
                     library_find(plain, "offer")->steps_len);
}

static void a_directory_puts_a_fragment_in_the_place_of_a_known_one(void)
{
    g_autofree char *dir = alone("ringing.flow", "%% fragment\n" HEAD "B-->>P: 199 INVITE\n");
    g_autoptr(Library) plain = library_of(NULL);
    g_autoptr(Library) library = library_of(dir);
    const Template *busy = library_find(library, "busy");
    unsigned count = 0;

    g_assert_cmpuint(library_len(library), ==, library_len(plain));
    for (unsigned i = 0; i < busy->steps_len; i++)
        count += g_str_equal(busy->steps[i].label, "199 INVITE");
    g_assert_cmpuint(count, >, 0);
}

static void files_with_other_endings_are_passed_over(void)
{
    g_autofree char *dir = alone("README.txt", "no flow");
    g_autoptr(Library) plain = library_of(NULL);
    g_autoptr(Library) library = library_of(dir);

    g_assert_cmpuint(library_len(library), ==, library_len(plain));
}

static void a_bad_file_of_a_directory_is_named(void)
{
    g_autofree char *dir = alone("mine.flow", HEAD "A->>P: INVTE\n");
    g_autofree char *expected =
        g_strconcat(dir, "/mine.flow:5:8: no method is called 'INVTE'; did you mean INVITE?",
                    NULL);

    assert_refused(dir, expected);
}

static void a_bad_name_of_a_file_is_refused(void)
{
    g_autofree char *dir = alone("My flow.flow", HEAD "A->>P: INVITE\n");
    g_autofree char *expected = g_strconcat(
        dir,
        "/My flow.flow: a flow's file is called NAME.flow, its name made of a-z, 0-9 "
        "and '-'",
        NULL);

    assert_refused(dir, expected);
}

static void an_unknown_include_names_near_ones_fragments_too(void)
{
    g_autofree char *dir = alone("mine.flow", HEAD "Note over A,B: include rining\n");
    g_autofree char *expected = g_strconcat(
        dir, "/mine.flow:5:24: no template is called 'rining'; did you mean ringing?", NULL);

    assert_refused(dir, expected);
}

static void a_fragment_that_breaks_a_known_flow_names_both(void)
{
    g_autofree char *dir = alone("ringing.flow", HEAD "actor C\nC-->>P: 180 INVITE\n");
    g_autoptr(GError) error = NULL;
    g_autoptr(Library) library = library_new(dir, &error);

    g_assert_null(library);
    g_assert_true(g_str_has_prefix(error->message, "flows/library/"));
    g_assert_nonnull(
        strstr(error->message, ": ringing has a role C, which is not declared here"));
}

static void what_is_no_text_is_refused(void)
{
    static const char BYTES[] = "sequenceDiagram\0";
    g_autofree char *dir = alone("mine.flow", "");
    g_autofree char *path = folder_write("mine.flow", slice_of(BYTES, sizeof BYTES));
    g_autofree char *expected = g_strconcat(path, ": holds a NUL byte, so it is no text", NULL);

    assert_refused(dir, expected);
}

static void a_directory_that_is_none_is_refused(void)
{
    g_autofree char *path = folder_path("none");
    g_autofree char *expected = g_strconcat(path, ": ", g_strerror(ENOENT), NULL);

    assert_refused(path, expected);
}

static void a_file_is_checked_with_what_is_beside_it(void)
{
    g_autofree char *dir = alone("mine.flow", HEAD "Note over A,B: include part\n"
                                                   "Note over A,B: include ringing\n");
    g_autofree char *path = g_build_filename(dir, "mine.flow", NULL);
    g_autofree char *part = folder_write("part.flow", slice_text(HEAD "A->>P: INVITE\n"));
    g_autofree char *expected =
        g_strconcat(part, ":5:1: C is not declared, as in 'actor C' (included by ", path, ":5)",
                    NULL);
    g_autoptr(Library) library = library_of(NULL);
    g_autoptr(GError) error = NULL;

    g_assert_true(library_check(library, path, &error));
    g_assert_no_error(error);
    g_free(folder_write("part.flow", slice_text(HEAD "C->>P: INVITE\n")));
    g_assert_false(library_check(library, path, &error));
    g_assert_cmpstr(error->message, ==, expected);
}

/* Short, for there are many cuts. */
static const char *stand_in(const char *name, void *user)
{
    (void)name;
    (void)user;
    return "sequenceDiagram\nactor A\nparticipant P\nA->>P: INFO\n";
}

/* Cut short anywhere, a template is read or refused with a place in it. */
static void a_template_may_be_cut_at_every_byte(void)
{
    g_autoptr(Library) library = library_of(NULL);

    for (unsigned i = 0; i < library_len(library); i++) {
        const Template *whole = library_get(library, i);

        for (size_t len = strlen(whole->text); len-- > 0;) {
            g_autofree char *text = g_strndup(whole->text, len);
            g_autoptr(GError) error = NULL;
            g_autoptr(Template) flow =
                template_parse(whole->name, "cut.flow", text, stand_in, NULL, &error);

            g_assert_true(!flow == !!error);
            g_assert_true(flow || g_str_has_prefix(error->message, "cut.flow:"));
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_cmpint(argc, ==, 2);
    source = argv[1];
#define CASE(name) g_test_add_func("/library/" #name, name)
    CASE(every_file_of_the_source_is_compiled_in);
    CASE(smaller_ranks_come_first);
    CASE(names_are_found_and_near_ones_told);
    CASE(a_directory_adds_a_flow);
    CASE(a_directory_puts_a_fragment_in_the_place_of_a_known_one);
    CASE(files_with_other_endings_are_passed_over);
    CASE(a_bad_file_of_a_directory_is_named);
    CASE(a_bad_name_of_a_file_is_refused);
    CASE(an_unknown_include_names_near_ones_fragments_too);
    CASE(a_fragment_that_breaks_a_known_flow_names_both);
    CASE(what_is_no_text_is_refused);
    CASE(a_directory_that_is_none_is_refused);
    CASE(a_file_is_checked_with_what_is_beside_it);
    CASE(a_template_may_be_cut_at_every_byte);
    return g_test_run();
}
