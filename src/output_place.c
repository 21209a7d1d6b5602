/* SPDX-License-Identifier: Apache-2.0 */
#include "src/output_place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "src/say.h"

#define PART ".part"
#define NS_PER_S INT64_C(1000000000)
#define NUMBER_DIGITS 5 /* at least, */
#define NUMBER_MAX 18   /* and at most */
#define TIME_DIGITS 14

struct OutputPlace {
    int directory;
    mode_t mode;        /* of a file that is whole */
    char *before;       /* what the user sees before a name: "" or "some/where/" */
    char *whole;        /* "calls.jsonl", */
    char *stem;         /* "calls" */
    const char *suffix; /* and ".jsonl", in @whole; "" if it has none */
    char *part;         /* the file in the making, */
    char *name;         /* and its name once it is whole; NULL: none was begun */
    char *shown;
    uint64_t number; /* of the last file */
    bool is_numbered;
    bool is_looked_at; /* what was left is out of the way, and @number is known */
};

static void set_error(GError **error, const OutputPlace *place, const char *name,
                      const char *what)
{
    int why = errno;

    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(why), "%s%s: %s: %s",
                place->before, name, what, g_strerror(why));
}

static void split_name(OutputPlace *place, const char *target)
{
    const char *slash = strrchr(target, '/');
    const char *dot;

    place->before = slash ? g_strndup(target, (gsize)(slash + 1 - target)) : g_strdup("");
    place->whole = g_strdup(slash ? slash + 1 : target);
    dot = strrchr(place->whole, '.');
    if (!dot || dot == place->whole)
        dot = place->whole + strlen(place->whole);
    place->suffix = dot;
    place->stem = g_strndup(place->whole, (gsize)(dot - place->whole));
}

