/* SPDX-License-Identifier: Apache-2.0 */
#include "src/options.h"

#include <string.h>

/* The options of a command line in words; NULL and the complaint in @error if it is wrong. */
static Options *parse(const char *words, char **error)
{
    g_autofree char *line = g_strconcat("sipstory ", words, NULL);
    g_auto(GStrv) argv = NULL;
    g_autofree char **given = NULL;
    g_autoptr(GError) wrong = NULL;
    char **left;
    Options *options;
    int argc;

    g_assert_true(g_shell_parse_argv(line, &argc, &argv, NULL));
    given = left = g_memdup2(argv, (gsize)(argc + 1) * sizeof *argv);
    options = options_parse(&argc, &left, &wrong);
    *error = wrong ? g_strdup(wrong->message) : NULL;
    g_assert_true(!options == !!wrong);
    return options;
}

static Options *good(const char *words)
{
    g_autofree char *error = NULL;
    Options *options = parse(words, &error);

    g_assert_cmpstr(error, ==, NULL);
    return options;
}

#define assert_refused(words, complaint)                                                       \
    do {                                                                                       \
        g_autofree char *error_ = NULL;                                                        \
        g_autoptr(Options) options_ = parse((words), &error_);                                 \
        g_assert_null(options_);                                                               \
        g_assert_cmpstr(error_, ==, (complaint));                                              \
    } while (0)

static void inputs_stand_between_options(void)
{
    g_autoptr(Options) options = good("a.pcap --utc - -o x.json b.pcap -- -c.pcap");
    g_autofree char *inputs = g_strjoinv(" ", options->inputs);

    g_assert_cmpstr(inputs, ==, "a.pcap - b.pcap -c.pcap");
    g_assert_true(options->utc);
    g_assert_cmpstr(options->outputs[0], ==, "x.json");
}

static void without_arguments_there_are_defaults(void)
{
    g_autoptr(Options) options = good("");

    g_assert_null(options->inputs[0]);
    g_assert_null(options->format);
    g_assert_cmpint(options->endpoints, ==, ENDPOINTS_AUTO);
    g_assert_cmpfloat(options->dup_window_ms, ==, 100);
    g_assert_cmpint(options->port, ==, 0);
}

static void values_are_kept(void)
{
    g_autoptr(Options) options =
        good("a --port 5060 --message 3 --width=120 --endpoints ip-port --dup-window 0.5 "
             "--color=never --memory 2G --from 1001 --from 1002 -f 'udp or tcp'");

    g_assert_cmpint(options->port, ==, 5060);
    g_assert_cmpint(options->message, ==, 3);
    g_assert_cmpint(options->width, ==, 120);
    g_assert_cmpint(options->endpoints, ==, ENDPOINTS_IP_PORT);
    g_assert_cmpfloat(options->dup_window_ms, ==, 0.5);
    g_assert_true(options->color_never && !options->color_always);
    g_assert_cmpuint(g_strv_length(options->from), ==, 2);
    g_assert_cmpstr(options->filter, ==, "udp or tcp");
}

/* What a user looks for has the bytes that the terminal sends, whatever the locale. */
static void texts_need_not_be_utf_8(void)
{
    g_autoptr(Options) options = good("a --from M\xfcller --call-id \xff");

    g_assert_cmpstr(options->from[0], ==, "M\xfcller");
    g_assert_cmpstr(options->call_ids[0], ==, "\xff");
}

static void wrong_values_are_named(void)
{
    assert_refused("a --port 0", "--port=0: expected a number from 1 to 65535");
    assert_refused("a --port 65536", "--port=65536: expected a number from 1 to 65535");
    assert_refused("a --port 5060x", "--port=5060x: expected a number from 1 to 65535");
    assert_refused("a --message 0", "--message=0: expected a number from 1 to 2147483647");
    assert_refused("a --message=-1", "--message=-1: expected a number from 1 to 2147483647");
    assert_refused("a --link-header=X:",
                   "--link-header=X:: expected a header's name, as X-Call-ID");
    assert_refused("a --width 0", "--width=0: expected a number from 1 to 10000");
    assert_refused("a --memory 1X", "--memory=1X: expected a size, as 512M or 2G");
    assert_refused("a --endpoints all", "--endpoints=all: expected auto, ip or ip-port");
    assert_refused("a --color red", "--color=red: expected auto, always or never");
    assert_refused("a --dup-window nan",
                   "--dup-window=nan: expected milliseconds, at most 60000");
    assert_refused("a --dup-window=-1",
                   "--dup-window=-1: expected milliseconds, at most 60000");
    assert_refused("a --nonsense", "Unknown option --nonsense");
}

