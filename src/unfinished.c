/* SPDX-License-Identifier: Apache-2.0
 *
 * A signal handler is handed nothing, so what it has to know is global. It only walks a list
 * and removes files, which is safe at any time; signals wait while the list changes.
 */
#include "src/unfinished.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

static const int SIGNALS[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

typedef struct Unfinished {
    char *path;
    struct Unfinished *next;
} Unfinished;

static Unfinished *all;

/* By SA_RESETHAND the action is the default one again, and runs when this returns. */
static void remove_all(int number)
{
    for (const Unfinished *file = all; file; file = file->next)
        (void)unlink(file->path);
    (void)raise(number);
}

static void handle_signals(void)
{
    struct sigaction action = { .sa_handler = remove_all, .sa_flags = SA_RESETHAND };

    for (size_t i = 0; i < G_N_ELEMENTS(SIGNALS); i++)
        sigaddset(&action.sa_mask, SIGNALS[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(SIGNALS); i++) {
        struct sigaction before;

        if (sigaction(SIGNALS[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            (void)sigaction(SIGNALS[i], &action, NULL);
    }
}

/* Lets signals wait; what was so before goes to @before. */
static void hold_signals(sigset_t *before)
{
    sigset_t held;

    sigemptyset(&held);
    for (size_t i = 0; i < G_N_ELEMENTS(SIGNALS); i++)
        sigaddset(&held, SIGNALS[i]);
    (void)sigprocmask(SIG_BLOCK, &held, before);
}

static void note(const char *path)
{
    Unfinished *file = g_new(Unfinished, 1);

    file->path = g_strdup(path);
    file->next = all;
    all = file;
}

int unfinished_make(char *path)
{
    sigset_t before;
    int why;
    int fd;

    hold_signals(&before);
    fd = g_mkstemp_full(path, O_WRONLY | O_CLOEXEC, 0600);
    why = errno;
    if (fd >= 0) {
        note(path);
        handle_signals();
    }
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    errno = why;
    return fd;
}

void unfinished_forget(const char *path)
{
    sigset_t before;

    hold_signals(&before);
    for (Unfinished **at = &all; *at; at = &(*at)->next) {
        Unfinished *file = *at;

        if (!g_str_equal(file->path, path))
            continue;
        *at = file->next;
        g_free(file->path);
        g_free(file);
        break;
    }
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
}

bool unfinished_place(const char *path, const char *target)
{
    mode_t mask = umask(0);

    umask(mask);
    if (g_chmod(path, 0666 & ~mask) != 0 || g_rename(path, target) != 0)
        return false;
    unfinished_forget(path);
    return true;
}
