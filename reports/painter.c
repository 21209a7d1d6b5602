/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/painter.h"

#include <dlfcn.h>

#include "reports/svg_text.h"
#include "reports/wrap.h"

#define MODULE "sipstory-paint.so"

/* Of a note, px. */
#define NOTE_LINE 18
#define NOTE_MARGIN 7
#define CELL_TENTHS 73

/* From the directory of the program: as built, as installed; a whole path stays one. */
static const char *const PLACES[] = { "../reports/paint", PAINTER_FROM_BINDIR, PAINTER_DIR };

static char *directory_of_program(void)
{
    g_autofree char *path = g_file_read_link("/proc/self/exe", NULL);

    return path ? g_path_get_dirname(path) : g_strdup(".");
}

/* The module's path, or NULL. The caller frees it. */
static char *find_module(void)
{
    g_autofree char *beside = directory_of_program();

    for (unsigned i = 0; i < G_N_ELEMENTS(PLACES); i++) {
        g_autofree char *folder = g_canonicalize_filename(PLACES[i], beside);
        g_autofree char *path = g_build_filename(folder, MODULE, NULL);

        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&path);
    }
    return NULL;
}

static const Painter *refuse(GError **error, const char *why, const char *what)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSYS, "%s%s", why, what);
    return NULL;
}

const Painter *painter_load(GError **error)
{
    g_autofree char *path = find_module();
    const Painter *painter;
    void *module;

    if (!path)
        return refuse(error, "the module that paints is not built or not installed: ",
                      PAINTER_DIR "/" MODULE
                                  " (it is built with librsvg, Debian: librsvg2-dev)");
    module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!module)
        return refuse(error, "the module that paints cannot be loaded: ", dlerror());
    painter = dlsym(module, PAINTER_SYMBOL);
    if (!painter || painter->version != PAINTER_VERSION)
        return refuse(error, path, ": the module is of another version of sipstory");
    return painter;
}

bool painter_is_there(GError **error)
{
    return painter_load(error) != NULL;
}

void painter_tell(const ReportContext *context, GError *wrong)
{
    if (wrong && context->wrong && !*context->wrong)
        g_propagate_error(context->wrong, wrong);
    else
        g_clear_error(&wrong);
}

PainterDrawing painter_note(const char *text, unsigned width)
{
    unsigned columns = MAX(width, 400) * 10 / CELL_TENTHS - 2;
    g_autoptr(GPtrArray) lines = wrap_lines(text, (WrapIndent){ 0, 0 }, columns);
    unsigned height = lines->len * NOTE_LINE + 2 * NOTE_MARGIN;
    GString *out = g_string_new(NULL);
    gsize len;

    width = MAX(width, 400);
    svg_call_begin_document(out, (LadderSvgSize){ .width = width, .height = height },
                            "sipstory", text);
    g_string_append(out, "<g class=\"call-head\">");
    for (unsigned i = 0; i < lines->len; i++) {
        g_string_append_printf(out, "<text class=\"pending\" x=\"%d\" y=\"%u\">", NOTE_MARGIN,
                               (i + 1) * NOTE_LINE);
        svg_text_append(out, g_ptr_array_index(lines, i));
        g_string_append(out, "</text>\n");
    }
    g_string_append(out, "</g></svg>\n");
    len = out->len;
    return (PainterDrawing){ g_string_free(out, FALSE), len, width, height };
}

PainterDrawing painter_page(const SvgCall *call, unsigned page)
{
    LadderSvgSize size = svg_call_size(call, page);
    GString *out = g_string_new(NULL);
    gsize len;

    svg_call_append_document(call, page, out);
    len = out->len;
    return (PainterDrawing){ g_string_free(out, FALSE), len, size.width, size.height };
}

void painter_drawing_clear(PainterDrawing *drawing)
{
    g_free((char *)drawing->svg);
    drawing->svg = NULL;
}