static void a_shift_belongs_to_an_input(void)
{
    g_autoptr(Options) options = good("a=b.pcap c.pcap - --shift a=b.pcap=-1.5 --shift -=2");

    g_assert_cmpint(options_shift_of(options, "a=b.pcap"), ==, -1500000000);
    g_assert_cmpint(options_shift_of(options, "c.pcap"), ==, 0);
    g_assert_cmpint(options_shift_of(options, "-"), ==, 2000000000);
}

static void a_wrong_shift_is_refused(void)
{
    static const char *const NO_SHIFTS[] = {
        "nonsense", "a=", "=3", "a=1s", "a=nan", "a=1e10"
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(NO_SHIFTS); i++) {
        g_autofree char *words = g_strdup_printf("a --shift %s", NO_SHIFTS[i]);
        g_autofree char *complaint =
            g_strdup_printf("--shift=%s: expected FILE=SECONDS, as b.pcap=-1.5", NO_SHIFTS[i]);

        assert_refused(words, complaint);
    }
    assert_refused("a --shift b=1",
                   "--shift=b=1: expected one of the inputs, written as there");
}

static void standard_input_is_read_once(void)
{
    assert_refused("- a -", "standard input ('-') can be read only once");
}

static void outputs_that_exclude_each_other_are_refused(void)
{
    g_autoptr(Options) both = good("a --ladder --format text");
    g_autoptr(Options) file = good("a --ladder -o x.json");

    assert_refused("a --ladder --format json", "--format=json: expected text, or no --ladder");
    assert_refused(
        "a --message 1 -o x.json",
        "--message prints to standard output: not with --ladder, --format, -o or --split");
    assert_refused("a --message 1 --expect busy",
                   "--message shows one message: --expect is for whole calls");
    assert_refused("a --ignore loop", "--ignore is for --validate only");
    assert_refused("a --validate --message 1",
                   "--validate lists what breaks the protocol: not with --ladder, --message or "
                   "--split");
    assert_refused("a --allow-incomplete", "--allow-incomplete is for --expect only");
}

static void help_asks_for_nothing_else(void)
{
    g_autoptr(Options) help = good("--help --port 0");
    g_autoptr(Options) all = good("--help-all");
    g_autoptr(Options) version = good("--version");

    g_assert_true(help->help && all->help && version->version);
}

static void sizes_have_units(void)
{
    static const struct {
        const char *text;
        uint64_t bytes; /* 0: none */
    } ROWS[] = {
        { "1", 1 },
        { "1000000", 1000000 },
        { "64k", 64 << 10 },
        { "512M", 512 << 20 },
        { "2G", UINT64_C(2) << 30 },
        { "1T", UINT64_C(1) << 40 },
        { "16777215T", UINT64_C(16777215) << 40 },
        { "16777216T", 0 },
        { "", 0 },
        { "0", 0 },
        { "-1", 0 },
        { "M", 0 },
        { "1MM", 0 },
        { "1 M", 0 },
        { "1.5G", 0 },
        { "99999999999999999999", 0 },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        uint64_t bytes = 0;

        g_test_message("%s", ROWS[i].text);
        g_assert_cmpint(options_parse_size(ROWS[i].text, &bytes), ==, ROWS[i].bytes > 0);
        g_assert_cmpuint(bytes, ==, ROWS[i].bytes);
    }
}

static void note_option(const char *group, const char *option, const char *about, void *user)
{
    GString *all = user;

    g_assert_true(*group && *about);
    g_string_append_printf(all, "%s|", option);
}

