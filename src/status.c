/* SPDX-License-Identifier: Apache-2.0 */
#include "src/status.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "reports/status_line.h"
#include "src/screen.h"

/* Where the terminal does not say. */
#define WIDTH 80

struct Status {
    const Options *options;
    bool is_terminal, is_shown;
    bool unicode, color;
    int statm; /* this process's, opened while that is allowed; -1: not there */
    long page;
    StatusMark mark;
};

Status *status_new(const Options *options)
{
    Status *status = g_new0(Status, 1);

    status->options = options;
    status->is_terminal = isatty(STDERR_FILENO);
    status->unicode = !options->ascii && screen_has_unicode();
    status->color = screen_has_color(options->color_always, options->color_never);
    status->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    status->page = sysconf(_SC_PAGESIZE);
    return status;
}

void status_free(Status *status)
{
    if (!status)
        return;
    status_hide(status);
    if (status->statm >= 0)
        close(status->statm);
    g_free(status);
}

static unsigned width_of(const Status *status)
{
    struct winsize size;

    if (status->options->width)
        return (unsigned)status->options->width;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                                           : WIDTH;
}

void status_show(Status *status, const LiveFigures *figures)
{
    StatusStyle style = { .unicode = status->unicode, .color = status->color };
    g_autofree char *line = NULL;

    if (!status->is_terminal)
        return;
    style.width = width_of(status) - 1; /* in the last column some terminals wrap */
    line = status_line_new(figures, &status->mark, &style);
    fprintf(stderr, "\r%s\033[K", line);
    fflush(stderr);
    status->mark = status_line_mark(figures);
    status->is_shown = true;
}

void status_hide(Status *status)
{
    if (!status || !status->is_shown)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    status->is_shown = false;
}

uint64_t status_resident(const Status *status)
{
    char text[64] = "";
    unsigned long long pages = 0;

    if (status->statm < 0 || pread(status->statm, text, sizeof text - 1, 0) <= 0 ||
        sscanf(text, "%*u %llu", &pages) != 1)
        return 0;
    return pages * (uint64_t)status->page;
}
