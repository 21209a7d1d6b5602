/* SPDX-License-Identifier: Apache-2.0 */
/* Rights that are gone are gone, so each case lives in a child process. */
#include "src/privileges.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NET_RAW ((uint64_t)1 << CAP_NET_RAW)
#define NET_ADMIN ((uint64_t)1 << CAP_NET_ADMIN)

static char *place; /* a directory that all may search, and root owns */

/* A line of /proc/self/status, without its name. */
static char *status_of(const char *name)
{
    g_autofree char *all = NULL;
    g_autofree char *start = g_strdup_printf("\n%s:", name);
    const char *line;

    g_assert_true(g_file_get_contents("/proc/self/status", &all, NULL, NULL));
    line = strstr(all, start);
    g_assert_nonnull(line);
    line += strlen(start);
    return g_strstrip(g_strndup(line, strcspn(line, "\n")));
}

static uint64_t set_of(const char *name)
{
    g_autofree char *text = status_of(name);

    return g_ascii_strtoull(text, NULL, 16);
}

static void assert_status(const char *name, const char *expected)
{
    g_autofree char *text = status_of(name);

    g_assert_cmpstr(text, ==, expected);
}

static void assert_only_net_raw(void)
{
    g_assert_cmphex(set_of("CapPrm"), ==, NET_RAW);
    g_assert_cmphex(set_of("CapEff"), ==, NET_RAW);
    g_assert_cmphex(set_of("CapInh"), ==, 0);
    g_assert_cmphex(set_of("CapAmb"), ==, 0);
    assert_status("NoNewPrivs", "1");
    g_assert_cmpint(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), ==, 0);
}

static void assert_dropped(const char *user, const char *expected)
{
    g_autofree char *told = NULL;
    g_autoptr(GError) error = NULL;

    privileges_drop(user, NULL, &told, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(told, ==, expected);
}

/* What is said of one @path; empty if the user may write there. */
static char *complaint(const char *user, const char *path)
{
    const char *const paths[] = { path, NULL };
    g_autofree char *told = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(privileges_drop(user, paths, &told, &error) == !error);
    return g_strdup(error ? error->message : "");
}

#define assert_complaint(user, path, ...)                                                      \
    do {                                                                                       \
        g_autofree char *expected_ = g_strdup_printf(__VA_ARGS__);                             \
        g_autofree char *is_ = complaint((user), (path));                                      \
        g_assert_cmpstr(is_, ==, expected_);                                                   \
    } while (0)

static char *at(const char *name)
{
    return g_build_filename(place, name, NULL);
}

static char *make_directory(const char *name, mode_t mode)
{
    char *path = at(name);

    g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
    g_assert_cmpint(g_chmod(path, mode), ==, 0);
    return path;
}

static unsigned files_in(const char *directory)
{
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    unsigned count = 0;

    g_assert_nonnull(dir);
    while (g_dir_read_name(dir))
        count++;
    return count;
}

/* Becomes nobody, with these capabilities, as systemd or setcap would have started it. */
static void begin_as_nobody(uint64_t capabilities)
{
    struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct data[2] = { { .permitted = (uint32_t)capabilities,
                                                .effective = (uint32_t)capabilities,
                                                .inheritable = (uint32_t)capabilities } };
    const struct passwd *nobody = getpwnam("nobody");

    g_assert_cmpint(prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), ==, 0);
    g_assert_cmpint(setresgid(nobody->pw_gid, nobody->pw_gid, nobody->pw_gid), ==, 0);
    g_assert_cmpint(setresuid(nobody->pw_uid, nobody->pw_uid, nobody->pw_uid), ==, 0);
    g_assert_cmpint(syscall(SYS_capset, &head, data), ==, 0);
    if (capabilities & NET_RAW)
        g_assert_cmpint(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0, 0), ==, 0);
}