static void every_option_can_be_told(void)
{
    g_autoptr(GString) all = g_string_new("|");

    options_each(note_option, all);
    g_assert_nonnull(strstr(all->str, "|-f, --filter=EXPRESSION|"));
    g_assert_nonnull(strstr(all->str, "|--ladder|"));
    g_assert_nonnull(strstr(all->str, "|--name=ADDRESS[:PORT]=NAME|"));
    g_assert_null(strstr(all->str, "help-all"));
}

static void a_running_capture_has_sizes_and_times(void)
{
    g_autoptr(Options) options =
        good("-i eth0 -i any --buffer 1M --duration 90 --count 5 -w a.pcapng --rotate 100M "
             "--rotate 30m --keep 24 --max-call 2h --snaplen 1500");

    g_assert_cmpstr(options->interfaces[1], ==, "any");
    g_assert_cmpuint(options->buffer, ==, 1 << 20);
    g_assert_cmpint(options->duration, ==, INT64_C(90) * 1000000000);
    g_assert_cmpuint(options->count, ==, 5);
    g_assert_cmpuint(options->rotate_size, ==, 100 << 20);
    g_assert_cmpint(options->rotate_time, ==, INT64_C(1800) * 1000000000);
    g_assert_cmpint(options->keep, ==, 24);
    g_assert_cmpint(options->max_call, ==, INT64_C(7200) * 1000000000);
    g_assert_cmpint(options->snaplen, ==, 1500);
}

static void what_cannot_be_told_live_is_refused(void)
{
    assert_refused("-i lo --ladder",
                   "--ladder needs a file: write one with -w and -i, then read it");
    assert_refused("-i lo a.pcap",
                   "a.pcap: files are read without -i, interfaces without files");
    assert_refused("-i lo -i any -i lo", "-i lo: that interface is given twice");
    assert_refused("--keep 3 a.pcap", "--keep is for a running capture, with -i");
    assert_refused("-i lo -w a.pcapng --keep 3", "--keep is for --rotate only");
    assert_refused("-i lo --rotate 1M", "--rotate is for the files of -w and -o only");
}

static void a_size_to_rotate_at_is_told_from_a_time_by_its_unit(void)
{
    assert_refused("-i lo -w a.pcapng --rotate 100",
                   "--rotate=100: expected a size, as 100M, or a time, as 1h");
    assert_refused("-i lo -w a.pcapng --rotate 1x",
                   "--rotate=1x: expected a size, as 100M, or a time, as 1h");
    assert_refused("-i lo --duration 0",
                   "--duration=0: expected a time, as 90s, 15m, 12h or 2d");
    assert_refused("-i lo --duration 99999999999h",
                   "--duration=99999999999h: expected a time, as 90s, 15m, 12h or 2d");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/options/inputs_stand_between_options", inputs_stand_between_options);
    g_test_add_func("/options/without_arguments_there_are_defaults",
                    without_arguments_there_are_defaults);
    g_test_add_func("/options/values_are_kept", values_are_kept);
    g_test_add_func("/options/texts_need_not_be_utf_8", texts_need_not_be_utf_8);
    g_test_add_func("/options/wrong_values_are_named", wrong_values_are_named);
    g_test_add_func("/options/a_shift_belongs_to_an_input", a_shift_belongs_to_an_input);
    g_test_add_func("/options/a_wrong_shift_is_refused", a_wrong_shift_is_refused);
    g_test_add_func("/options/standard_input_is_read_once", standard_input_is_read_once);
    g_test_add_func("/options/outputs_that_exclude_each_other_are_refused",
                    outputs_that_exclude_each_other_are_refused);
    g_test_add_func("/options/help_asks_for_nothing_else", help_asks_for_nothing_else);
    g_test_add_func("/options/sizes_have_units", sizes_have_units);
    g_test_add_func("/options/every_option_can_be_told", every_option_can_be_told);
    g_test_add_func("/options/running", a_running_capture_has_sizes_and_times);
    g_test_add_func("/options/live", what_cannot_be_told_live_is_refused);
    g_test_add_func("/options/rotate", a_size_to_rotate_at_is_told_from_a_time_by_its_unit);
    return g_test_run();
}