OutputPlace *output_place_new(const char *path, GError **error)
{
    g_autoptr(OutputPlace) place = g_new0(OutputPlace, 1);
    char *target = realpath(path, NULL);
    bool is_link = target && g_file_test(path, G_FILE_TEST_IS_SYMLINK);
    mode_t mask = umask(0);

    umask(mask);
    place->mode = 0666 & ~mask;
    split_name(place, is_link ? target : path);
    free(target);
    place->shown = g_strconcat(place->before, place->whole, NULL);
    place->directory =
        open(*place->before ? place->before : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (place->directory >= 0)
        return g_steal_pointer(&place);
    set_error(error, place, place->whole, "cannot be written");
    return NULL;
}

void output_place_free(OutputPlace *place)
{
    if (!place)
        return;
    if (place->directory >= 0)
        close(place->directory);
    g_free(place->before);
    g_free(place->whole);
    g_free(place->stem);
    g_free(place->part);
    g_free(place->name);
    g_free(place->shown);
    g_free(place);
}

const char *output_place_shown(const OutputPlace *place)
{
    return place->shown;
}

static void time_name(int64_t ns, char text[TIME_DIGITS + 1])
{
    time_t seconds = (time_t)(ns / NS_PER_S);
    struct tm parts = { .tm_mday = 1 };

    (void)localtime_r(&seconds, &parts);
    if (strftime(text, TIME_DIGITS + 1, "%Y%m%d%H%M%S", &parts) != TIME_DIGITS)
        g_strlcpy(text, "00000000000000", TIME_DIGITS + 1);
}

static char *numbered_name(const OutputPlace *place, int64_t now)
{
    char begun[TIME_DIGITS + 1];

    time_name(now, begun);
    return g_strdup_printf("%s_%0*" G_GUINT64_FORMAT "_%s%s", place->stem, NUMBER_DIGITS,
                           place->number, begun, place->suffix);
}

static size_t digits_in(const char *text)
{
    return strspn(text, "0123456789");
}

/* The number of a file whose name is numbered as ours are and goes on with @end; 0: no such. */
static uint64_t number_of(const OutputPlace *place, const char *name, const char *end)
{
    size_t stem = strlen(place->stem);
    size_t suffix = strlen(place->suffix);
    const char *digits;
    size_t len;

    if (!g_str_has_prefix(name, place->stem) || name[stem] != '_')
        return 0;
    digits = name + stem + 1;
    len = digits_in(digits);
    if (len < NUMBER_DIGITS || len > NUMBER_MAX || (len > NUMBER_DIGITS && *digits == '0') ||
        digits[len] != '_' || digits_in(digits + len + 1) != TIME_DIGITS)
        return 0;
    name = digits + len + 1 + TIME_DIGITS;
    if (strncmp(name, place->suffix, suffix) != 0 || !g_str_equal(name + suffix, end))
        return 0;
    return g_ascii_strtoull(digits, NULL, 10);
}

/* The directory is opened anew each time, with the rights of that moment. NULL: it cannot be
 * listed. */
static DIR *list(const OutputPlace *place)
{
    int fd = openat(place->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);

    if (fd >= 0 && !dir)
        close(fd);
    return dir;
}

static bool is_there(const OutputPlace *place, const char *name)
{
    struct stat there;

    return fstatat(place->directory, name, &there, AT_SYMLINK_NOFOLLOW) == 0;
}

/* A name that nothing has yet, for the file in the making that was left at @written. */
static char *name_for_left(const OutputPlace *place, int64_t written)
{
    char at[TIME_DIGITS + 1];
    char *name;

    time_name(written, at);
    name = g_strdup_printf("%s_%s%s", place->stem, at, place->suffix);
    for (unsigned i = 2; is_there(place, name); i++) {
        g_free(name);
        name = g_strdup_printf("%s_%s-%u%s", place->stem, at, i, place->suffix);
    }
    return name;
}

/* A file system without locks has none to be held by another run. */
static bool is_held(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

static bool refuse(const OutputPlace *place, const char *part, GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST, "%s%s: another run is writing it",
                place->before, part);
    return false;
}

static bool rename_left(const OutputPlace *place, const char *part, const struct stat *left,
                        GError **error)
{
    g_autofree char *name = NULL;
    g_autofree char *line = NULL;

    if (number_of(place, part, PART))
        name = g_strndup(part, strlen(part) - strlen(PART));
    if (!name || is_there(place, name)) {
        g_free(name);
        name = name_for_left(place, left->st_mtim.tv_sec * NS_PER_S);
    }
    if (renameat(place->directory, part, place->directory, name) != 0) {
        set_error(error, place, part, "cannot be renamed");
        return false;
    }
    line = g_strdup_printf("%s%s: left by a run that was killed; kept as %s", place->before,
                           part, name);
    say(line);
    return true;
}

/* Gets a file that an earlier run left in the making out of the way; an empty one is none. What
 * is no file stays. */
static bool keep_left(const OutputPlace *place, const char *part, GError **error)
{
    int fd = openat(place->directory, part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat left;
    bool is_good = true;

    if (fd < 0 && (errno == ENOENT || errno == ELOOP))
        return true;
    if (fd < 0 || fstat(fd, &left) != 0) {
        set_error(error, place, part, "cannot be opened");
        is_good = false;
    } else if (!S_ISREG(left.st_mode)) {
        is_good = true;
    } else if (is_held(fd)) {
        is_good = refuse(place, part, error);
    } else if (left.st_size > 0) {
        (void)fchmod(fd, place->mode);
        is_good = rename_left(place, part, &left, error);
    } else {
        (void)unlinkat(place->directory, part, 0);
    }
    if (fd >= 0)
        close(fd);
    return is_good;
}

static bool is_left(const OutputPlace *place, const char *name)
{
    if (place->part && g_str_equal(name, place->part))
        return false;
    return number_of(place, name, PART) || (g_str_has_prefix(name, place->whole) &&
                                            g_str_equal(name + strlen(place->whole), PART));
}

static bool keep_all_left(const OutputPlace *place, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    DIR *dir = list(place);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (is_left(place, entry->d_name))
            g_ptr_array_add(names, g_strdup(entry->d_name));
    if (dir)
        closedir(dir);
    for (unsigned i = 0; i < names->len; i++)
        if (!keep_left(place, g_ptr_array_index(names, i), error))
            return false;
    return true;
}

/* Goes on where the numbers in the directory end. */
static void find_number(OutputPlace *place)
{
    DIR *dir = list(place);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        uint64_t number =
            MAX(number_of(place, entry->d_name, ""), number_of(place, entry->d_name, PART));

        place->number = MAX(place->number, number);
    }
    if (dir)
        closedir(dir);
}

static void set_names(OutputPlace *place, char *name)
{
    g_free(place->name);
    g_free(place->part);
    g_free(place->shown);
    place->name = name;
    place->part = g_strconcat(name, PART, NULL);
    place->shown = g_strconcat(place->before, place->part, NULL);
}

void output_place_number(OutputPlace *place, int64_t now)
{
    if (place->is_numbered)
        return;
    place->is_numbered = true;
    if (!place->name)
        return;
    find_number(place);
    place->number++;
    g_free(place->name);
    place->name = numbered_name(place, now);
}

static int make(OutputPlace *place, GError **error)
{
    int fd = openat(place->directory, place->part,
                    O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0 && errno == EEXIST && keep_left(place, place->part, error))
        fd = openat(place->directory, place->part,
                    O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    else if (fd < 0 && errno == EEXIST)
        return -1;
    if (fd >= 0 && is_held(fd)) {
        close(fd);
        (void)refuse(place, place->part, error);
        return -1;
    }
    if (fd < 0 && !*error)
        set_error(error, place, place->part, "cannot be written");
    return fd;
}

int output_place_begin(OutputPlace *place, int64_t now, GError **error)
{
    g_autoptr(GError) why = NULL;
    int fd;

    if (place->is_numbered && !place->is_looked_at)
        find_number(place);
    if (place->is_numbered)
        place->number++;
    set_names(place, place->is_numbered ? numbered_name(place, now) : g_strdup(place->whole));
    fd = make(place, &why);
    if (fd < 0 && place->is_numbered)
        place->number--;
    if (fd >= 0 && !place->is_looked_at && !keep_all_left(place, &why)) {
        output_place_drop(place);
        close(fd);
        fd = -1;
    }
    place->is_looked_at |= fd >= 0;
    if (fd < 0)
        g_propagate_error(error, g_steal_pointer(&why));
    return fd;
}

bool output_place_finish(OutputPlace *place, int fd, GError **error)
{
    if (fchmod(fd, place->mode) != 0 ||
        renameat(place->directory, place->part, place->directory, place->name) != 0) {
        set_error(error, place, place->part, "cannot be renamed");
        return false;
    }
    g_free(place->shown);
    place->shown = g_strconcat(place->before, place->name, NULL);
    return true;
}

void output_place_drop(OutputPlace *place)
{
    (void)unlinkat(place->directory, place->part, 0);
}

typedef struct Kept {
    uint64_t number;
    char *name;
} Kept;

static void clear_kept(gpointer data)
{
    g_free(((Kept *)data)->name);
}

/* One number twice, by a hand that copied a file: the later time is the newer. */
static int compare_kept(gconstpointer a, gconstpointer b)
{
    const Kept *one = a;
    const Kept *other = b;

    if (one->number != other->number)
        return one->number < other->number ? -1 : 1;
    return strcmp(one->name, other->name);
}

void output_place_keep(OutputPlace *place, unsigned keep)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Kept));
    DIR *dir = list(place);
    const struct dirent *entry;

    g_array_set_clear_func(all, clear_kept);
    while (dir && (entry = readdir(dir))) {
        Kept kept = { .number = number_of(place, entry->d_name, "") };
        struct stat file;

        if (!kept.number ||
            fstatat(place->directory, entry->d_name, &file, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(file.st_mode))
            continue;
        kept.name = g_strdup(entry->d_name);
        g_array_append_val(all, kept);
    }
    if (dir)
        closedir(dir);
    g_array_sort(all, compare_kept);
    for (unsigned i = 0; i + keep < all->len; i++)
        (void)unlinkat(place->directory, g_array_index(all, Kept, i).name, 0);
}
