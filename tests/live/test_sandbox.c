/* SPDX-License-Identifier: Apache-2.0 */
/* What a running capture does goes on under the filter, and what it never does ends it. Each
 * case is a child process, for nobody leaves the sandbox. */
#include "src/sandbox.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <netinet/tcp.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "src/privileges.h"

#define NOT_HERE 77 /* what a child says that cannot do its part on this system */

typedef struct Case {
    const char *name;
    void (*run)(bool serves);
    bool serves;
    int ends_by; /* a signal; 0: it ends by itself */
} Case;

static char *place;    /* an empty directory, for the files of one case */
static int listener;   /* a listening socket, made before the sandbox */
static uint16_t port;  /* its port */
static int early_wake; /* what the thread waits for that is older than the sandbox */

static void enter(bool serves)
{
    g_autoptr(GError) error = NULL;

    sandbox_enter(serves, &error);
    g_assert_no_error(error);
}

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_CREAT | O_WRONLY | O_EXCL | O_CLOEXEC, 0600);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, text, strlen(text)), ==, (ssize_t)strlen(text));
    g_assert_cmpint(lseek(fd, 0, SEEK_END), ==, (off_t)strlen(text));
    g_assert_cmpint(ftruncate(fd, 1), ==, 0);
    g_assert_cmpint(fsync(fd), ==, 0);
    g_assert_cmpint(close(fd), ==, 0);
}

static void files_rotate(bool serves)
{
    g_autofree char *part = g_build_filename(place, "calls.jsonl.XXXXXX", NULL);
    g_autofree char *whole = g_build_filename(place, "calls.jsonl", NULL);
    g_autofree char *other = g_build_filename(place, "other", NULL);
    g_autoptr(GDir) dir = NULL;
    FILE *file;
    int fd;

    enter(serves);
    fd = g_mkstemp_full(part, O_WRONLY | O_CLOEXEC, 0600);
    g_assert_cmpint(fd, >=, 0);
    file = fdopen(fd, "w");
    g_assert_cmpint(fputs("{}\n", file), >=, 0);
    g_assert_cmpint(fclose(file), ==, 0);
    g_assert_cmpint(g_chmod(part, 0644), ==, 0);
    g_assert_cmpint(g_rename(part, whole), ==, 0);
    write_file(other, "text");
    dir = g_dir_open(place, 0, NULL);
    g_assert_nonnull(g_dir_read_name(dir));
    g_assert_nonnull(g_dir_read_name(dir));
    g_assert_null(g_dir_read_name(dir));
    g_assert_true(g_file_test(whole, G_FILE_TEST_IS_REGULAR));
    g_assert_cmpint(g_unlink(whole) + g_unlink(other), ==, 0);
}

static gpointer answer_after_a_wait(gpointer data)
{
    GAsyncQueue *queue = data;
    char *block = g_malloc0(1 << 22);

    block = g_realloc(block, 1 << 23);
    g_async_queue_timeout_pop(queue, 1000);
    g_usleep(10);
    g_free(block);
    return data;
}

static void threads_begin_and_end(bool serves)
{
    g_autoptr(GAsyncQueue) queue = g_async_queue_new();
    GThread *threads[8];

    enter(serves);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("analysis", answer_after_a_wait, queue);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_assert_true(g_thread_join(threads[i]) == queue);
}

static void a_thread_is_woken(bool serves)
{
    struct pollfd wake = { .events = POLLIN };
    uint64_t one = 1;

    enter(serves);
    wake.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    g_assert_cmpint(wake.fd, >=, 0);
    g_assert_cmpint(poll(&wake, 1, 0), ==, 0);
    g_assert_cmpint(write(wake.fd, &one, sizeof one), ==, sizeof one);
    g_assert_cmpint(poll(&wake, 1, 1000), ==, 1);
    g_assert_cmpint(read(wake.fd, &one, sizeof one), ==, sizeof one);
}

static void local_time_is_known(bool serves)
{
    g_autoptr(GDateTime) now = NULL;
    time_t seconds = time(NULL);
    struct tm parts;

    enter(serves);
    g_assert_nonnull(localtime_r(&seconds, &parts));
    now = g_date_time_new_now_local();
    g_assert_nonnull(now);
    g_assert_cmpint(g_get_monotonic_time(), >, 0);
}

