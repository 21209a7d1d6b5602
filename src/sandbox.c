/* SPDX-License-Identifier: Apache-2.0 */
/* What a running capture asks of the kernel, seccomp(2). The lists were found with strace over
 * runs that opened, read, closed and opened again, wrote, rotated and ended; what differs
 * between versions of the C library and between processors is in all its variants.
 *
 * A filter sees numbers and not what a pointer leads to: any file that the user may open can
 * be opened, and a message sent (sendmsg(2), @serves alone) may name its receiver. */
#include "src/sandbox.h"

#include <errno.h>
#include <iconv.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif

/* Without a look at the arguments. Names that libseccomp or the processor lacks are left out.
 */
static const char *const PLAIN[] = {
    /* The outputs, and the descriptors that wake a thread. */
    "read readv pread64 preadv write writev pwrite64 pwritev close lseek _llseek fcntl fcntl64 "
    "fsync fdatasync ftruncate ftruncate64",

    /* Rotation makes a file, gives it its permissions and its name, lists the directory and
     * removes the oldest. libpcap and the C library read /sys, /etc/localtime. */
    "open openat stat stat64 lstat lstat64 fstat fstat64 newfstatat fstatat64 statx access "
    "faccessat faccessat2 readlink readlinkat getdents getdents64 rename renameat renameat2 "
    "unlink unlinkat chmod fchmod fchmodat umask flock",

    /* Waiting: for packets, for who wakes a thread, for the queue between two. */
    "poll ppoll ppoll_time64 select _newselect pselect6 pselect6_time64 epoll_create1 "
    "epoll_ctl "
    "epoll_wait epoll_pwait epoll_pwait2 eventfd2 futex futex_time64 nanosleep clock_nanosleep "
    "clock_nanosleep_time64 restart_syscall sched_yield",

    /* Time, where it is not read without the kernel. */
    "clock_gettime clock_gettime64 clock_getres clock_getres_time64 gettimeofday time",

    /* Memory; mmap and mprotect are below. malloc() counts the processors once. */
    "brk munmap mremap madvise getrandom sysinfo sched_getaffinity getrusage",

    /* Threads begin and end; clone is below. */
    "set_robust_list rseq gettid getpid exit exit_group",

    /* Signals; kill and tgkill are below. */
    "rt_sigaction rt_sigprocmask rt_sigreturn sigreturn sigaltstack "
    "rt_sigtimedwait rt_sigtimedwait_time64",

    /* An interface that is opened: libpcap asks for the kernel's version, binds the socket to
     * the interface, empties it when the filter changes, and asks whether the interface is
     * there still when there is an error. */
    "uname bind getsockname recvfrom recvmsg recv",
};

/* The listening socket is there already; a client is accepted, read, answered. sendto, which is
 * send() there, is below. */
static const char *const SERVING[] = { "accept accept4 sendmsg send shutdown" };

/* libpcap's questions about an interface, and two about the terminal. */
static const unsigned long REQUESTS[] = { SIOCGIFNAME,  SIOCGIFINDEX, SIOCGIFHWADDR,
                                          SIOCGIFFLAGS, SIOCGIFMTU,   SIOCETHTOOL,
                                          TCGETS,       TIOCGWINSZ };

static int allow(scmp_filter_ctx filter, const char *name, unsigned count,
                 const struct scmp_arg_cmp *arguments)
{
    int number = seccomp_syscall_resolve_name(name);

    if (number == __NR_SCMP_ERROR)
        return 0;
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, count, arguments);
}

static int allow_all(scmp_filter_ctx filter, const char *const *groups, size_t count)
{
    int wrong = 0;

    for (size_t i = 0; i < count && !wrong; i++) {
        g_auto(GStrv) names = g_strsplit(groups[i], " ", -1);

        for (char **name = names; *name && !wrong; name++)
            wrong = allow(filter, *name, 0, NULL);
    }
    return wrong;
}

/* The system call @name with @value as its argument @index, which is an int. */
static int allow_int(scmp_filter_ctx filter, const char *name, unsigned index, unsigned value)
{
    return allow(filter, name, 1, &SCMP_CMP32(index, SCMP_CMP_EQ, value));
}

static int allow_memory(scmp_filter_ctx filter)
{
    static const char *const NAMES[] = { "mmap", "mmap2", "mprotect" };
    int wrong = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(NAMES) && !wrong; i++)
        wrong = allow(filter, NAMES[i], 1, &SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    return wrong;
}

/* clone3() has its flags in memory, where a filter does not see them: it is answered as by a
 * kernel that has none, and the C library takes clone(). */