static void root_becomes_nobody_with_one_capability(void)
{
    const struct passwd *nobody = getpwnam("nobody");
    g_autofree char *four = g_strdup_printf("%u\t%u\t%u\t%u", nobody->pw_uid, nobody->pw_uid,
                                            nobody->pw_uid, nobody->pw_uid);

    assert_dropped(NULL, "running as nobody with CAP_NET_RAW");
    assert_only_net_raw();
    assert_status("Uid", four);
    g_assert_cmphex(set_of("CapBnd"), ==, NET_RAW);
    g_assert_cmpint(setresuid(0, 0, 0), ==, -1);
}

static void the_groups_of_root_are_left(void)
{
    const gid_t of_root[] = { 0, 4 };
    gid_t groups[64];
    int count;

    g_assert_cmpint(setgroups(G_N_ELEMENTS(of_root), of_root), ==, 0);
    assert_dropped(NULL, "running as nobody with CAP_NET_RAW");
    count = getgroups(G_N_ELEMENTS(groups), groups);
    g_assert_cmpint(count, >, 0);
    for (int i = 0; i < count; i++)
        g_assert_true(groups[i] != 0 && groups[i] != 4);
    g_assert_cmpuint(getegid(), !=, 0);
}

static void an_interface_can_be_opened_later(void)
{
    int fd;

    assert_dropped(NULL, "running as nobody with CAP_NET_RAW");
    fd = socket(AF_PACKET, SOCK_RAW, 0);
    g_assert_cmpint(fd, >=, 0);
    close(fd);
}

static void who_called_sudo_is_the_user(void)
{
    const struct passwd *daemon = getpwnam("daemon");
    g_autofree char *uid = g_strdup_printf("%u", daemon->pw_uid);

    g_setenv("SUDO_UID", uid, TRUE);
    g_setenv("SUDO_GID", uid, TRUE);
    assert_dropped(NULL, "running as daemon with CAP_NET_RAW");
    g_assert_cmpuint(getuid(), ==, daemon->pw_uid);
    g_assert_cmpuint(getgid(), ==, daemon->pw_gid);
}

static void who_called_sudo_need_not_be_in_the_database(void)
{
    g_setenv("SUDO_UID", "54321", TRUE);
    g_setenv("SUDO_GID", "54322", TRUE);
    assert_dropped(NULL, "running as 54321 with CAP_NET_RAW");
    assert_only_net_raw();
    assert_status("Uid", "54321\t54321\t54321\t54321");
    assert_status("Gid", "54322\t54322\t54322\t54322");
    assert_status("Groups", "54322");
}

static void root_that_called_sudo_becomes_nobody(void)
{
    g_setenv("SUDO_UID", "0", TRUE);
    g_setenv("SUDO_GID", "0", TRUE);
    assert_dropped(NULL, "running as nobody with CAP_NET_RAW");
}

static void a_broken_sudo_uid_is_not_believed(void)
{
    g_setenv("SUDO_UID", "4294967295", TRUE);
    g_setenv("SUDO_GID", "-1", TRUE);
    assert_dropped(NULL, "running as nobody with CAP_NET_RAW");
}

static void the_named_user_goes_before_sudo(void)
{
    g_setenv("SUDO_UID", "54321", TRUE);
    g_setenv("SUDO_GID", "54321", TRUE);
    assert_dropped("daemon", "running as daemon with CAP_NET_RAW");
}

static void a_user_may_be_given_by_number(void)
{
    assert_dropped("1", "running as daemon with CAP_NET_RAW");
}

static void root_stays_without_its_powers(void)
{
    g_autofree char *closed = make_directory("of-daemon", 0755);
    g_autofree char *file = g_build_filename(closed, "calls.jsonl", NULL);

    g_assert_cmpint(chown(closed, 1, 1), ==, 0);
    assert_dropped("root", "running as root with CAP_NET_RAW");
    assert_only_net_raw();
    g_assert_cmpint(open(file, O_CREAT | O_WRONLY, 0600), ==, -1);
}

