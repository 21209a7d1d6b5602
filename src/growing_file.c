/* SPDX-License-Identifier: Apache-2.0 */
#include "src/growing_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/options.h"
#include "src/output_place.h"
#include "src/pieces.h"
#include "src/say.h"

#define SECOND INT64_C(1000000000)
#define MINUTE (60 * SECOND)
#define LAST_PATIENCE 2000 /* milliseconds that the end waits for a reader to read anything */

struct GrowingFile {
    OutputPlace *place; /* NULL: written in place, */
    char *shown;        /* which the user calls so; NULL: standard output */
    int fd;             /* -1: the next file could not be begun yet */
    GrowingRules rules;
    GrowingKind kind;
    Pieces *pieces;
    int64_t begun;
    int64_t since;      /* its first piece, if it has any */
    int64_t tried;      /* when it was last written */
    uint64_t taken;     /* pieces of this file */
    uint64_t lost;      /* of all files, */
    uint64_t lost_told; /* and when that was last said */
    GError *unplaced;   /* a file that could not be put in its place; NULL: none */
    int wrong;          /* errno of the trouble it is in; 0: in none */
    int64_t told;       /* when trouble was last told, */
    bool is_told;       /* and that was this one */
    size_t head;        /* bytes that this file begins with */
    bool is_off, is_finished;
    bool is_cut; /* a file has no end */
};

static const char *shown(const GrowingFile *file)
{
    if (file->place)
        return output_place_shown(file->place);
    return file->shown ? file->shown : "standard output";
}

static void note(const char *format, ...) G_GNUC_PRINTF(1, 2);

static void note(const char *format, ...)
{
    g_autofree char *line = NULL;
    va_list arguments;

    va_start(arguments, format);
    line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    say(line);
}

static bool has_passed(int64_t since, int64_t now, int64_t span)
{
    return now < since || now - since >= span;
}

static const char *reason(int wrong)
{
    return wrong == EAGAIN ? "its reader does not keep up" : g_strerror(wrong);
}

/* A reader that is always a little late would be told of for ever. */
static void begin_trouble(GrowingFile *file, int wrong, const char *why)
{
    file->wrong = wrong;
    if (file->is_told || !has_passed(file->told, file->tried, MINUTE))
        return;
    file->is_told = true;
    file->told = file->tried;
    note("%s%s", why, file->is_finished ? "" : "; going on without, and trying again");
}

static void tell_trouble(GrowingFile *file, int wrong)
{
    g_autofree char *why =
        g_strdup_printf("%s: cannot be written: %s", shown(file), reason(wrong));

    begin_trouble(file, wrong, why);
}

static void end_trouble(GrowingFile *file)
{
    file->wrong = 0;
    if (!file->is_told)
        return;
    note("%s: is written again; %s lost: %" G_GUINT64_FORMAT, shown(file), file->kind.pieces,
         file->lost - file->lost_told);
    file->is_told = false;
    file->lost_told = file->lost;
}

/* Where it is standard output, as in `| head`, that is how it ends. */
static void turn_off(GrowingFile *file)
{
    file->is_off = true;
    (void)pieces_forget(file->pieces);
    if (file->place || file->shown)
        note("%s: nobody reads it any more; going on without", shown(file));
}

static bool make_file(GrowingFile *file, int64_t now, GError **error)
{
    file->fd = output_place_begin(file->place, now, error);
    file->begun = now;
    if (file->fd >= 0)
        pieces_set_file(file->pieces, file->fd, true);
    return file->fd >= 0;
}

static size_t add_frame(GrowingFile *file, void (*hook)(GByteArray *out, void *user))
{
    g_autoptr(GByteArray) frame = g_byte_array_new();

    if (hook)
        hook(frame, file->kind.user);
    if (!file->is_off)
        pieces_add(file->pieces, frame->data, frame->len, false);
    return frame->len;
}

