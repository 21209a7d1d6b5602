/* SPDX-License-Identifier: Apache-2.0
 *
 * sipstory: reads the inputs once and keeps messages without their bytes; makes calls of them;
 * then tells the selected calls, reading the inputs again where a report needs the bytes.
 */
#include <errno.h>
#include <glib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include "dissect/sip/full.h"
#include "src/flows_command.h"
#include "src/help.h"
#include "src/interfaces.h"
#include "src/live.h"
#include "src/options.h"
#include "src/say.h"
#include "src/story.h"
#include "src/written.h"

static void print_row(const char *from, const char *event, const char *to, void *user)
{
    (void)user;
    printf("%-46s  %-12s  %s\n", event, to, from);
}

static int usage_error(const char *message)
{
    say(message);
    fprintf(stderr, "'sipstory --help' lists the options\n");
    return STORY_USAGE;
}

static int print_states(int argc)
{
    if (argc > 2)
        return usage_error("'states' takes no arguments; a file of that name is ./states");
    printf("%-46s  %-12s  %s\n", "a message", "makes it", "a call that is");
    state_each_row(print_row, NULL);
    return STORY_OK;
}

static int print_help(const Options *options)
{
    help_print(stdout, options->width ? (unsigned)options->width : 80);
    return STORY_OK;
}

static int print_version(void)
{
    printf("sipstory %s\n", SIPSTORY_VERSION);
    return STORY_OK;
}

static int list_interfaces(void)
{
    g_autoptr(GError) error = NULL;

    if (interfaces_print(stdout, &error))
        return STORY_OK;
    say(error->message);
    return STORY_INCOMPLETE;
}

static int tell(const Options *options)
{
    g_autoptr(GError) error = NULL;
    int status;

    if (options->list_interfaces)
        return list_interfaces();
    if (!options->inputs[0] && !options->interfaces)
        return usage_error(
            options->stats ? "no capture to read; as in: sipstory stats calls.pcapng"
                           : "no capture to read; as in: sipstory calls.pcapng, or -i eth0");
    status = options->interfaces ? live_run(options, &error) : story_tell(options, &error);
    if (status == STORY_USAGE)
        return usage_error(error->message);
    if (error)
        say(error->message);
    return status;
}

static int run_flows(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status = flows_command(argc, argv, &error);

    return error ? usage_error(error->message) : status;
}

/* The options are those of the main command, but what shows single calls. */
static int run_stats(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Options) options = options_parse(&argc, &argv, &error);

    if (!options)
        return usage_error(error->message);
    if (options->help)
        return print_help(options);
    if (options->ladder || options->message || options->summary || options->raw ||
        options->headers || options->validate)
        return usage_error("'stats' tells of all calls together: not with --ladder, --message, "
                           "--summary, --raw, --headers or --validate");
    if (options->interfaces)
        return usage_error("'stats' needs a file: write one with -w and -i, then read it");
    options->stats = true;
    return options->version ? print_version() : tell(options);
}

static int run(int argc, char **argv)
{
    g_autoptr(Options) options = NULL;
    g_autoptr(GError) error = NULL;

    /* a subcommand is its bare word; a file of that name is ./WORD */
    if (argc > 1 && g_str_equal(argv[1], "states"))
        return print_states(argc);
    if (argc > 1 && g_str_equal(argv[1], "flows"))
        return run_flows(argc - 1, argv + 1);
    if (argc > 1 && g_str_equal(argv[1], "stats"))
        return run_stats(argc - 1, argv + 1);
    options = options_parse(&argc, &argv, &error);
    if (!options)
        return usage_error(error->message);
    if (options->help)
        return print_help(options);
    return options->version ? print_version() : tell(options);
}

/* What was printed must have arrived; nobody reading any more is fine. */
static int finish(int status)
{
    g_autofree char *text = NULL;
    int why;

    if (!ferror(stdout)) /* else errno tells why a write failed before */
        errno = 0;
    (void)fflush(stdout);
    why = written_error(stdout);
    if (why == 0 || why == EPIPE || status != STORY_OK)
        return status;
    text = g_strdup_printf("standard output: cannot be written: %s", g_strerror(why));
    say(text);
    return STORY_INCOMPLETE;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    signal(SIGPIPE, SIG_IGN);
    full_init();
    return finish(run(argc, argv));
}