static void an_unknown_user_is_said(void)
{
    assert_complaint("nobody-at-all", NULL,
                     "--user=nobody-at-all: there is no user of that name on this system");
}

static void a_directory_of_root_is_refused_with_its_mend(void)
{
    g_autofree char *directory = make_directory("of root", 0755);
    g_autofree char *file = g_build_filename(directory, "calls.jsonl", NULL);

    assert_complaint(NULL, file,
                     "%s: user 'nobody' cannot create files in %s; as in: sudo install -d -o "
                     "nobody '%s/sipstory' for a directory of its own, or --user=NAME",
                     file, directory, directory);
    g_assert_cmpuint(getuid(), ==, 0);
}

static void a_directory_that_is_not_there_is_refused_with_its_mend(void)
{
    g_autofree char *directory = at("none/yet");
    g_autofree char *file = g_build_filename(directory, "calls.jsonl", NULL);

    assert_complaint(NULL, file,
                     "%s: user 'nobody' cannot create files in %s, which does not exist; as "
                     "in: sudo install -d -o nobody '%s', or --user=NAME",
                     file, directory, directory);
}

static void a_directory_behind_a_closed_one_names_that_one(void)
{
    g_autofree char *closed = make_directory("closed", 0700);
    g_autofree char *inside = make_directory("closed/open", 0777);
    g_autofree char *file = g_build_filename(inside, "calls.jsonl", NULL);

    assert_complaint(NULL, file,
                     "%s: user 'nobody' cannot create files in %s; %s is closed to that user: "
                     "name another directory, or as in: --user=root",
                     file, inside, closed);
}

static void an_open_directory_stays_empty(void)
{
    g_autofree char *open_to_all = make_directory("open-to-all", 0777);
    g_autofree char *file = g_build_filename(open_to_all, "calls.jsonl", NULL);

    assert_complaint(NULL, file, "%s", "");
    g_assert_cmpuint(files_in(open_to_all), ==, 0);
}

static void a_link_is_followed(void)
{
    g_autofree char *of_root = make_directory("of-root", 0755);
    g_autofree char *open_to_all = make_directory("with-link", 0777);
    g_autofree char *file = g_build_filename(of_root, "calls.jsonl", NULL);
    g_autofree char *link = g_build_filename(open_to_all, "link.jsonl", NULL);

    g_assert_true(g_file_set_contents(file, "", 0, NULL));
    g_assert_cmpint(symlink(file, link), ==, 0);
    assert_complaint(NULL, link,
                     "%s: user 'nobody' cannot create files in %s; as in: sudo install -d -o "
                     "nobody '%s/sipstory' for a directory of its own, or --user=NAME",
                     link, of_root, of_root);
}

static void the_file_of_another_user_cannot_be_replaced_in_tmp(void)
{
    g_autofree char *sticky = make_directory("sticky", 01777);
    g_autofree char *file = g_build_filename(sticky, "calls.jsonl", NULL);

    g_assert_true(g_file_set_contents(file, "", 0, NULL));
    assert_complaint(NULL, file,
                     "%s: user 'nobody' cannot replace that file, which is another user's: "
                     "name another file, or as in: sudo rm '%s'",
                     file, file);
}

static void a_device_is_only_written_to(void)
{
    assert_complaint(NULL, "/dev/null", "%s", "");
}

static void a_closed_pipe_is_refused(void)
{
    g_autofree char *pipe = at("pipe");

    g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
    assert_complaint(NULL, pipe, "%s: user 'nobody' cannot write to it: Permission denied",
                     pipe);
}

static void standard_output_is_nobodys_file(void)
{
    assert_complaint(NULL, "-", "%s", "");
}

static void a_user_without_rights_has_nothing_to_give(void)
{
    begin_as_nobody(0);
    assert_dropped(NULL, NULL);
    assert_status("NoNewPrivs", "1");
}

static void a_user_may_name_itself(void)
{
    begin_as_nobody(0);
    assert_dropped("nobody", NULL);
}

