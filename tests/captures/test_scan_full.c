/* SPDX-License-Identifier: Apache-2.0
 *
 * test_scan_full FOLDER...: reads every capture below each folder and compares, message by
 * message, what the scan and the full parse find. A folder that is not there is skipped. TAP.
 */
#include <glib.h>
#include <stdio.h>

#include "dissect/sip/full.h"
#include "src/merge.h"
#include "src/pipeline.h"
#include "tests/support/compare.h"

typedef struct Count {
    unsigned messages, refused;
} Count;

static void on_arrival(const Arrival *arrival, const SipView *view, void *user)
{
    Count *count = user;

    g_assert_true(slice_equals(view->text, arrival->text));
    count->messages++;
    count->refused += !compare_scan_with_full(arrival->text);
}

static void no_quote(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    (void)text;
    (void)segment;
    (void)packet;
    (void)user;
}

/* False if @path is no capture. */
static bool read_capture(const char *path, Count *count)
{
    PipelineHooks hooks = { .arrival = on_arrival, .quote = no_quote, .user = count };
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = source_open(path, 0, anomalies, NULL);
    g_autoptr(Pipeline) pipeline = NULL;
    Packet packet;

    if (!source)
        return false;
    pipeline = pipeline_new(&hooks, &anomalies, 1);
    while (source_next(source, &packet) == SOURCE_PACKET)
        pipeline_packet(pipeline, &packet);
    pipeline_finish(pipeline);
    return true;
}

static void read_folder(const char *folder, unsigned *number)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        Count count = { 0 };

        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            read_folder(path, number);
        else if (read_capture(path, &count))
            printf("ok %u - %s: %u messages, of which the full parse refuses %u\n", ++*number,
                   name, count.messages, count.refused);
    }
}

int main(int argc, char **argv)
{
    unsigned number = 0;

    full_init();
    for (int i = 1; i < argc; i++)
        read_folder(argv[i], &number);
    printf(number ? "1..%u\n" : "1..%u # SKIP no captures here\n", number);
    return 0;
}
