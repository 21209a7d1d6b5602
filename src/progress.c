/* SPDX-License-Identifier: Apache-2.0 */
#include "src/progress.h"

#include <glib.h>
#include <stdio.h>
#include <unistd.h>

#define FIRST_AFTER 1000000
#define AGAIN_AFTER 200000

void progress_show(Progress *progress, const char *doing, uint64_t packets)
{
    int64_t now = g_get_monotonic_time();

    if (progress->began == 0)
        progress->began = now;
    if (now - progress->began < FIRST_AFTER || now - progress->shown < AGAIN_AFTER ||
        !isatty(STDERR_FILENO))
        return;
    progress->shown = now;
    fprintf(stderr, "\r%s: %" G_GUINT64_FORMAT " packets, %" G_GINT64_FORMAT " s\033[K", doing,
            packets, (now - progress->began) / 1000000);
    fflush(stderr);
}

void progress_wipe(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

void progress_clear(Progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
}