/* Tries at once, whatever happened before. True if nothing waits any more. */
static bool write_now(GrowingFile *file, int64_t now, int patience)
{
    g_autoptr(GError) error = NULL;
    uint64_t before, written;
    int wrong;

    if (file->is_off)
        return false;
    file->tried = now;
    if (file->fd < 0 && !make_file(file, now, &error)) {
        begin_trouble(file, EIO, error->message);
        return false;
    }
    before = pieces_written(file->pieces);
    do {
        written = pieces_written(file->pieces);
        wrong = pieces_write(file->pieces, patience);
    } while (wrong == EAGAIN && file->is_finished && pieces_written(file->pieces) > written);
    if (wrong == EPIPE) {
        turn_off(file);
    } else if (wrong == EAGAIN && !file->is_finished) {
        file->wrong = wrong; /* nothing is lost yet */
    } else if (wrong) {
        tell_trouble(file, wrong);
    } else if (!file->wrong || pieces_written(file->pieces) > before) {
        end_trouble(file);
    }
    return !wrong;
}

/* In trouble it waits for nobody, and a reader may have caught up soon. */
static void try_writing(GrowingFile *file, int64_t now)
{
    if (!file->wrong)
        (void)write_now(file, now, PIECES_PATIENCE);
    else if (has_passed(file->tried, now, file->wrong == EAGAIN ? SECOND / 100 : SECOND))
        (void)write_now(file, now, 0);
}

/* A file that cannot be made yet has its beginning all the same: it waits. */
static void begin_file(GrowingFile *file, int64_t now)
{
    file->taken = 0;
    file->head = add_frame(file, file->kind.begins);
    if (file->fd >= 0)
        try_writing(file, now);
}

static bool open_in_place(GrowingFile *file, const char *path, const GrowingRules *rules,
                          GError **error)
{
    if (!path) {
        file->fd = STDOUT_FILENO;
    } else if (rules->size || rules->time) {
        g_set_error(error, OPTIONS_ERROR, 0,
                    "%s: that is no file, so that it cannot be rotated", path);
        return false;
    } else {
        file->fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    }
    file->shown = g_strdup(path);
    if (file->fd < 0) {
        int why = errno;

        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(why),
                    "%s: cannot be written: %s", path, g_strerror(why));
        return false;
    }
    pieces_set_file(file->pieces, file->fd, false);
    return true;
}

static bool open_beside(GrowingFile *file, const char *path, const GrowingRules *rules,
                        int64_t now, GError **error)
{
    file->rules = *rules;
    file->place = output_place_new(path, error);
    if (!file->place)
        return false;
    if (rules->size || rules->time)
        output_place_number(file->place, now);
    if (!make_file(file, now, error))
        return false;
    if (rules->keep)
        output_place_keep(file->place, rules->keep - 1);
    return true;
}

