/* SPDX-License-Identifier: Apache-2.0 */
#include "src/help.h"

#include <string.h>

#include "reports/report.h"
#include "src/options.h"

/* Where the explanations begin. */
#define ABOUT_AT 30

static const char INTRODUCTION[] =
    "Usage: sipstory [OPTION...] FILE...\n"
    "\n"
    "Reads SIP traffic and tells the story of every call: who called whom, what\n"
    "happened, which known flow it follows, where it left it, and what was lost.\n"
    "\n"
    "  sipstory calls.pcapng               a line per call\n"
    "  sipstory calls.pcapng --ladder      and each call's ladder\n"
    "  sipstory run.pcapng --expect busy   a test: does every call follow that flow?\n"
    "  sipstory a.pcap b.pcap.gz - < c     several inputs, merged by time; '-' is\n"
    "                                      standard input\n"
    "  sipstory stats calls.pcapng         counts, and the metrics of RFC 6076\n"
    "  sipstory states                     how a call's state is found\n"
    "  sipstory flows                      the flows that are known; 'flows NAME'\n"
    "                                      prints one, 'flows --check FILE...' checks\n"
    "                                      templates of your own\n";

static const char END[] =
    "\n"
    "Exit status: 0; 1 a call is not as --expect says, or --validate finds an error;\n"
    "2 wrong usage; 3 an input could not be read whole, or an output not be written.\n"
    "More in sipstory(1); what is promised of input from strangers: SECURITY.md.\n";

typedef struct Help {
    FILE *out;
    unsigned width;
    const char *group; /* printed last */
} Help;

/* Prints @about word by word between the columns ABOUT_AT and width; the line already has
 * @column columns. */
static void print_about(const Help *help, unsigned column, const char *about)
{
    if (column + 2 > ABOUT_AT) {
        fputc('\n', help->out);
        column = 0;
    }
    fprintf(help->out, "%*s", (int)(ABOUT_AT - column), "");
    column = ABOUT_AT;
    while (*about) {
        size_t len = strcspn(about, " ");

        if (column > ABOUT_AT && column + 1 + len > help->width) {
            fprintf(help->out, "\n%*s", ABOUT_AT, "");
            column = ABOUT_AT;
        }
        column += (unsigned)fprintf(help->out, "%s%.*s", column > ABOUT_AT ? " " : "", (int)len,
                                    about);
        about += len + (about[len] == ' ');
    }
    fputc('\n', help->out);
}

static void print_option(const char *group, const char *option, const char *about, void *user)
{
    Help *help = user;

    if (group != help->group)
        fprintf(help->out, "\n%s\n", group);
    help->group = group;
    print_about(help,
                (unsigned)fprintf(help->out, "  %s%s",
                                  *option && option[1] == '-' ? "    " : "", option),
                about);
}

void help_print(FILE *out, unsigned width)
{
    Help help = { .out = out, .width = width };

    fputs(INTRODUCTION, out);
    options_each(print_option, &help);
    fputs("\nFormats, and the endings of files that -o writes in them\n", out);
    for (const ReportFormat *format = formats_all(); format->name; format++)
        print_about(&help,
                    (unsigned)fprintf(out, "  %-10s%s", format->name,
                                      format->suffix ? format->suffix : ""),
                    format->about);
    fputs(END, out);
}
