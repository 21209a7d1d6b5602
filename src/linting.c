/* SPDX-License-Identifier: Apache-2.0 */
#include "src/linting.h"

#include "flows/nearest.h"

static bool ignore(Lint *lint, const char *name, GError **error)
{
    const char *const *names = lint_rule_names();
    g_autofree char *nearest = NULL;

    for (unsigned rule = 0; names[rule]; rule++)
        if (g_str_equal(names[rule], name)) {
            lint->findings->ignored[rule] = true;
            return true;
        }
    nearest = nearest_hint(name, names);
    g_set_error(error, OPTIONS_ERROR, 0, "--ignore=%s: no rule of that name%s", name, nearest);
    return false;
}

static bool ignore_all(Lint *lint, char *const *values, GError **error)
{
    for (; values && *values; values++) {
        /* g_strsplit() makes no part at all of an empty text */
        g_auto(GStrv) parts = g_strsplit(**values ? *values : ",", ",", -1);

        for (char **part = parts; *part; part++)
            if (!ignore(lint, *part, error))
                return false;
    }
    return true;
}

bool linting_new(const Options *options, Lint **lint, GError **error)
{
    g_autoptr(Lint) made = options->validate ? lint_new() : NULL;

    *lint = NULL;
    if (made && !ignore_all(made, options->ignored_rules, error))
        return false;
    *lint = g_steal_pointer(&made);
    return true;
}

static bool is_text(const ReportFormat *format)
{
    return g_str_equal(format->name, formats_lint()->name);
}

const ReportFormat *linting_format(const Options *options, const ReportFormat *format)
{
    return options->validate && format && is_text(format) ? formats_lint() : format;
}

bool linting_is_told_by(const ReportFormat *format)
{
    return format->has_lint || is_text(format);
}

bool linting_is_met(const Lint *lint)
{
    return !lint || lint->counts[LINT_ERROR] == 0;
}
