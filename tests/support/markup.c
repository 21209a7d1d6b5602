/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/markup.h"

typedef struct Element {
    char *name;
    GHashTable *attributes;
    GString *text;
    unsigned depth;
} Element;

struct Markup {
    GPtrArray *elements; /* in the order of their begin */
    GPtrArray *open;
};

static void element_free(gpointer data)
{
    Element *element = data;

    g_free(element->name);
    g_hash_table_unref(element->attributes);
    g_string_free(element->text, TRUE);
    g_free(element);
}

static void begin(GMarkupParseContext *context, const char *name, const char **names,
                  const char **values, gpointer user, GError **error)
{
    Markup *markup = user;
    Element *element = g_new0(Element, 1);

    (void)context;
    (void)error;
    element->name = g_strdup(name);
    element->attributes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    element->text = g_string_new(NULL);
    element->depth = markup->open->len;
    for (unsigned i = 0; names[i]; i++)
        g_hash_table_insert(element->attributes, g_strdup(names[i]), g_strdup(values[i]));
    g_ptr_array_add(markup->elements, element);
    g_ptr_array_add(markup->open, element);
}

static void end(GMarkupParseContext *context, const char *name, gpointer user, GError **error)
{
    Markup *markup = user;

    (void)context;
    (void)name;
    (void)error;
    g_ptr_array_set_size(markup->open, (int)markup->open->len - 1);
}

static void text(GMarkupParseContext *context, const char *text, gsize len, gpointer user,
                 GError **error)
{
    Markup *markup = user;

    (void)context;
    (void)error;
    if (markup->open->len > 0)
        g_string_append_len(
            ((Element *)g_ptr_array_index(markup->open, markup->open->len - 1))->text, text,
            (gssize)len);
}

Markup *markup_parse(const char *document)
{
    static const GMarkupParser PARSER = { begin, end, text, NULL, NULL };
    Markup *markup = g_new0(Markup, 1);
    g_autoptr(GMarkupParseContext) context = NULL;
    g_autoptr(GError) error = NULL;

    markup->elements = g_ptr_array_new_with_free_func(element_free);
    markup->open = g_ptr_array_new();
    context = g_markup_parse_context_new(&PARSER, 0, markup, NULL);
    g_markup_parse_context_parse(context, document, -1, &error);
    g_assert_no_error(error);
    g_markup_parse_context_end_parse(context, &error);
    g_assert_no_error(error);
    return markup;
}

void markup_free(Markup *markup)
{
    if (!markup)
        return;
    g_ptr_array_unref(markup->open);
    g_ptr_array_unref(markup->elements);
    g_free(markup);
}

static const Element *element_at(const Markup *markup, unsigned index)
{
    return g_ptr_array_index(markup->elements, index);
}

static bool has(const Element *element, const char *name, const char *value)
{
    return g_strcmp0(g_hash_table_lookup(element->attributes, name), value) == 0;
}

static unsigned find(const Markup *markup, const char *name, const char *value)
{
    unsigned i = 0;

    while (i < markup->elements->len && !has(element_at(markup, i), name, value))
        i++;
    return i;
}

unsigned markup_count(const Markup *markup, const char *name, const char *value)
{
    unsigned count = 0;

    for (unsigned i = 0; i < markup->elements->len; i++)
        count += has(element_at(markup, i), name, value);
    return count;
}

const char *markup_text_in(const Markup *markup, const char *name, const char *value,
                           const char *inner)
{
    unsigned at = find(markup, name, value);

    if (at == markup->elements->len)
        return NULL;
    if (!inner)
        return element_at(markup, at)->text->str;
    for (unsigned i = at + 1; i < markup->elements->len &&
                              element_at(markup, i)->depth > element_at(markup, at)->depth;
         i++)
        if (g_str_equal(element_at(markup, i)->name, inner) ||
            has(element_at(markup, i), "class", inner))
            return element_at(markup, i)->text->str;
    return NULL;
}

bool markup_has_class(const Markup *markup, const char *name, const char *value,
                      const char *class)
{
    unsigned at = find(markup, name, value);
    const char *all = at < markup->elements->len
                          ? g_hash_table_lookup(element_at(markup, at)->attributes, "class")
                          : NULL;
    g_auto(GStrv) classes = g_strsplit(all ? all : "", " ", -1);

    return g_strv_contains((const char *const *)classes, class);
}

bool markup_has_text(const Markup *markup, const char *wanted)
{
    for (unsigned i = 0; i < markup->elements->len; i++)
        if (g_str_equal(element_at(markup, i)->text->str, wanted))
            return true;
    return false;
}
