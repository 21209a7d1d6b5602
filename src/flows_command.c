/* SPDX-License-Identifier: Apache-2.0 */
#include "src/flows_command.h"

#include <stdio.h>
#include <string.h>

#include "flows/library.h"
#include "flows/library_file.h"
#include "reports/terminal.h"
#include "src/help.h"
#include "src/say.h"
#include "src/screen.h"

/* Between the columns of the list. */
#define GAP 2

typedef struct Asked {
    char *dir; /* --flows */
    gboolean check, help;
    char **names; /* flows, or files to check; NULL: none */
} Asked;

static void asked_clear(Asked *asked)
{
    g_free(asked->dir);
    g_strfreev(asked->names);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, asked_clear)

static bool read_arguments(int argc, char **argv, Asked *asked, GError **error)
{
    const GOptionEntry entries[] = {
        { "flows", 0, 0, G_OPTION_ARG_FILENAME, &asked->dir, NULL, NULL },
        { "check", 0, 0, G_OPTION_ARG_NONE, &asked->check, NULL, NULL },
        { "help", 'h', 0, G_OPTION_ARG_NONE, &asked->help, NULL, NULL },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &asked->names, NULL, NULL },
        { 0 },
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, error))
        return false;
    if (!asked->check || asked->names || asked->help)
        return true;
    g_set_error(error, OPTIONS_ERROR, 0,
                "'flows --check' wants files, as in: "
                "sipstory flows --check mine/");
    return false;
}

/* The list's columns. */
typedef struct List {
    unsigned names, titles; /* columns of the widest */
    unsigned width;         /* 0: no bound */
    bool unicode;
} List;

static unsigned columns_of(const List *list, const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);

    return terminal_append(out, slice_text(text), list->unicode);
}

static void measure(const Library *library, List *list)
{
    for (unsigned i = 0; i < library_len(library); i++) {
        const Template *flow = library_get(library, i);

        list->names = MAX(list->names, columns_of(list, flow->name));
        list->titles = MAX(list->titles, columns_of(list, template_title(flow)));
    }
}

/* "document 1.2 ..., steps 1-8; RFC 3665 3.2" */
static char *source_of(const Template *flow)
{
    g_autofree char *document =
        flow->document ? g_strconcat("document ", flow->document, NULL) : NULL;

    if (document && flow->rfc)
        return g_strjoin("; ", document, flow->rfc, NULL);
    return g_strdup(document ? document : flow->rfc ? flow->rfc : "");
}

/* The source stands behind the title where it has room, else below it. */
static void print_row(const List *list, const Template *flow)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *source = source_of(flow);
    const unsigned source_at = list->names + GAP + list->titles + GAP;
    const unsigned needed = source_at + columns_of(list, source);

    terminal_append_cell(out, slice_text(flow->name), list->names + GAP, TERMINAL_LEFT,
                         list->unicode);
    if (list->width == 0 || needed <= list->width) {
        terminal_append_cell(out, slice_text(template_title(flow)), list->titles + GAP,
                             TERMINAL_LEFT, list->unicode);
        terminal_append(out, slice_text(source), list->unicode);
    } else {
        unsigned left = MAX(list->width, list->names + 2 * GAP) - list->names - GAP;

        terminal_append_cut(out, slice_text(template_title(flow)), left, list->unicode);
        g_string_append_c(out, '\n');
        terminal_append_blanks(out, list->names + GAP);
        terminal_append_cut(out, slice_text(source), left, list->unicode);
    }
    puts(g_strchomp(out->str));
}

static void print_rows(const Library *library, const List *list, bool are_fragments)
{
    for (unsigned i = 0; i < library_len(library); i++)
        if (library_get(library, i)->is_fragment == are_fragments)
            print_row(list, library_get(library, i));
}

static void print_list(const Library *library)
{
    List list = { .width = screen_width(0), .unicode = screen_has_unicode() };

    measure(library, &list);
    print_rows(library, &list, false);
    puts("\nFragments, which are only included:");
    print_rows(library, &list, true);
}

static StoryStatus print_templates(const Library *library, char **names, GError **error)
{
    for (char **name = names; *name; name++) {
        g_autofree char *near = NULL;

        if (library_find(library, *name))
            continue;
        near = library_nearest(library, *name);
        g_set_error(error, OPTIONS_ERROR, 0, "no flow is called '%s'%s%s%s", *name,
                    *near ? "; did you mean " : "; 'sipstory flows' lists them", near,
                    *near ? "?" : "");
        return STORY_USAGE;
    }
    for (char **name = names; *name; name++)
        fputs(library_find(library, *name)->text, stdout);
    return STORY_OK;
}

typedef struct Checked {
    unsigned good, bad;
} Checked;

static void check_file(const Library *library, const char *path, Checked *checked)
{
    g_autoptr(GError) error = NULL;

    if (library_check(library, path, &error)) {
        checked->good++;
        return;
    }
    checked->bad++;
    say(error->message);
}

static void check_directory(const Library *library, const char *path, Checked *checked)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) paths = library_file_list(path, &error);

    for (guint i = 0; paths && i < paths->len; i++)
        check_file(library, paths->pdata[i], checked);
    if (paths && paths->len > 0)
        return;
    checked->bad++;
    if (!error)
        g_set_error(&error, TEMPLATE_ERROR, 0,
                    "%s: no file in it is a NAME" LIBRARY_FILE_ENDING, path);
    say(error->message);
}

static StoryStatus check_all(const Library *library, char **paths)
{
    Checked checked = { 0 };

    for (char **path = paths; *path; path++)
        if (g_file_test(*path, G_FILE_TEST_IS_DIR))
            check_directory(library, *path, &checked);
        else
            check_file(library, *path, &checked);
    if (checked.bad > 0)
        return STORY_FAILED;
    printf(checked.good == 1 ? "1 template is good\n" : "%u templates are good\n",
           checked.good);
    return STORY_OK;
}

StoryStatus flows_command(int argc, char **argv, GError **error)
{
    g_auto(Asked) asked = { 0 };
    g_autoptr(Library) library = NULL;

    if (!read_arguments(argc, argv, &asked, error))
        return STORY_USAGE;
    if (asked.help) {
        help_print(stdout, screen_width(0) ? screen_width(0) : 80);
        return STORY_OK;
    }
    library = library_new(asked.dir, error);
    if (!library)
        return STORY_USAGE;
    if (asked.check)
        return check_all(library, asked.names);
    if (asked.names)
        return print_templates(library, asked.names, error);
    print_list(library);
    return STORY_OK;
}