static void a_terminal_is_asked(bool serves)
{
    struct winsize size;

    enter(serves);
    g_assert_true(isatty(STDERR_FILENO) || errno);
    g_assert_true(ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 || errno);
}

/* NULL if there is no such interface; the child ends where it may not be captured at all. */
static pcap_t *open_interface(const char *name)
{
    char text[PCAP_ERRBUF_SIZE];
    pcap_t *pcap = pcap_create(name, text);
    struct bpf_program filter;
    int status;

    g_assert_nonnull(pcap);
    pcap_set_snaplen(pcap, 65535);
    pcap_set_promisc(pcap, 1);
    pcap_set_timeout(pcap, 100);
    pcap_set_buffer_size(pcap, 1 << 20);
    pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
    status = pcap_activate(pcap);
    if (status == PCAP_ERROR_PERM_DENIED)
        exit(NOT_HERE);
    if (status < 0) {
        pcap_close(pcap);
        return NULL;
    }
    g_assert_cmpint(pcap_compile(pcap, &filter, "udp", 1, PCAP_NETMASK_UNKNOWN), ==, 0);
    g_assert_cmpint(pcap_setfilter(pcap, &filter), ==, 0);
    pcap_freecode(&filter);
    g_assert_cmpint(pcap_setnonblock(pcap, 1, text), ==, 0);
    return pcap;
}

static void ignore(u_char *user, const struct pcap_pkthdr *head, const u_char *bytes)
{
    (void)user;
    (void)head;
    (void)bytes;
}

static void look_at(pcap_t *pcap)
{
    struct pollfd ready = { .fd = pcap_get_selectable_fd(pcap), .events = POLLIN };
    struct pcap_stat stat;

    g_assert_cmpint(poll(&ready, 1, 1), >=, 0);
    g_assert_cmpint(pcap_dispatch(pcap, -1, ignore, NULL), >=, 0);
    g_assert_cmpint(pcap_stats(pcap, &stat), ==, 0);
    g_assert_cmpint(pcap_datalink(pcap), >=, 0);
}

static void an_interface_is_opened_again(bool serves)
{
    pcap_t *pcap = open_interface("lo");

    g_assert_nonnull(pcap);
    enter(serves);
    look_at(pcap);
    pcap_close(pcap);
    g_assert_null(open_interface("is-no-interface"));
    pcap = open_interface("lo");
    g_assert_nonnull(pcap);
    look_at(pcap);
    pcap_close(pcap);
}

static void all_interfaces_are_opened_again(bool serves)
{
    pcap_t *pcap;

    enter(serves);
    pcap = open_interface("any");
    g_assert_nonnull(pcap);
    look_at(pcap);
    pcap_close(pcap);
}

static bool shell(const char *command)
{
    return system(command) == 0;
}

/* A process that is not in the sandbox removes the interface, once it is told to. */
static void remove_when_told(int wake)
{
    uint64_t one;

    if (fork() != 0)
        return;
    (void)!read(wake, &one, sizeof one);
    _exit(!shell("ip link del gone0"));
}

static void an_interface_that_goes_away_is_noticed(bool serves)
{
    int wake = eventfd(0, EFD_CLOEXEC), got = 0;
    uint64_t one = 1;
    pcap_t *pcap;

    if (unshare(CLONE_NEWNET) != 0 ||
        !shell("exec 2>/dev/null; ip link add gone0 type veth peer name gone1 && "
               "ip link set gone0 up && ip link set gone1 up"))
        exit(NOT_HERE);
    pcap = open_interface("gone1");
    remove_when_told(wake);
    enter(serves);
    g_assert_cmpint(write(wake, &one, sizeof one), ==, sizeof one);
    while (got >= 0) {
        struct pollfd ready = { .fd = pcap_get_selectable_fd(pcap), .events = POLLIN };

        g_assert_cmpint(poll(&ready, 1, -1), ==, 1);
        got = pcap_dispatch(pcap, -1, ignore, NULL);
    }
    g_assert_true(strlen(pcap_geterr(pcap)) > 0);
    pcap_close(pcap);
    g_assert_null(open_interface("gone1"));
}

