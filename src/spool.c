/* SPDX-License-Identifier: Apache-2.0 */
#include "src/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dissect/base/unlinked.h"
#include "src/source.h"

struct Spool {
    char *name;
    int fd;
    bool is_regular;
    off_t start;     /* of a regular file: where it stood when it was handed to us */
    off_t at;        /* the next byte to read, counted from the first */
    int copy;        /* what a pipe gave so far; -1 if there is none */
    off_t copied;    /* bytes in the copy */
    int copy_failed; /* errno of why the copy is not whole; 0 if it is */
};

static bool refuse(GError **error, const char *name, const char *reason)
{
    g_set_error(error, SOURCE_ERROR, 0, "%s: %s", name, reason);
    return false;
}

/* Looks what kind of file it is, and refuses those that cannot be a capture. */
static bool look(Spool *spool, GError **error)
{
    struct stat status;

    if (fstat(spool->fd, &status) < 0)
        return refuse(error, spool->name, g_strerror(errno));
    if (S_ISDIR(status.st_mode))
        return refuse(error, spool->name, "is a directory");
    if (isatty(spool->fd))
        return refuse(error, spool->name, "is a terminal, not a capture");
    spool->is_regular = S_ISREG(status.st_mode);
    if (spool->is_regular) {
        spool->start = MAX(lseek(spool->fd, 0, SEEK_CUR), 0);
        (void)posix_fadvise(spool->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
        return true;
    }
    spool->copy = unlinked_open();
    spool->copy_failed = spool->copy < 0 ? errno : 0;
    return true;
}

Spool *spool_open(const char *path, GError **error)
{
    g_autoptr(Spool) spool = g_new0(Spool, 1);
    bool is_stdin = strcmp(path, "-") == 0;

    spool->name = g_strdup(is_stdin ? "standard input" : path);
    spool->copy = -1;
    spool->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (spool->fd < 0) {
        refuse(error, spool->name, g_strerror(errno));
        return NULL;
    }
    if (!look(spool, error))
        return NULL;
    return g_steal_pointer(&spool);
}

void spool_free(Spool *spool)
{
    if (!spool)
        return;
    if (spool->fd > STDIN_FILENO)
        close(spool->fd);
    if (spool->copy >= 0)
        close(spool->copy);
    g_free(spool->name);
    g_free(spool);
}

const char *spool_name(const Spool *spool)
{
    return spool->name;
}

static ssize_t read_at(int fd, void *to, size_t len, off_t at)
{
    ssize_t got;

    do
        got = pread(fd, to, len, at);
    while (got < 0 && errno == EINTR);
    return got;
}

static ssize_t read_pipe(int fd, void *to, size_t len)
{
    ssize_t got;

    while ((got = read(fd, to, len)) < 0) {
        struct pollfd wait = { .fd = fd, .events = POLLIN };

        /* Whoever gave us standard input may have made it non-blocking. */
        if (errno == EAGAIN)
            (void)poll(&wait, 1, -1);
        else if (errno != EINTR)
            return -1;
    }
    return got;
}

/* A copy that fails ends copying, not reading: one pass is all that many runs need. */
static void copy(Spool *spool, const uint8_t *from, size_t len)
{
    while (len > 0 && !spool->copy_failed) {
        ssize_t put = pwrite(spool->copy, from, len, spool->copied);

        if (put < 0 && errno != EINTR)
            spool->copy_failed = errno;
        if (put <= 0)
            continue;
        from += put;
        len -= (size_t)put;
        spool->copied += put;
    }
}

ssize_t spool_read(Spool *spool, void *to, size_t len)
{
    ssize_t got;

    if (spool->is_regular) {
        got = read_at(spool->fd, to, len, spool->start + spool->at);
    } else if (spool->at < spool->copied) {
        got =
            read_at(spool->copy, to, MIN(len, (size_t)(spool->copied - spool->at)), spool->at);
    } else {
        got = read_pipe(spool->fd, to, len);
        if (got > 0)
            copy(spool, to, (size_t)got);
    }
    spool->at += MAX(got, 0);
    return got;
}

bool spool_rewind(Spool *spool, GError **error)
{
    g_autofree char *reason = NULL;

    if (!spool->copy_failed) {
        spool->at = 0;
        return true;
    }
    reason = g_strdup_printf("cannot be read a second time, no copy in %s: %s", g_get_tmp_dir(),
                             g_strerror(spool->copy_failed));
    return refuse(error, spool->name, reason);
}
