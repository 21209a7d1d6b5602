/* SPDX-License-Identifier: Apache-2.0 */
/* The sandbox, tried from inside: each case is a child process. */
#include "src/sandbox.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/live/sandbox_cases.h"

typedef struct Trial {
    const SandboxCase *is;
    Stage *stage;
} Trial;

void stage_enter(const Stage *stage)
{
    g_autoptr(GError) error = NULL;

    sandbox_enter(stage->serves, &error);
    g_assert_no_error(error);
}

static int in_a_child(const Trial *trial)
{
    const struct rlimit none = { 0, 0 };
    int status;
    pid_t child;

    fflush(NULL);
    child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &none);
        trial->stage->serves = trial->is->serves;
        trial->is->run(trial->stage);
        exit(0);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    return status;
}

static void try(gconstpointer data)
{
    const Trial *trial = data;
    int status = in_a_child(trial);

    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_HERE) {
        g_test_skip("no right to do this here");
        return;
    }
    g_assert_cmpint(WIFSIGNALED(status) ? WTERMSIG(status) : 0, ==, trial->is->ends_by);
    if (!trial->is->ends_by)
        g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

static void add(const SandboxCase *cases, Stage *stage)
{
    for (; cases->name; cases++) {
        g_autofree char *path = g_strdup_printf("/sandbox/%s", cases->name);
        Trial trial = { cases, stage };

        g_test_add_data_func_full(path, g_memdup2(&trial, sizeof trial), try, g_free);
    }
}

static void stage_init(Stage *stage)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t length = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    g_assert_cmpint(bind(fd, (struct sockaddr *)&at, sizeof at), ==, 0);
    g_assert_cmpint(listen(fd, 1), ==, 0);
    g_assert_cmpint(getsockname(fd, (struct sockaddr *)&at, &length), ==, 0);
    stage->listener = fd;
    stage->port = ntohs(at.sin_port);
    stage->place = g_dir_make_tmp("sipstory-XXXXXX", NULL);
    g_assert_nonnull(stage->place);
}

static void stage_clear(Stage *stage)
{
    g_rmdir(stage->place);
    g_free(stage->place);
    close(stage->listener);
}

static void probe(const Stage *stage)
{
    if (!sandbox_enter(stage->serves, NULL))
        _exit(NOT_HERE);
}

int main(int argc, char **argv)
{
    const SandboxCase first = { "probe", probe, false, 0 };
    Stage stage = { 0 };
    int status;

    g_test_init(&argc, &argv, NULL);
    if (in_a_child(&(Trial){ &first, &stage }) == NOT_HERE << 8) {
        puts("1..0 # SKIP this kernel confines no program");
        return 0;
    }
    stage_init(&stage);
    add(SANDBOX_WORK, &stage);
    add(SANDBOX_FORBIDDEN, &stage);
    status = g_test_run();
    stage_clear(&stage);
    return status;
}
