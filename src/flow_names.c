/* SPDX-License-Identifier: Apache-2.0 */
#include "src/flow_names.h"

#include "src/options.h"

static bool refuse(const char *option, const char *name, const Library *library, GError **error)
{
    const Template *flow = library_find(library, name);
    g_autofree char *nearest = library_nearest(library, name);

    if (flow)
        g_set_error(error, OPTIONS_ERROR, 0,
                    "--%s=%s: that is a part of flows, and no flow by itself", option, name);
    else
        g_set_error(error, OPTIONS_ERROR, 0, "--%s=%s: no flow of that name; %s%s%s", option,
                    name, *nearest ? "did you mean " : "'sipstory flows' lists them", nearest,
                    *nearest ? "?" : "");
    return false;
}

bool flow_names_read(const char *option, char *const *values, const Library *library,
                     const FlowNames *names, GError **error)
{
    for (; *values; values++) {
        /* g_strsplit() makes no part at all of an empty text */
        g_auto(GStrv) parts = g_strsplit(**values ? *values : ",", ",", -1);

        for (char **part = parts; *part; part++) {
            const Template *flow = library_find(library, *part);

            if (!flow || flow->is_fragment)
                return refuse(option, *part, library, error);
            names->each(flow, names->user);
        }
    }
    return true;
}