static void only_root_becomes_another(void)
{
    begin_as_nobody(NET_RAW);
    assert_complaint("daemon", NULL,
                     "--user=daemon: only root can become another user; as in: sudo sipstory "
                     "...");
}

static void of_granted_capabilities_one_is_kept(void)
{
    begin_as_nobody(NET_RAW | NET_ADMIN);
    assert_dropped(NULL, "running as nobody with CAP_NET_RAW");
    assert_only_net_raw();
}

static void a_lone_capability_is_no_news(void)
{
    begin_as_nobody(NET_RAW);
    assert_dropped(NULL, NULL);
    assert_only_net_raw();
}

static void other_capabilities_alone_are_given_away(void)
{
    begin_as_nobody(NET_ADMIN);
    assert_dropped(NULL, "running as nobody without any capability");
    g_assert_cmphex(set_of("CapPrm"), ==, 0);
}

static void in_a_child(gconstpointer data)
{
    GTestFunc run;
    pid_t child;
    int status;

    memcpy(&run, data, sizeof run);
    if (getuid() != 0 || !(set_of("CapEff") >> CAP_NET_RAW & 1) || !getpwnam("nobody")) {
        g_test_skip("needs root, its capabilities and a user 'nobody'");
        return;
    }
    child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        g_unsetenv("SUDO_UID");
        g_unsetenv("SUDO_GID");
        run();
        _exit(0);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_cmpint(status, ==, 0);
}

#define CASES(ROW)                                                                             \
    ROW(root_becomes_nobody_with_one_capability)                                               \
    ROW(the_groups_of_root_are_left)                                                           \
    ROW(an_interface_can_be_opened_later)                                                      \
    ROW(who_called_sudo_is_the_user)                                                           \
    ROW(who_called_sudo_need_not_be_in_the_database)                                           \
    ROW(root_that_called_sudo_becomes_nobody)                                                  \
    ROW(a_broken_sudo_uid_is_not_believed)                                                     \
    ROW(the_named_user_goes_before_sudo)                                                       \
    ROW(a_user_may_be_given_by_number)                                                         \
    ROW(root_stays_without_its_powers)                                                         \
    ROW(an_unknown_user_is_said)                                                               \
    ROW(a_directory_of_root_is_refused_with_its_mend)                                          \
    ROW(a_directory_that_is_not_there_is_refused_with_its_mend)                                \
    ROW(a_directory_behind_a_closed_one_names_that_one)                                        \
    ROW(an_open_directory_stays_empty)                                                         \
    ROW(a_link_is_followed)                                                                    \
    ROW(the_file_of_another_user_cannot_be_replaced_in_tmp)                                    \
    ROW(a_device_is_only_written_to)                                                           \
    ROW(a_closed_pipe_is_refused)                                                              \
    ROW(standard_output_is_nobodys_file)                                                       \
    ROW(a_user_without_rights_has_nothing_to_give)                                             \
    ROW(a_user_may_name_itself)                                                                \
    ROW(only_root_becomes_another)                                                             \
    ROW(of_granted_capabilities_one_is_kept)                                                   \
    ROW(a_lone_capability_is_no_news)                                                          \
    ROW(other_capabilities_alone_are_given_away)

static void remove_all(const char *directory)
{
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);

        if (!g_file_test(path, G_FILE_TEST_IS_SYMLINK) && g_file_test(path, G_FILE_TEST_IS_DIR))
            remove_all(path);
        else
            g_unlink(path);
    }
    g_rmdir(directory);
}

int main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    place = g_dir_make_tmp("sipstory rights-XXXXXX", NULL);
    g_chmod(place, 0755);
#define ADD(name)                                                                              \
    static const GTestFunc run_##name = name;                                                  \
    g_test_add_data_func("/privileges/" #name, &run_##name, in_a_child);
    CASES(ADD)
    status = g_test_run();
    remove_all(place);
    g_free(place);
    return status;
}
