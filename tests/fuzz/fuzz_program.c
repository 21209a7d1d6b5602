/* SPDX-License-Identifier: Apache-2.0
 *
 * The whole program on a capture, with its command line (fuzz_pipeline.c is quicker):
 *
 *     what is told (1 byte: below 128 a format by its index below, below 160 the first message,
 *     below 192 what breaks the protocol, from there on the statistics), options (bits), then
 * the capture file
 *
 * Its reports go to /dev/null. Reports with texts read the capture twice, and the program says
 * itself, by its exit status, if the second pass gave other messages than the first.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "dissect/base/reader.h"
#include "dissect/sip/full.h"
#include "src/options.h"
#include "src/source.h"
#include "src/story.h"
#include "tests/fuzz/target.h"
#include "tests/support/memory_file.h"

static const char *const FORMATS[] = { "list", "text",    "json", "jsonl", "csv", "md",
                                       "svg",  "mermaid", "html", "junit", "tap", "pcapng" };

/* Each is given if its bit is set; they go with any format. */
static const char *const OPTIONS[] = { "--summary",      "--raw",
                                       "--headers",      "--unfold",
                                       "--no-link",      "--ascii",
                                       "--color=always", "--endpoints=ip-port" };

/* Standard output leads nowhere until quiet_end(), which is given what this gives. */
static int quiet_begin(void)
{
    int saved = dup(STDOUT_FILENO);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    (void)fflush(stdout);
    dup2(nowhere, STDOUT_FILENO);
    close(nowhere);
    return saved;
}

static void quiet_end(int saved)
{
    (void)fflush(stdout);
    dup2(saved, STDOUT_FILENO);
    close(saved);
}

static char *told_by(uint8_t what)
{
    if (what < 128)
        return g_strconcat("--format=", FORMATS[what % G_N_ELEMENTS(FORMATS)], NULL);
    if (what < 160)
        return g_strdup("--message=1");
    if (what < 192)
        return g_strdup("--validate");
    return g_strdup(what & 1 ? "--format=json" : "--format=text");
}

static Options *options_of(const char *path, uint8_t what, uint8_t bits)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_autofree char *told = told_by(what);
    g_autoptr(GError) error = NULL;
    int argc;
    char **argv;
    Options *options;

    g_ptr_array_add(words, (char *)"sipstory");
    g_ptr_array_add(words, (char *)"--memory=256M");
    g_ptr_array_add(words, told);
    for (unsigned i = 0; i < G_N_ELEMENTS(OPTIONS); i++)
        if (bits & 1 << i)
            g_ptr_array_add(words, (char *)OPTIONS[i]);
    g_ptr_array_add(words, (char *)path);
    argc = (int)words->len;
    g_ptr_array_add(words, NULL);
    argv = (char **)words->pdata;
    options = options_parse(&argc, &argv, &error);
    g_assert_no_error(error);
    options->stats = what >= 192;
    return options;
}

/* True if the capture can be read to its end. */
static bool is_whole(const char *path)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = source_open(path, 0, anomalies, NULL);
    SourceNext next = SOURCE_BROKEN;
    Packet packet;

    while (source && (next = source_next(source, &packet)) == SOURCE_PACKET)
        continue;
    return next == SOURCE_END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Reader reader = { .left = slice_of(data, size) };
    uint8_t what = reader_u8(&reader);
    uint8_t bits = reader_u8(&reader);
    char path[MEMORY_FILE_PATH];
    int fd = memory_file(reader.left, path);
    g_autoptr(Options) options = options_of(path, what, bits);
    g_autoptr(GError) error = NULL;
    int saved = quiet_begin();
    StoryStatus status;

    full_init();
    status = story_tell(options, &error);
    quiet_end(saved);
    if (options->validate && status == STORY_FAILED)
        status = STORY_OK;
    g_assert_cmpint(status, !=, STORY_FAILED);
    if (is_whole(path))
        g_assert_true(status == STORY_OK || error);
    close(fd);
    return 0;
}