/* The two together, as in a capture that root has started. */
static void nobody_opens_an_interface_again(bool serves)
{
    pcap_t *pcap = open_interface("lo");
    g_autofree char *told = NULL;
    g_autoptr(GError) error = NULL;

    if (getuid() != 0)
        exit(NOT_HERE);
    privileges_drop("nobody", NULL, &told, &error);
    g_assert_no_error(error);
    enter(serves);
    pcap_close(pcap);
    pcap = open_interface("lo");
    g_assert_nonnull(pcap);
    look_at(pcap);
    pcap_close(pcap);
}

/* A client that is older than the sandbox, as its connect() would not be allowed. */
static void a_client_is_answered(bool serves)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons(port),
                              .sin_addr = { htonl(INADDR_LOOPBACK) } };
    struct epoll_event event = { .events = EPOLLIN };
    struct iovec part = { (char[]){ "B" }, 1 };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1, fd, waiter;
    char got[8] = "";

    g_assert_cmpint(connect(client, (struct sockaddr *)&to, sizeof to), ==, 0);
    enter(serves);
    waiter = epoll_create1(EPOLL_CLOEXEC);
    g_assert_cmpint(epoll_ctl(waiter, EPOLL_CTL_ADD, listener, &event), ==, 0);
    g_assert_cmpint(epoll_wait(waiter, &event, 1, 1000), ==, 1);
    fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), ==, 0);
    g_assert_cmpint(send(fd, "A", 1, MSG_NOSIGNAL), ==, 1);
    g_assert_cmpint(sendmsg(fd, &message, MSG_NOSIGNAL), ==, 1);
    g_assert_cmpint(shutdown(fd, SHUT_WR), ==, 0);
    g_assert_cmpint(recv(client, got, sizeof got, MSG_WAITALL), ==, 2);
    g_assert_cmpstr(got, ==, "AB");
}

static void it_ends_by_its_signal(bool serves)
{
    enter(serves);
    signal(SIGTERM, SIG_DFL);
    raise(SIGTERM);
}

static void it_signals_itself(bool serves)
{
    enter(serves);
    kill(getpid(), SIGINT);
}

static void it_aborts(bool serves)
{
    enter(serves);
    abort();
}

static void another_program(bool serves)
{
    char *const argv[] = { (char[]){ "true" }, NULL };

    enter(serves);
    execv("/bin/true", argv);
}

static void another_process(bool serves)
{
    enter(serves);
    if (fork() == 0)
        _exit(0);
}

static void a_namespace(bool serves)
{
    enter(serves);
    unshare(CLONE_NEWUSER);
}

static void a_connection(bool serves)
{
    enter(serves);
    socket(AF_INET, SOCK_STREAM, 0);
}

static void a_datagram(bool serves)
{
    enter(serves);
    socket(AF_INET6, SOCK_DGRAM, 0);
}

static void a_local_connection(bool serves)
{
    enter(serves);
    socket(AF_UNIX, SOCK_STREAM, 0);
}

static void the_kernels_routes(bool serves)
{
    enter(serves);
    socket(AF_NETLINK, SOCK_RAW, 0);
}

static void connecting_an_older_socket(bool serves)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX, .sun_path = "/nowhere" };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    enter(serves);
    (void)connect(fd, (struct sockaddr *)&to, sizeof to);
}

static void sending_somewhere(bool serves)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX, .sun_path = "/nowhere" };
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

    enter(serves);
    (void)sendto(fd, "", 0, 0, (struct sockaddr *)&to, sizeof to);
}

static void accepting_without_need(bool serves)
{
    enter(serves);
    (void)accept4(listener, NULL, NULL, SOCK_NONBLOCK);
}

static void listening(bool serves)
{
    enter(serves);
    (void)listen(listener, 1);
}

