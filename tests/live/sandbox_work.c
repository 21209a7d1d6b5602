/* SPDX-License-Identifier: Apache-2.0 */
/* What a running capture does goes on in the sandbox. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <locale.h>
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
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "src/privileges.h"
#include "tests/live/sandbox_cases.h"

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

static void files_rotate(const Stage *stage)
{
    g_autofree char *part = g_build_filename(stage->place, "calls.jsonl.XXXXXX", NULL);
    g_autofree char *whole = g_build_filename(stage->place, "calls.jsonl", NULL);
    g_autofree char *other = g_build_filename(stage->place, "other", NULL);
    g_autoptr(GDir) dir = NULL;
    FILE *file;
    int fd;

    stage_enter(stage);
    fd = g_mkstemp_full(part, O_WRONLY | O_CLOEXEC, 0600);
    g_assert_cmpint(fd, >=, 0);
    file = fdopen(fd, "w");
    g_assert_cmpint(fputs("{}\n", file), >=, 0);
    g_assert_cmpint(fclose(file), ==, 0);
    g_assert_cmpint(g_chmod(part, 0644), ==, 0);
    g_assert_cmpint(g_rename(part, whole), ==, 0);
    write_file(other, "text");
    dir = g_dir_open(stage->place, 0, NULL);
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

static void threads_begin_and_end(const Stage *stage)
{
    g_autoptr(GAsyncQueue) queue = g_async_queue_new();
    GThread *threads[8];

    stage_enter(stage);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("analysis", answer_after_a_wait, queue);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_assert_true(g_thread_join(threads[i]) == queue);
}

static void a_thread_is_woken(const Stage *stage)
{
    struct pollfd wake = { .events = POLLIN };
    uint64_t one = 1;

    stage_enter(stage);
    wake.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    g_assert_cmpint(wake.fd, >=, 0);
    g_assert_cmpint(poll(&wake, 1, 0), ==, 0);
    g_assert_cmpint(write(wake.fd, &one, sizeof one), ==, sizeof one);
    g_assert_cmpint(poll(&wake, 1, 1000), ==, 1);
    g_assert_cmpint(read(wake.fd, &one, sizeof one), ==, sizeof one);
}

static void local_time_is_known(const Stage *stage)
{
    g_autoptr(GDateTime) now = NULL;
    time_t seconds = time(NULL);
    struct tm parts;

    stage_enter(stage);
    g_assert_nonnull(localtime_r(&seconds, &parts));
    now = g_date_time_new_now_local();
    g_assert_nonnull(now);
    g_assert_cmpint(g_get_monotonic_time(), >, 0);
}

/* The locale is one whose encoding the C library has to load, where there is such a one. */
static void an_error_is_put_into_words(const Stage *stage)
{
    if (!setlocale(LC_ALL, "en_US.ISO-8859-1") && !setlocale(LC_ALL, "de_DE.ISO-8859-1"))
        setlocale(LC_ALL, "C");
    stage_enter(stage);
    g_assert_true(strlen(g_strerror(ENOSPC)) > 0);
}

