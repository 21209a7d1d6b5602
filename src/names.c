/* SPDX-License-Identifier: Apache-2.0 */
#include "src/names.h"

#include <string.h>

struct Names {
    GHashTable *by_endpoint; /* Endpoint (port 0: the address) -> name */
};

static guint endpoint_hash(gconstpointer key)
{
    const Endpoint *endpoint = key;
    guint hash = endpoint->port;

    for (unsigned i = 0; i < sizeof endpoint->address; i++)
        hash = hash * 31 + endpoint->address[i];
    return hash;
}

static gboolean endpoint_equal(gconstpointer a, gconstpointer b)
{
    return endpoint_equals(a, b);
}

static bool add_line(Names *names, const char *line)
{
    const char *equals = strchr(line, '=');
    Endpoint endpoint;

    if (!equals || slice_trim(slice_text(equals + 1)).len == 0 ||
        !endpoint_parse(slice_trim(slice_of(line, (size_t)(equals - line))), &endpoint))
        return false;
    g_hash_table_replace(names->by_endpoint, g_memdup2(&endpoint, sizeof endpoint),
                         g_strstrip(g_strdup(equals + 1)));
    return true;
}

static bool add_file(Names *names, const char *path, GError **error)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        g_set_error(error, OPTIONS_ERROR, 0,
                    "--name=%s: expected ADDRESS[:PORT]=NAME, or a file of such lines", path);
        return false;
    }
    lines = g_strsplit(text, "\n", -1);
    for (unsigned i = 0; lines[i]; i++) {
        const char *line = g_strstrip(lines[i]);

        if (*line && *line != '#' && !add_line(names, line)) {
            g_set_error(error, OPTIONS_ERROR, 0, "%s:%u: expected ADDRESS[:PORT]=NAME", path,
                        i + 1);
            return false;
        }
    }
    return true;
}

Names *names_new(const Options *options, GError **error)
{
    g_autoptr(Names) names = g_new0(Names, 1);

    names->by_endpoint = g_hash_table_new_full(endpoint_hash, endpoint_equal, g_free, g_free);
    for (char **name = options->names; name && *name; name++)
        if (!add_line(names, *name) && !add_file(names, *name, error))
            return NULL;
    return g_steal_pointer(&names);
}

void names_free(Names *names)
{
    if (!names)
        return;
    g_hash_table_unref(names->by_endpoint);
    g_free(names);
}

void names_add(const Endpoint *endpoint, const char *name, void *user)
{
    Names *names = user;
    Endpoint address = *endpoint;

    address.port = 0;
    if (*name && !g_hash_table_contains(names->by_endpoint, &address))
        g_hash_table_insert(names->by_endpoint, g_memdup2(&address, sizeof address),
                            g_strdup(name));
}

static int by_address(gconstpointer a, gconstpointer b)
{
    const NamedAddress *left = a;
    const NamedAddress *right = b;

    if (left->address.version != right->address.version)
        return left->address.version - right->address.version;
    return memcmp(left->address.address, right->address.address, sizeof left->address.address);
}

NamedAddress *names_of_addresses(const Names *names, size_t *len)
{
    GHashTableIter each;
    gpointer endpoint, name;
    GArray *found = g_array_new(FALSE, FALSE, sizeof(NamedAddress));

    g_hash_table_iter_init(&each, names->by_endpoint);
    while (g_hash_table_iter_next(&each, &endpoint, &name)) {
        NamedAddress named = { *(const Endpoint *)endpoint, name };

        if (named.address.port == 0)
            g_array_append_val(found, named);
    }
    g_array_sort(found, by_address);
    *len = found->len;
    return (NamedAddress *)g_array_free(found, FALSE);
}

bool names_are_any(const Names *names)
{
    return g_hash_table_size(names->by_endpoint) > 0;
}

const char *names_of(const Endpoint *endpoint, void *user)
{
    const Names *names = user;
    const char *name = g_hash_table_lookup(names->by_endpoint, endpoint);
    Endpoint address = *endpoint;

    address.port = 0;
    return name ? name : g_hash_table_lookup(names->by_endpoint, &address);
}
