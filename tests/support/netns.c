/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/netns.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <glib.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SKIPPED = 77 };

static bool run_ip(const char *arguments)
{
    g_autofree char *line = g_strdup_printf("ip %s", arguments);
    g_autofree char *path = g_find_program_in_path("ip");
    g_auto(GStrv) argv = g_strsplit(line, " ", -1);
    int status = 1;

    if (!path)
        path = g_strdup("/sbin/ip"); /* not on everybody's path */
    g_free(argv[0]);
    argv[0] = g_strdup(path);
    return g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                        NULL) &&
           status == 0;
}

void netns_ip(const char *arguments)
{
    if (!run_ip(arguments))
        g_error("ip %s: failed", arguments);
}

/* The neighbour is told, because nobody is there to answer for it. */
void netns_link(const char *name, const char *address)
{
    g_autofree char *add =
        g_strdup_printf("link add name %s type veth peer name %s-far", name, name);
    g_autofree char *own = g_strdup_printf("addr add %s/24 dev %s", address, name);
    g_autofree char *up = g_strdup_printf("link set %s up", name);
    g_autofree char *far_up = g_strdup_printf("link set %s-far up", name);
    g_autofree char *far =
        g_strdup_printf("neigh replace %.*s2 lladdr 02:00:00:00:00:02 dev %s",
                        (int)strlen(address) - 1, address, name);

    if (!run_ip(add))
        _exit(SKIPPED);
    netns_ip(own);
    netns_ip(up);
    netns_ip(far_up);
    netns_ip(far);
}

void netns_tunnel(const char *name, const char *address, int *file)
{
    g_autofree char *own = g_strdup_printf("addr add %s/24 dev %s", address, name);
    g_autofree char *up = g_strdup_printf("link set %s up", name);
    struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };

    g_strlcpy(request.ifr_name, name, sizeof(request.ifr_name));
    *file = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (*file < 0 || ioctl(*file, TUNSETIFF, &request) < 0)
        _exit(SKIPPED);
    netns_ip(own);
    netns_ip(up);
}

static void write_file(const char *path, const char *text)
{
    int file = open(path, O_WRONLY);
    ssize_t written = file < 0 ? -1 : write(file, text, strlen(text));

    (void)written; /* what is not permitted shows later */
    if (file >= 0)
        (void)close(file);
}

/* As root, or as root of a user namespace. */
static bool enter(void)
{
    g_autofree char *users = g_strdup_printf("0 %u 1", (unsigned)getuid());

    if (unshare(CLONE_NEWNET) == 0)
        return run_ip("link set lo up");
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        return false;
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", users);
    return run_ip("link set lo up");
}

/* What the child says goes to standard error: TAP is the parent's. */
static void run_in_child(void (*test)(void))
{
    (void)dup2(STDERR_FILENO, STDOUT_FILENO);
    if (!enter())
        _exit(SKIPPED);
    test();
    (void)fflush(NULL);
    exit(0); /* leaks are looked for */
}

void netns_run(void (*test)(void))
{
    pid_t child;
    int status = 0;

    (void)fflush(NULL);
    child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0)
        run_in_child(test);
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED)
        g_test_skip("no network of its own for the test (unshare, ip)");
    else
        g_assert_cmpint(status, ==, 0);
}

void netns_send(const char *dst, unsigned port, const char *text)
{
    struct sockaddr_in to = { .sin_family = AF_INET };
    int sender = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    g_assert_cmpint(sender, >=, 0);
    g_assert_cmpint(inet_pton(AF_INET, dst, &to.sin_addr), ==, 1);
    to.sin_port = htons((uint16_t)port);
    g_assert_cmpint(sendto(sender, text, strlen(text), 0, (struct sockaddr *)&to, sizeof(to)),
                    ==, (ssize_t)strlen(text));
    (void)close(sender);
}