static void a_terminal_is_asked(const Stage *stage)
{
    struct winsize size;

    stage_enter(stage);
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

static void an_interface_is_opened_again(const Stage *stage)
{
    pcap_t *pcap = open_interface("lo");

    g_assert_nonnull(pcap);
    stage_enter(stage);
    look_at(pcap);
    pcap_close(pcap);
    g_assert_null(open_interface("is-no-interface"));
    pcap = open_interface("lo");
    g_assert_nonnull(pcap);
    look_at(pcap);
    pcap_close(pcap);
}

static void all_interfaces_are_opened_again(const Stage *stage)
{
    pcap_t *pcap;

    stage_enter(stage);
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

static void an_interface_that_goes_away_is_noticed(const Stage *stage)
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
    stage_enter(stage);
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

/* As libpcap would, where it names them in an error; the run goes on without. */
static void listing_the_interfaces_fails(const Stage *stage)
{
    char text[PCAP_ERRBUF_SIZE];
    pcap_if_t *all = NULL;

    stage_enter(stage);
    g_assert_cmpint(pcap_findalldevs(&all, text), <, 0);
}

/* The two together, as in a capture that root has started. */
static void nobody_opens_an_interface_again(const Stage *stage)
{
    pcap_t *pcap = open_interface("lo");
    g_autofree char *told = NULL;
    g_autoptr(GError) error = NULL;

    if (getuid() != 0)
        exit(NOT_HERE);
    privileges_drop("nobody", NULL, &told, &error);
    g_assert_no_error(error);
    stage_enter(stage);
    pcap_close(pcap);
    pcap = open_interface("lo");
    g_assert_nonnull(pcap);
    look_at(pcap);
    pcap_close(pcap);
}

/* A client that is older than the sandbox, as its connect() would not be allowed. */
static void a_client_is_answered(const Stage *stage)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons(stage->port),
                              .sin_addr = { htonl(INADDR_LOOPBACK) } };
    struct epoll_event event = { .events = EPOLLIN };
    struct iovec part = { (char[]){ "B" }, 1 };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1, fd, waiter;
    char got[8] = "";

    g_assert_cmpint(connect(client, (struct sockaddr *)&to, sizeof to), ==, 0);
    stage_enter(stage);
    waiter = epoll_create1(EPOLL_CLOEXEC);
    g_assert_cmpint(epoll_ctl(waiter, EPOLL_CTL_ADD, stage->listener, &event), ==, 0);
    g_assert_cmpint(epoll_wait(waiter, &event, 1, 1000), ==, 1);
    fd = accept4(stage->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), ==, 0);
    g_assert_cmpint(send(fd, "A", 1, MSG_NOSIGNAL), ==, 1);
    g_assert_cmpint(sendmsg(fd, &message, MSG_NOSIGNAL), ==, 1);
    g_assert_cmpint(shutdown(fd, SHUT_WR), ==, 0);
    g_assert_cmpint(recv(client, got, sizeof got, MSG_WAITALL), ==, 2);
    g_assert_cmpstr(got, ==, "AB");
}

static void it_ends_by_its_signal(const Stage *stage)
{
    stage_enter(stage);
    signal(SIGTERM, SIG_DFL);
    raise(SIGTERM);
}

static void it_signals_itself(const Stage *stage)
{
    stage_enter(stage);
    kill(getpid(), SIGINT);
}

static void it_aborts(const Stage *stage)
{
    stage_enter(stage);
    abort();
}

const SandboxCase SANDBOX_WORK[] = {
    { "files_rotate", files_rotate, false, 0 },
    { "threads_begin_and_end", threads_begin_and_end, false, 0 },
    { "a_thread_is_woken", a_thread_is_woken, false, 0 },
    { "local_time_is_known", local_time_is_known, false, 0 },
    { "an_error_is_put_into_words", an_error_is_put_into_words, false, 0 },
    { "a_terminal_is_asked", a_terminal_is_asked, false, 0 },
    { "an_interface_is_opened_again", an_interface_is_opened_again, false, 0 },
    { "all_interfaces_are_opened_again", all_interfaces_are_opened_again, false, 0 },
    { "an_interface_that_goes_away_is_noticed", an_interface_that_goes_away_is_noticed, false,
      0 },
    { "listing_the_interfaces_fails", listing_the_interfaces_fails, false, 0 },
    { "nobody_opens_an_interface_again", nobody_opens_an_interface_again, false, 0 },
    { "files_rotate_while_it_serves", files_rotate, true, 0 },
    { "a_client_is_answered", a_client_is_answered, true, 0 },
    { "it_ends_by_its_signal", it_ends_by_its_signal, false, SIGTERM },
    { "it_signals_itself", it_signals_itself, false, SIGINT },
    { "it_aborts", it_aborts, false, SIGABRT },
    { NULL, NULL, false, 0 },
};
