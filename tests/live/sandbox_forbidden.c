/* SPDX-License-Identifier: Apache-2.0 */
/* What a running capture never does ends the process. */
#include <sched.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/live/sandbox_cases.h"

static void another_program(const Stage *stage)
{
    char *const argv[] = { (char[]){ "true" }, NULL };

    stage_enter(stage);
    execv("/bin/true", argv);
}

static void another_process(const Stage *stage)
{
    stage_enter(stage);
    if (fork() == 0)
        _exit(0);
}

static void a_namespace(const Stage *stage)
{
    stage_enter(stage);
    unshare(CLONE_NEWUSER);
}

static void a_connection(const Stage *stage)
{
    stage_enter(stage);
    socket(AF_INET, SOCK_STREAM, 0);
}

static void a_datagram(const Stage *stage)
{
    stage_enter(stage);
    socket(AF_INET6, SOCK_DGRAM, 0);
}

static void a_local_connection(const Stage *stage)
{
    stage_enter(stage);
    socket(AF_UNIX, SOCK_STREAM, 0);
}

static void connecting_an_older_socket(const Stage *stage)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX, .sun_path = "/nowhere" };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    stage_enter(stage);
    (void)connect(fd, (struct sockaddr *)&to, sizeof to);
}

static void sending_somewhere(const Stage *stage)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX, .sun_path = "/nowhere" };
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

    stage_enter(stage);
    (void)sendto(fd, "", 0, 0, (struct sockaddr *)&to, sizeof to);
}

static void accepting_without_need(const Stage *stage)
{
    stage_enter(stage);
    (void)accept4(stage->listener, NULL, NULL, SOCK_NONBLOCK);
}

static void listening(const Stage *stage)
{
    stage_enter(stage);
    (void)listen(stage->listener, 1);
}

static void looking_into_others(const Stage *stage)
{
    stage_enter(stage);
    ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static void mapped_code(const Stage *stage)
{
    stage_enter(stage);
    mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void data_become_code(const Stage *stage)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    stage_enter(stage);
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static void a_signal_to_another(const Stage *stage)
{
    stage_enter(stage);
    kill(getppid(), 0);
}

static void another_user(const Stage *stage)
{
    stage_enter(stage);
    (void)!setuid(getpid() > 0 ? 1 : 0);
}

static void typing_into_the_terminal(const Stage *stage)
{
    stage_enter(stage);
    ioctl(STDIN_FILENO, TIOCSTI, "x");
}

static void a_call_of_another_kind(const Stage *stage)
{
    stage_enter(stage);
    syscall(SYS_io_uring_setup, 1, NULL);
}

static gpointer begin_a_program(gpointer data)
{
    char *const argv[] = { (char[]){ "true" }, NULL };
    const int *wake = data;
    uint64_t one;

    (void)!read(*wake, &one, sizeof one);
    execv("/bin/true", argv);
    return data;
}

static void another_program_in_an_older_thread(const Stage *stage)
{
    int wake = eventfd(0, EFD_CLOEXEC);
    GThread *thread = g_thread_new("older", begin_a_program, &wake);
    uint64_t one = 1;

    stage_enter(stage);
    g_assert_cmpint(write(wake, &one, sizeof one), ==, sizeof one);
    g_thread_join(thread);
}

const SandboxCase SANDBOX_FORBIDDEN[] = {
    { "another_program_ends_it", another_program, false, SIGSYS },
    { "another_program_ends_it_while_it_serves", another_program, true, SIGSYS },
    { "another_program_in_an_older_thread_ends_it", another_program_in_an_older_thread, false,
      SIGSYS },
    { "another_process_ends_it", another_process, false, SIGSYS },
    { "a_namespace_ends_it", a_namespace, false, SIGSYS },
    { "a_connection_ends_it", a_connection, false, SIGSYS },
    { "a_connection_ends_it_while_it_serves", a_connection, true, SIGSYS },
    { "a_datagram_ends_it", a_datagram, false, SIGSYS },
    { "a_local_connection_ends_it", a_local_connection, false, SIGSYS },
    { "connecting_an_older_socket_ends_it", connecting_an_older_socket, true, SIGSYS },
    { "sending_somewhere_ends_it", sending_somewhere, true, SIGSYS },
    { "accepting_without_need_ends_it", accepting_without_need, false, SIGSYS },
    { "listening_ends_it", listening, true, SIGSYS },
    { "looking_into_others_ends_it", looking_into_others, false, SIGSYS },
    { "mapped_code_ends_it", mapped_code, false, SIGSYS },
    { "data_that_become_code_end_it", data_become_code, false, SIGSYS },
    { "a_signal_to_another_ends_it", a_signal_to_another, false, SIGSYS },
    { "another_user_ends_it", another_user, false, SIGSYS },
    { "typing_into_the_terminal_ends_it", typing_into_the_terminal, false, SIGSYS },
    { "a_call_of_another_kind_ends_it", a_call_of_another_kind, false, SIGSYS },
    { NULL, NULL, false, 0 },
};
