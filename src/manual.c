/* SPDX-License-Identifier: Apache-2.0
 *
 * manual FILE: prints the manual whose template is FILE. A line @OPTIONS@, @FORMATS@, @RULES@
 * or
 * @STATES@ gives its place to the program's own table, and @VERSION@ is its version. Part of
 * the build alone.
 */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "dissect/sip/lint_rules.h"
#include "flows/state.h"
#include "reports/report.h"
#include "src/options.h"

/* Prints @text so that troff leaves every character as it is. */
static void print_plain(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text; text++)
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else if (*text == '\'')
            fputs("\\(aq", stdout);
        else
            fputc(*text, stdout);
}

/* "-o, --output=FILE": the names bold, the value in italics. */
static void print_option(const char *group, const char *option, const char *about, void *user)
{
    const char **last = user;
    const char *value = strchr(option, '=');
    g_autofree char *names =
        g_strndup(option, value ? (gsize)(value - option) : strlen(option));

    if (*last != group)
        printf(".SS %s\n", group);
    *last = group;
    fputs(".TP\n\\fB", stdout);
    print_plain(names);
    fputs("\\fR", stdout);
    if (value) {
        fputs("=\\fI", stdout);
        print_plain(value + 1);
        fputs("\\fR", stdout);
    }
    fputc('\n', stdout);
    print_plain(about);
    fputs(".\n", stdout);
}

static void print_format(const ReportFormat *format)
{
    printf(".TP\n\\fB%s\\fR", format->name);
    if (format->suffix)
        printf(" (\\fI%s\\fR)", format->suffix);
    fputc('\n', stdout);
    print_plain(format->about);
    fputs(".\n", stdout);
}

static void print_rule(LintRule rule)
{
    fputs(".TP\n\\fB", stdout);
    print_plain(lint_rule_name(rule));
    printf("\\fR (%s, %s)\n", lint_severity_name(lint_rule_severity(rule)),
           lint_rule_source(rule));
    print_plain(lint_rule_meaning(rule));
    fputs(".\n", stdout);
}

static void print_line(char *line)
{
    const char *group = NULL;
    char *version = strstr(line, "@VERSION@");

    if (g_str_equal(line, "@OPTIONS@")) {
        options_each(print_option, &group);
    } else if (g_str_equal(line, "@FORMATS@")) {
        for (const ReportFormat *format = formats_all(); format->name; format++)
            print_format(format);
    } else if (g_str_equal(line, "@RULES@")) {
        for (unsigned rule = 0; rule < LINT_COUNT; rule++)
            print_rule((LintRule)rule);
    } else if (g_str_equal(line, "@STATES@")) {
        for (State state = 0; state < STATE_COUNT; state++)
            printf("%s%s", state ? ",\n" : "", state_name(state));
        fputs(".\n", stdout);
    } else if (version) {
        printf("%.*s%s%s\n", (int)(version - line), line, SIPSTORY_VERSION,
               version + strlen("@VERSION@"));
    } else {
        puts(line);
    }
}

int main(int argc, char **argv)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;

    if (argc != 2 || !g_file_get_contents(argv[1], &text, NULL, NULL)) {
        fprintf(stderr, "usage: manual FILE\n");
        return 2;
    }
    lines = g_strsplit(g_strchomp(text), "\n", -1);
    for (unsigned i = 0; lines[i]; i++)
        print_line(lines[i]);
    return 0;
}
