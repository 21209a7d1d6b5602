/* SPDX-License-Identifier: Apache-2.0 */
#include "src/names.h"

#include <string.h>

#include "dissect/base/dictionary.h"

struct Names {
    Dictionary *by_endpoint; /* Endpoint (port 0: the address) -> name */
};

static Slice key_of(const Endpoint *endpoint)
{
    return slice_of(endpoint, sizeof *endpoint);
}

static bool add_line(Names *names, const char *line)
{
    const char *equals = strchr(line, '=');
    Endpoint endpoint;

    if (!equals || slice_trim(slice_text(equals + 1)).len == 0 ||
        !endpoint_parse(slice_trim(slice_of(line, (size_t)(equals - line))), &endpoint))
        return false;
    dictionary_put(names->by_endpoint, key_of(&endpoint), g_strstrip(g_strdup(equals + 1)));
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

    names->by_endpoint = dictionary_new(g_free);
    for (char **name = options->names; name && *name; name++)
        if (!add_line(names, *name) && !add_file(names, *name, error))
            return NULL;
    return g_steal_pointer(&names);
}

void names_free(Names *names)
{
    if (!names)
        return;
    dictionary_free(names->by_endpoint);
    g_free(names);
}

void names_add(const Endpoint *endpoint, const char *name, void *user)
{
    Names *names = user;
    Endpoint address = *endpoint;

    address.port = 0;
    if (*name && !dictionary_get(names->by_endpoint, key_of(&address)))
        dictionary_put(names->by_endpoint, key_of(&address), g_strdup(name));
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
    GArray *found = g_array_new(FALSE, FALSE, sizeof(NamedAddress));

    for (unsigned i = 0; i < dictionary_len(names->by_endpoint); i++) {
        Slice key;
        NamedAddress named = { .name = dictionary_at(names->by_endpoint, i, &key) };

        memcpy(&named.address, key.data, sizeof named.address);
        if (named.address.port == 0)
            g_array_append_val(found, named);
    }
    g_array_sort(found, by_address);
    *len = found->len;
    return (NamedAddress *)g_array_free(found, FALSE);
}

bool names_are_any(const Names *names)
{
    return dictionary_len(names->by_endpoint) > 0;
}

const char *names_of(const Endpoint *endpoint, void *user)
{
    const Names *names = user;
    const char *name = dictionary_get(names->by_endpoint, key_of(endpoint));
    Endpoint address = *endpoint;

    address.port = 0;
    return name ? name : dictionary_get(names->by_endpoint, key_of(&address));
}
