/* SPDX-License-Identifier: Apache-2.0
 *
 * A capture file all the way, without the command line: read, put together, grouped, linked,
 * matched and written.
 *
 *     format (its number, tale.h), then the capture file
 *
 * Read again it gives the same messages.
 */
#include <unistd.h>

#include "dissect/base/reader.h"
#include "dissect/sip/full.h"
#include "src/source.h"
#include "tests/fuzz/bench.h"
#include "tests/fuzz/target.h"
#include "tests/support/memory_file.h"
#include "tests/support/tale.h"

static SourceNext read_all(Source *source, uint64_t *sum)
{
    g_auto(Bench) bench;
    Packet packet;
    SourceNext next;

    bench_init(&bench);
    while ((next = source_next(source, &packet)) == SOURCE_PACKET)
        pipeline_packet(bench.pipeline, &packet);
    *sum = bench_finish(&bench);
    return next;
}

static void compare_passes(Source *source)
{
    uint64_t sums[2];
    SourceNext ends[2];

    for (unsigned i = 0; i < 2; i++) {
        ends[i] = read_all(source, &sums[i]);
        g_assert_true(source_rewind(source, NULL));
    }
    g_assert_cmpuint(sums[0], ==, sums[1]);
    g_assert_cmpint(ends[0], ==, ends[1]);
}

static void tell(Source *source, unsigned format)
{
    g_autoptr(Tale) tale = tale_new();
    PipelineHooks hooks = tale_hooks(tale);
    Anomalies *anomalies = tale_anomalies(tale);
    g_autoptr(Pipeline) pipeline = pipeline_new(&hooks, &anomalies, 1);
    Packet packet;
    size_t len;

    while (source_next(source, &packet) == SOURCE_PACKET)
        pipeline_packet(pipeline, &packet);
    pipeline_finish(pipeline);
    if (tale_judge(tale) > 0)
        free(tale_write(tale, tale_format(format), format & 1, &len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Reader reader = { .left = slice_of(data, size) };
    uint8_t format = reader_u8(&reader);
    char path[MEMORY_FILE_PATH];
    int fd = memory_file(reader.left, path);
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = source_open(path, 0, anomalies, NULL);

    full_init();
    if (source) {
        compare_passes(source);
        tell(source, format);
    }
    close(fd);
    return 0;
}