static int allow_threads(scmp_filter_ctx filter)
{
    const uint64_t needed = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
    const uint64_t looked_at = needed | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET |
                               CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
    const unsigned flags = seccomp_arch_native() == SCMP_ARCH_S390X ? 1 : 0;
    int clone3 = seccomp_syscall_resolve_name("clone3");
    int wrong =
        allow(filter, "clone", 1, &SCMP_CMP64(flags, SCMP_CMP_MASKED_EQ, looked_at, needed));

    if (!wrong && clone3 != __NR_SCMP_ERROR)
        wrong = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), clone3, 0);
    /* GLib names its threads, newer C libraries their memory. */
    if (!wrong)
        wrong = allow_int(filter, "prctl", 0, PR_SET_NAME);
    return wrong ? wrong : allow_int(filter, "prctl", 0, PR_SET_VMA);
}

/* The process ends itself by the signal that it was sent, or by abort(). */
static int allow_signals(scmp_filter_ctx filter)
{
    int wrong = allow_int(filter, "kill", 0, (unsigned)getpid());

    return wrong ? wrong : allow_int(filter, "tgkill", 0, (unsigned)getpid());
}

/* libpcap lists the interfaces where it wants to name them in an error: it is told that it
 * cannot, and goes on. */
static int refuse_lists(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 2,
                            SCMP_CMP32(0, SCMP_CMP_EQ, AF_NETLINK),
                            SCMP_CMP32(2, SCMP_CMP_NE, NETLINK_GENERIC));
}

/* A socket to capture, and what is asked about an interface by ioctl(): libpcap takes a generic
 * netlink socket for that, before 1.10 and on older kernels one that is local. connect() is
 * allowed for none. */
static int allow_capture(scmp_filter_ctx filter)
{
    static const unsigned KINDS[] = { SOCK_RAW, SOCK_DGRAM };
    static const unsigned LEVELS[] = { SOL_SOCKET, SOL_PACKET };
    int wrong = allow_int(filter, "socket", 0, AF_PACKET);

    if (!wrong)
        wrong = allow(filter, "socket", 2,
                      (struct scmp_arg_cmp[]){ SCMP_CMP32(0, SCMP_CMP_EQ, AF_NETLINK),
                                               SCMP_CMP32(2, SCMP_CMP_EQ, NETLINK_GENERIC) });
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS) && !wrong; i++)
        wrong = allow(filter, "socket", 2,
                      (struct scmp_arg_cmp[]){
                          SCMP_CMP32(0, SCMP_CMP_EQ, AF_UNIX),
                          SCMP_CMP32(1, SCMP_CMP_MASKED_EQ, ~SOCK_CLOEXEC, KINDS[i]) });
    for (size_t i = 0; i < G_N_ELEMENTS(LEVELS) && !wrong; i++) {
        wrong = allow_int(filter, "setsockopt", 1, LEVELS[i]);
        if (!wrong)
            wrong = allow_int(filter, "getsockopt", 1, LEVELS[i]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(REQUESTS) && !wrong; i++)
        wrong = allow_int(filter, "ioctl", 1, (unsigned)REQUESTS[i]);
    return wrong;
}

/* send() is sendto() without an address; libmicrohttpd sets TCP's own options. */
static int allow_serving(scmp_filter_ctx filter)
{
    int wrong = allow_all(filter, SERVING, G_N_ELEMENTS(SERVING));

    if (!wrong)
        wrong = allow_int(filter, "setsockopt", 1, IPPROTO_TCP);
    return wrong ? wrong : allow(filter, "sendto", 1, &SCMP_A4(SCMP_CMP_EQ, 0));
}

static int fill(scmp_filter_ctx filter, bool serves)
{
    int wrong = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);

    if (!wrong)
        wrong = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (!wrong)
        wrong = allow_all(filter, PLAIN, G_N_ELEMENTS(PLAIN));
    if (!wrong)
        wrong = allow_memory(filter);
    if (!wrong)
        wrong = allow_threads(filter);
    if (!wrong)
        wrong = allow_signals(filter);
    if (!wrong)
        wrong = allow_capture(filter);
    if (!wrong)
        wrong = refuse_lists(filter);
    return wrong || !serves ? wrong : allow_serving(filter);
}

/* The system's error texts are converted where the locale is not UTF-8; the C library loads the
 * code for that when it is first needed, and keeps it while these two are open. */
static void load_encoding(void)
{
    const char *encoding;

    if (g_get_charset(&encoding))
        return;
    (void)iconv_open("UTF-8", encoding);
    (void)iconv_open(encoding, "UTF-8");
}

bool sandbox_enter(bool serves, GError **error)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int wrong = filter ? fill(filter, serves) : -ENOSYS;

    load_encoding();
    if (!wrong)
        wrong = seccomp_load(filter);
    if (filter)
        seccomp_release(filter);
    if (!wrong)
        return true;
    g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(-wrong),
                "the kernel does not confine this program: %s; as in: --no-sandbox",
                g_strerror(-wrong));
    return false;
}
