/* SPDX-License-Identifier: Apache-2.0
 *
 * sipstory: reads the inputs once and keeps messages without their bytes; makes calls of them;
 * then tells the selected calls, reading the inputs again where a report needs the bytes.
 */
#include <glib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include "dissect/sip/full.h"
#include "src/options.h"
#include "src/story.h"

static void print_row(const char *from, const char *event, const char *to, void *user)
{
    (void)user;
    printf("%-46s  %-12s  %s\n", event, to, from);
}

static int print_states(void)
{
    printf("%-46s  %-12s  %s\n", "a message", "makes it", "a call that is");
    state_each_row(print_row, NULL);
    return STORY_OK;
}

/* A subcommand is its bare word; a file of that name is ./WORD. */
static int run_subcommand(int argc, char **argv)
{
    if (argc == 2 && g_str_equal(argv[1], "states"))
        return print_states();
    return -1;
}

static int usage_error(const GError *error)
{
    fprintf(stderr, "sipstory: %s\n", error->message);
    fprintf(stderr, "'sipstory --help' lists the options\n");
    return STORY_USAGE;
}

int main(int argc, char **argv)
{
    g_autoptr(Options) options = NULL;
    g_autoptr(GError) error = NULL;
    int status = run_subcommand(argc, argv);

    if (status >= 0)
        return status;
    setlocale(LC_ALL, "");
    signal(SIGPIPE, SIG_IGN);
    full_init();
    options = options_parse(&argc, &argv, &error);
    if (!options)
        return usage_error(error);
    if (options->version) {
        printf("sipstory %s\n", SIPSTORY_VERSION);
        return STORY_OK;
    }
    if (!options->inputs || !options->inputs[0]) {
        fprintf(stderr, "sipstory: no capture to read; as in: sipstory calls.pcapng\n"
                        "'sipstory --help' lists the options\n");
        return STORY_USAGE;
    }
    status = story_tell(options, &error);
    if (status == STORY_USAGE)
        return usage_error(error);
    if (error)
        fprintf(stderr, "sipstory: %s\n", error->message);
    return status;
}