GrowingFile *growing_file_open(const char *path, const GrowingRules *rules,
                               const GrowingKind *kind, int64_t now, GError **error)
{
    g_autoptr(GrowingFile) file = g_new0(GrowingFile, 1);
    struct stat there;

    file->fd = -1;
    file->kind = *kind;
    file->pieces = pieces_new();
    file->tried = now;
    file->told = now - MINUTE;
    file->is_finished = true;
    if (!path || (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
            ? !open_in_place(file, path, rules, error)
            : !open_beside(file, path, rules, now, error))
        return NULL;
    file->is_finished = false;
    begin_file(file, now);
    return g_steal_pointer(&file);
}

static void close_file(GrowingFile *file)
{
    if (file->fd >= 0 && file->fd != STDOUT_FILENO)
        close(file->fd);
    file->fd = -1;
}

/* What was made is whole; where no piece could be written there is none. */
static void place_file(GrowingFile *file, bool is_whole)
{
    g_autoptr(GError) error = NULL;

    if (file->fd < 0)
        return;
    if (!is_whole && pieces_written(file->pieces) <= file->head) {
        output_place_drop(file->place);
        return;
    }
    if (output_place_finish(file->place, file->fd, &error))
        return;
    if (!file->is_finished)
        note("%s", error->message);
    if (!file->unplaced)
        file->unplaced = g_steal_pointer(&error);
}

/* What lost its last pieces has its end all the same, but for a pipe: it may be within one. */
static void end_file(GrowingFile *file, int64_t now, int patience)
{
    bool is_whole = write_now(file, now, patience);

    file->lost += pieces_forget(file->pieces);
    (void)add_frame(file, file->kind.ends);
    if (!is_whole && (!file->place || pieces_written(file->pieces) <= file->head))
        (void)pieces_forget(file->pieces);
    else
        is_whole &= write_now(file, now, patience);
    (void)pieces_forget(file->pieces);
    file->is_cut |= !is_whole && !file->is_off;
    if (file->place)
        place_file(file, is_whole);
    close_file(file);
}

static void begin_next(GrowingFile *file, int64_t now)
{
    g_autoptr(GError) error = NULL;

    end_file(file, now, PIECES_PATIENCE);
    pieces_set_file(file->pieces, -1, true);
    if (!make_file(file, now, &error))
        begin_trouble(file, EIO, error->message);
    if (file->rules.keep)
        output_place_keep(file->place, file->rules.keep - 1);
    begin_file(file, now);
}

void growing_file_make_room(GrowingFile *file, size_t len, int64_t now)
{
    const GrowingRules *rules = &file->rules;

    if (file->fd < 0 || !file->place || !file->taken)
        return;
    file->since = MIN(file->since, now);
    if ((rules->size && pieces_size(file->pieces) + len > rules->size) ||
        (rules->time && now - file->since >= rules->time))
        begin_next(file, now);
}

bool growing_file_add(GrowingFile *file, const void *piece, size_t len, int64_t now)
{
    if (file->is_off)
        return false;
    if (pieces_are_many(file->pieces, len))
        try_writing(file, now);
    if (file->is_off)
        return false;
    if (!pieces_have_room(file->pieces, len)) {
        file->lost++;
        if (file->wrong == EAGAIN)
            tell_trouble(file, EAGAIN);
        return false;
    }
    pieces_add(file->pieces, piece, len, true);
    if (!file->taken++)
        file->since = now;
    return true;
}

void growing_file_flush(GrowingFile *file, int64_t now)
{
    try_writing(file, now);
}

static bool has_lost_its_reader(const GrowingFile *file)
{
    struct pollfd asked = { .fd = file->fd };

    return !file->place && !file->is_off && poll(&asked, 1, 0) == 1 &&
           (asked.revents & POLLERR);
}

void growing_file_tick(GrowingFile *file, int64_t now)
{
    growing_file_make_room(file, 0, now);
    if (has_lost_its_reader(file))
        turn_off(file);
    if (has_passed(file->tried, now, SECOND))
        try_writing(file, now);
}

void growing_file_rotate(GrowingFile *file, int64_t now)
{
    if (file->fd < 0 || !file->place || !file->taken) {
        try_writing(file, now);
        return;
    }
    output_place_number(file->place, file->begun);
    begin_next(file, now);
}

bool growing_file_finish(GrowingFile *file, GError **error)
{
    file->is_finished = true;
    end_file(file, file->tried, LAST_PATIENCE);
    if (file->unplaced) {
        g_propagate_error(error, g_steal_pointer(&file->unplaced));
        return false;
    }
    if (file->lost > 0)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO,
                    "%s: %s that could not be written: %" G_GUINT64_FORMAT, shown(file),
                    file->kind.pieces, file->lost);
    else if (file->is_cut)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "%s: could not be written whole",
                    shown(file));
    return file->lost == 0 && !file->is_cut;
}

void growing_file_free(GrowingFile *file)
{
    g_autoptr(GError) error = NULL;

    if (!file)
        return;
    if (!file->is_finished && !growing_file_finish(file, &error))
        note("%s", error->message);
    close_file(file);
    g_clear_error(&file->unplaced);
    output_place_free(file->place);
    pieces_free(file->pieces);
    g_free(file->shown);
    g_free(file);
}

uint64_t growing_file_lost(const GrowingFile *file)
{
    return file->lost;
}

bool growing_file_has_pieces(const GrowingFile *file)
{
    return file->taken > 0;
}

bool growing_file_is_off(const GrowingFile *file)
{
    return file->is_off;
}
