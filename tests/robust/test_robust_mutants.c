/* SPDX-License-Identifier: Apache-2.0
 *
 * Mutants of every sample, all the way from the file to a report: test_robust_mutants SAMPLES
 * COUNT [-p /mutants/NAME]. Mutant N of a sample is the same each time, so that a find can be
 * tried again; what ends the program says its number first. ./check tries a few of each,
 * tests/robust/mutants a thousand.
 */
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "dissect/sip/full.h"
#include "src/source.h"
#include "tests/support/memory_file.h"
#include "tests/support/tale.h"

#define CHANGES_MAX 4
#define FLIPS_MAX 16
#define RUN_MAX 400 /* bytes that are moved, repeated or overwritten at once */

static const char *folder;
static unsigned count;
static const char *sample; /* the one at hand, */
static unsigned current;   /* and its mutant */

static void say_current(int number)
{
    char line[128];
    int len = g_snprintf(line, sizeof line, "\n# it was mutant %u of %s\n", current, sample);

    if (write(STDOUT_FILENO, line, (size_t)len) < 0)
        _exit(1);
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

static unsigned below(GRand *random, unsigned limit)
{
    return limit ? (unsigned)g_rand_int_range(random, 0, (gint32)limit) : 0;
}

static void flip_bits(GByteArray *bytes, GRand *random)
{
    for (unsigned flips = 1 + below(random, FLIPS_MAX); flips > 0; flips--)
        bytes->data[below(random, bytes->len)] ^= (uint8_t)(1 << below(random, 8));
}

static void cut(GByteArray *bytes, GRand *random)
{
    unsigned at = below(random, bytes->len);

    if (below(random, 2))
        g_byte_array_set_size(bytes, at + 1);
    else
        g_byte_array_remove_range(bytes, at, 1 + below(random, MIN(RUN_MAX, bytes->len - at)));
}

static void overwrite(GByteArray *bytes, GRand *random)
{
    static const uint8_t VALUES[] = { 0, 0xff, 0x7f, 0x80, ' ', '\n', 1 };
    unsigned at = below(random, bytes->len);

    memset(bytes->data + at, VALUES[below(random, G_N_ELEMENTS(VALUES))],
           1 + below(random, MIN(8, bytes->len - at)));
}

static void repeat(GByteArray *bytes, GRand *random)
{
    unsigned at = below(random, bytes->len);
    unsigned len = 1 + below(random, MIN(RUN_MAX, bytes->len - at));
    g_autofree uint8_t *copy = g_memdup2(bytes->data + at, bytes->len - at);
    unsigned rest = bytes->len - at;

    g_byte_array_set_size(bytes, at + len);
    g_byte_array_append(bytes, copy, rest);
}

static void swap(GByteArray *bytes, GRand *random)
{
    unsigned len = 1 + below(random, MIN(RUN_MAX, bytes->len / 2));
    unsigned left = below(random, bytes->len / 2 - len + 1);
    unsigned right = bytes->len / 2 + below(random, bytes->len / 2 - len + 1);
    uint8_t held[RUN_MAX];

    memcpy(held, bytes->data + left, len);
    memcpy(bytes->data + left, bytes->data + right, len);
    memcpy(bytes->data + right, held, len);
}

/* Changes @bytes as @random says. */
static void mutate(GByteArray *bytes, GRand *random)
{
    static void (*const CHANGES[])(GByteArray *, GRand *) = { flip_bits, flip_bits, cut,
                                                              overwrite, repeat,    swap };

    for (unsigned changes = 1 + below(random, CHANGES_MAX); changes > 0; changes--)
        if (bytes->len > 2)
            CHANGES[below(random, G_N_ELEMENTS(CHANGES))](bytes, random);
}

static void tell(const char *path, unsigned format)
{
    g_autoptr(Tale) tale = tale_new();
    PipelineHooks hooks = tale_hooks(tale);
    Anomalies *anomalies = tale_anomalies(tale);
    g_autoptr(Pipeline) pipeline = pipeline_new(&hooks, &anomalies, 1);
    g_autoptr(Source) source = source_open(path, 0, anomalies, NULL);
    Packet packet;
    size_t len;
    char *written;

    while (source && source_next(source, &packet) == SOURCE_PACKET)
        pipeline_packet(pipeline, &packet);
    pipeline_finish(pipeline);
    tale_judge(tale);
    written = tale_write(tale, tale_format(format), format & 1, &len);
    g_assert_cmpuint(len, <, 64 << 20);
    free(written);
}

static void its_mutants_are_told(gconstpointer name)
{
    g_autofree char *path = g_build_filename(folder, name, "capture.pcapng", NULL);
    g_autofree char *content = NULL;
    g_autoptr(GRand) random = g_rand_new();
    gsize len;

    g_assert_true(g_file_get_contents(path, &content, &len, NULL));
    sample = name;
    for (current = 0; current < count; current++) {
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        char place[MEMORY_FILE_PATH];
        int fd;

        g_byte_array_append(bytes, (const guint8 *)content, (guint)len);
        g_rand_set_seed(random, g_str_hash(name) + current);
        mutate(bytes, random);
        fd = memory_file(slice_of(bytes->data, bytes->len), place);
        tell(place, current);
        close(fd);
    }
}

static void add_case(const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, "capture.pcapng", NULL);
    g_autofree char *test = g_strconcat("/mutants/", name, NULL);

    if (g_file_test(path, G_FILE_TEST_EXISTS))
        g_test_add_data_func_full(test, g_strdup(name), its_mutants_are_told, g_free);
}

int main(int argc, char **argv)
{
    g_autoptr(GDir) samples = NULL;
    const char *name;

    g_test_init(&argc, &argv, NULL);
    g_assert_cmpint(argc, ==, 3);
    folder = argv[1];
    count = (unsigned)g_ascii_strtoull(argv[2], NULL, 10);
    full_init();
    (void)signal(SIGABRT, say_current);
    samples = g_dir_open(folder, 0, NULL);
    g_assert_nonnull(samples);
    while ((name = g_dir_read_name(samples)))
        add_case(name);
    return g_test_run();
}
