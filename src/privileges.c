/* SPDX-License-Identifier: Apache-2.0 */
/* Who the process becomes, and what is left to it:
 *
 *     root               keeps CAP_NET_RAW over the change of user
 *      | sudo            is SUDO_UID with its groups
 *      | else            is nobody
 *     setcap, systemd    the same user, CAP_NET_RAW at most
 *     anyone             the same user without anything */
#include "src/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/options.h"
#include "src/person.h"

#define NET_RAW ((uint64_t)1 << CAP_NET_RAW)
#define CHILD_DIED 255

static bool fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool fail(GError **error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (error)
        *error = g_error_new_valist(OPTIONS_ERROR, 0, format, args);
    va_end(args);
    return false;
}

/* 0 or errno of an attempt on @path. */
typedef int Attempt(const char *path);

static int nothing(const char *path)
{
    (void)path;
    return 0;
}

static int search(const char *directory)
{
    return faccessat(AT_FDCWD, directory, X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

static int write_to(const char *device)
{
    return faccessat(AT_FDCWD, device, W_OK, AT_EACCESS) == 0 ? 0 : errno;
}

static int create_in(const char *directory)
{
    g_autofree char *path = g_build_filename(directory, ".sipstory-XXXXXX", NULL);
    int fd = g_mkstemp_full(path, O_WRONLY | O_CLOEXEC, 0600);

    if (fd < 0)
        return errno;
    close(fd);
    return unlink(path) == 0 ? 0 : errno;
}

/* In a directory like /tmp nobody can put a file in the place of another's. */
static int replace(const char *path)
{
    g_autofree char *directory = g_path_get_dirname(path);
    struct stat file, around;

    if (lstat(path, &file) != 0 || stat(directory, &around) != 0)
        return 0;
    return !(around.st_mode & S_ISVTX) || geteuid() == file.st_uid || geteuid() == around.st_uid
               ? 0
               : EPERM;
}

/* 0 or errno of what @person meets. */
static int as_person(const Person *person, Attempt *attempt, const char *path)
{
    pid_t child = fork();
    int status;

    if (child < 0)
        return errno;
    if (child == 0)
        _exit(person_become(person, 0) ? attempt(path) : errno);
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return errno;
    return WIFEXITED(status) ? WEXITSTATUS(status) : CHILD_DIED;
}

/* The uppermost directory on the way to @path that is closed to @person; NULL: none. */
static char *first_closed(const Person *person, const char *path)
{
    g_autofree char *above = g_path_get_dirname(path);
    g_autofree char *closed = NULL;

    if (!g_str_equal(above, path))
        closed = first_closed(person, above);
    if (closed)
        return g_steal_pointer(&closed);
    return as_person(person, search, path) == EACCES ? g_strdup(path) : NULL;
}

/* What lets @person write to @directory, or to one that is as good, which is never a change of
 * a directory that others use. */
static char *mend(const Person *person, const char *directory, int wrong)
{
    g_autofree char *closed = first_closed(person, directory);
    g_autofree char *inside = g_build_filename(directory, "sipstory", NULL);
    g_autofree char *place = g_shell_quote(wrong == ENOENT ? directory : inside);
    const struct passwd *owner;
    struct stat there;

    if (!person->is_changed)
        return g_strdup("name another directory");
    if (closed && stat(closed, &there) == 0 && (owner = getpwuid(there.st_uid)))
        return g_strdup_printf("%s is closed to that user: name another directory, or as in: "
                               "--user=%s",
                               closed, owner->pw_name);
    return g_strdup_printf("as in: sudo install -d -o %s %s%s, or --user=NAME", person->name,
                           place, wrong == ENOENT ? "" : " for a directory of its own");
}

static bool cannot_become(const Person *person, int wrong, GError **error)
{
    return fail(error, "cannot become user '%s': %s%s", person->name,
                wrong == CHILD_DIED ? "the attempt failed" : g_strerror(wrong),
                person->is_changed ? "; as in: --user=root" : "");
}

static bool cannot_create(const Person *person, const char *path, const char *directory,
                          int wrong, GError **error)
{
    bool is_there = g_file_test(directory, G_FILE_TEST_EXISTS);
    g_autofree char *how = NULL;

    if (wrong != EACCES && wrong != EPERM && (wrong != ENOENT || is_there))
        return fail(error, "%s: user '%s' cannot create files in %s: %s", path, person->name,
                    directory, wrong == CHILD_DIED ? "the attempt failed" : g_strerror(wrong));
    how = mend(person, directory, wrong);
    return fail(error, "%s: user '%s' cannot create files in %s%s; %s", path, person->name,
                directory, wrong == ENOENT ? ", which does not exist" : "", how);
}

static bool try_path(const Person *person, const char *path, GError **error)
{
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    g_autofree char *target = realpath(whole, NULL); /* of a link, where it leads */
    const char *place = target ? target : whole;
    g_autofree char *directory = g_path_get_dirname(place);
    struct stat there;
    int wrong;

    if (stat(place, &there) == 0 && !S_ISREG(there.st_mode)) {
        wrong = as_person(person, write_to, place);
        return !wrong || fail(error, "%s: user '%s' cannot write to it: %s", path, person->name,
                              g_strerror(wrong));
    }
    wrong = as_person(person, create_in, directory);
    if (wrong)
        return cannot_create(person, path, directory, wrong, error);
    if (as_person(person, replace, place)) {
        g_autofree char *quoted = g_shell_quote(place);

        return fail(error,
                    "%s: user '%s' cannot replace that file, which is another user's: name "
                    "another file, or as in: sudo rm %s",
                    path, person->name, quoted);
    }
    return true;
}

static char *tell(const Person *person, uint64_t kept)
{
    return g_strdup_printf("running as %s with%s", person->name,
                           kept ? " CAP_NET_RAW" : "out any capability");
}

/* Tries the whole change before the first step of it is made. */
static bool try_all(const Person *person, const char *const *paths, GError **error)
{
    int wrong = as_person(person, nothing, NULL);

    if (wrong)
        return cannot_become(person, wrong, error);
    for (; paths && *paths; paths++)
        if (!g_str_equal(*paths, "-") && !try_path(person, *paths, error))
            return false;
    return true;
}

bool privileges_drop(const char *user, const char *const *paths, char **told, GError **error)
{
    g_auto(Person) person = { 0 };
    uint64_t held, kept;

    *told = NULL;
    if (!person_find(&person, user, error))
        return false;
    if (!person_rights(&held))
        return fail(error, "cannot read the capabilities of this process: %s",
                    g_strerror(errno));
    kept = held & NET_RAW;
    if (!try_all(&person, paths, error))
        return false;
    if (!person_become(&person, kept))
        return cannot_become(&person, errno, error);
    if (person.is_changed || held != kept)
        *told = tell(&person, kept);
    return true;
}