static void looking_into_others(bool serves)
{
    enter(serves);
    ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static void mapped_code(bool serves)
{
    enter(serves);
    mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void data_become_code(bool serves)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    enter(serves);
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static void a_signal_to_another(bool serves)
{
    enter(serves);
    kill(getppid(), 0);
}

static void another_user(bool serves)
{
    enter(serves);
    (void)!setuid(getpid() > 0 ? 1 : 0);
}

static void typing_into_the_terminal(bool serves)
{
    enter(serves);
    ioctl(STDIN_FILENO, TIOCSTI, "x");
}

static void a_call_of_another_kind(bool serves)
{
    enter(serves);
    syscall(SYS_io_uring_setup, 1, NULL);
}

static gpointer begin_a_program(gpointer data)
{
    char *const argv[] = { (char[]){ "true" }, NULL };
    uint64_t one;

    (void)!read(early_wake, &one, sizeof one);
    execv("/bin/true", argv);
    return data;
}

static void another_program_in_an_older_thread(bool serves)
{
    uint64_t one = 1;
    GThread *thread;

    early_wake = eventfd(0, EFD_CLOEXEC);
    thread = g_thread_new("older", begin_a_program, NULL);
    enter(serves);
    g_assert_cmpint(write(early_wake, &one, sizeof one), ==, sizeof one);
    g_thread_join(thread);
}

static const Case CASES[] = {
    { "files_rotate", files_rotate, false, 0 },
    { "threads_begin_and_end", threads_begin_and_end, false, 0 },
    { "a_thread_is_woken", a_thread_is_woken, false, 0 },
    { "local_time_is_known", local_time_is_known, false, 0 },
    { "a_terminal_is_asked", a_terminal_is_asked, false, 0 },
    { "an_interface_is_opened_again", an_interface_is_opened_again, false, 0 },
    { "all_interfaces_are_opened_again", all_interfaces_are_opened_again, false, 0 },
    { "an_interface_that_goes_away_is_noticed", an_interface_that_goes_away_is_noticed, false,
      0 },
    { "nobody_opens_an_interface_again", nobody_opens_an_interface_again, false, 0 },
    { "files_rotate_while_it_serves", files_rotate, true, 0 },
    { "a_client_is_answered", a_client_is_answered, true, 0 },
    { "it_ends_by_its_signal", it_ends_by_its_signal, false, SIGTERM },
    { "it_signals_itself", it_signals_itself, false, SIGINT },
    { "it_aborts", it_aborts, false, SIGABRT },
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
    { "the_kernels_routes_end_it", the_kernels_routes, false, SIGSYS },
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
};

static int in_a_child(const Case *one)
{
    const struct rlimit none = { 0, 0 };
    int status;
    pid_t child;

    fflush(NULL);
    child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &none);
        one->run(one->serves);
        exit(0);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    return status;
}

static void try(gconstpointer data)
{
    const Case *one = data;
    int status = in_a_child(one);

    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_HERE) {
        g_test_skip("no right to capture here");
        return;
    }
    g_assert_cmpint(WIFSIGNALED(status) ? WTERMSIG(status) : 0, ==, one->ends_by);
    if (!one->ends_by)
        g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

static void open_listener(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t length = sizeof at;

    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    g_assert_cmpint(bind(listener, (struct sockaddr *)&at, sizeof at), ==, 0);
    g_assert_cmpint(listen(listener, 1), ==, 0);
    g_assert_cmpint(getsockname(listener, (struct sockaddr *)&at, &length), ==, 0);
    port = ntohs(at.sin_port);
}

static void probe(bool serves)
{
    if (!sandbox_enter(serves, NULL))
        _exit(NOT_HERE);
}

int main(int argc, char **argv)
{
    const Case first = { "probe", probe, false, 0 };
    int status;

    g_test_init(&argc, &argv, NULL);
    if (in_a_child(&first) == NOT_HERE << 8) {
        puts("1..0 # SKIP this kernel confines no program");
        return 0;
    }
    place = g_dir_make_tmp("sipstory-XXXXXX", NULL);
    open_listener();
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *path = g_strdup_printf("/sandbox/%s", CASES[i].name);

        g_test_add_data_func(path, &CASES[i], try);
    }
    status = g_test_run();
    g_rmdir(place);
    g_free(place);
    return status;
}
