/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/library.h"

#include <string.h>

#include "flows/library_data.h"
#include "flows/library_file.h"
#include "flows/nearest.h"
#include "flows/template_files.h"

/* What compiled-in files are called in messages: where they are in the source. */
#define SOURCE_FOLDER "flows/library/"

typedef struct File {
    char *path, *text;
    bool is_added; /* from the user's directory */
} File;

struct Library {
    GHashTable *files; /* name -> File */
    GPtrArray *flows;  /* Template, by rank and name */
};

static void file_free(gpointer data)
{
    File *file = data;

    g_free(file->path);
    g_free(file->text);
    g_free(file);
}

/* Takes over the three texts. */
static void put_file(Library *library, char *name, char *path, char *text, bool is_added)
{
    File *file = g_new0(File, 1);

    *file = (File){ path, text, is_added };
    g_hash_table_replace(library->files, name, file);
}

static void add_compiled(Library *library)
{
    for (const Embedded *file = LIBRARY_DATA; file->name; file++)
        put_file(library, library_file_name(file->name, NULL),
                 g_strconcat(SOURCE_FOLDER, file->name, NULL), g_strdup(file->text), false);
}

static bool add_file(Library *library, const char *path, GError **error)
{
    g_autofree char *name = library_file_name(path, error);
    char *text = name ? library_file_read(path, error) : NULL;

    if (text)
        put_file(library, g_steal_pointer(&name), g_strdup(path), text, true);
    return text != NULL;
}

static bool add_directory(Library *library, const char *path, GError **error)
{
    g_autoptr(GPtrArray) paths = library_file_list(path, error);

    for (guint i = 0; paths && i < paths->len; i++)
        if (!add_file(library, paths->pdata[i], error))
            return false;
    return paths != NULL;
}

static const char *text_of(const char *name, void *user)
{
    const Library *library = user;
    const File *file = g_hash_table_lookup(library->files, name);

    return file ? file->text : NULL;
}

static const char *path_of(const char *name, void *user)
{
    const Library *library = user;
    const File *file = g_hash_table_lookup(library->files, name);

    return file->path;
}

static char *hint_of(const char *name, void *user)
{
    const Library *library = user;
    g_autofree const char **names =
        (const char **)g_hash_table_get_keys_as_array(library->files, NULL);

    return nearest_hint(name, names);
}

static bool parse_file(Library *library, const char *name, const File *file, GError **error)
{
    TemplateFiles files = { text_of, path_of, hint_of, library };
    Template *flow = template_parse_among(name, file->path, file->text, &files, error);

    if (flow)
        g_ptr_array_add(library->flows, flow);
    return flow != NULL;
}

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The user's own files first: an error in one is better told by its own line than by that of a
 * template that includes it. */
static bool parse_all(Library *library, GError **error)
{
    guint len;
    g_autofree char **names = (char **)g_hash_table_get_keys_as_array(library->files, &len);

    qsort(names, len, sizeof *names, by_text);
    for (int is_added = 1; is_added >= 0; is_added--)
        for (guint i = 0; i < len; i++) {
            const File *file = g_hash_table_lookup(library->files, names[i]);

            if (file->is_added == is_added && !parse_file(library, names[i], file, error))
                return false;
        }
    return true;
}

static int by_rank(gconstpointer a, gconstpointer b)
{
    const Template *left = *(Template *const *)a, *right = *(Template *const *)b;

    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    return strcmp(left->name, right->name);
}

Library *library_new(const char *dir, GError **error)
{
    g_autoptr(Library) library = g_new0(Library, 1);

    library->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, file_free);
    library->flows = g_ptr_array_new_with_free_func((GDestroyNotify)template_free);
    add_compiled(library);
    if ((dir && !add_directory(library, dir, error)) || !parse_all(library, error))
        return NULL;
    g_ptr_array_sort(library->flows, by_rank);
    return g_steal_pointer(&library);
}

void library_free(Library *library)
{
    if (!library)
        return;
    g_ptr_array_unref(library->flows);
    g_hash_table_unref(library->files);
    g_free(library);
}

const Template *library_get(const Library *library, unsigned index)
{
    return library->flows->pdata[index];
}

unsigned library_len(const Library *library)
{
    return library->flows->len;
}

const Template *library_find(const Library *library, const char *name)
{
    for (unsigned i = 0; i < library_len(library); i++)
        if (g_str_equal(library_get(library, i)->name, name))
            return library_get(library, i);
    return NULL;
}

char *library_nearest(const Library *library, const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (unsigned i = 0; i < library_len(library); i++)
        if (!library_get(library, i)->is_fragment)
            g_ptr_array_add(names, library_get(library, i)->name);
    g_ptr_array_add(names, NULL);
    return nearest_of(name, (const char *const *)names->pdata);
}

/* A file that is checked, and what is beside it. */
typedef struct Beside {
    const Library *library;
    char *folder;
    GHashTable *files; /* name -> File, those that were asked for */
} Beside;

/* The file @name.flow beside the one that is checked; NULL if none can be read there. */
static const File *find_beside(Beside *beside, const char *name)
{
    const File *known = g_hash_table_lookup(beside->files, name);
    g_autofree char *base = g_strconcat(name, LIBRARY_FILE_ENDING, NULL);
    g_autofree char *path = g_build_filename(beside->folder, base, NULL);
    g_autofree char *text = known ? NULL : library_file_read(path, NULL);
    File *file;

    if (known || !text)
        return known;
    file = g_new0(File, 1);
    *file = (File){ g_steal_pointer(&path), g_steal_pointer(&text), true };
    g_hash_table_replace(beside->files, g_strdup(name), file);
    return file;
}

static const char *text_beside(const char *name, void *user)
{
    Beside *beside = user;
    const File *file = find_beside(beside, name);

    return file ? file->text : text_of(name, (void *)beside->library);
}

static const char *path_beside(const char *name, void *user)
{
    Beside *beside = user;
    const File *file = find_beside(beside, name);

    return file ? file->path : path_of(name, (void *)beside->library);
}

static char *hint_beside(const char *name, void *user)
{
    Beside *beside = user;

    return hint_of(name, (void *)beside->library);
}

bool library_check(const Library *library, const char *path, GError **error)
{
    g_autofree char *name = library_file_name(path, error);
    g_autofree char *text = name ? library_file_read(path, error) : NULL;
    Beside beside = { .library = library };
    TemplateFiles files = { text_beside, path_beside, hint_beside, &beside };
    g_autoptr(Template) flow = NULL;

    if (!text)
        return false;
    beside.folder = g_path_get_dirname(path);
    beside.files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, file_free);
    flow = template_parse_among(name, path, text, &files, error);
    g_hash_table_unref(beside.files);
    g_free(beside.folder);
    return flow != NULL;
}
