/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* What the module that paints offers to the program, which loads it where a picture or a
 * document is asked for. Errors of writing are left in the stream (ferror()) and are no GError;
 * after any error only the function that frees is called. */

/* The symbol of the module's table, and the number that changes with it. */
#define PAINTER_SYMBOL "sipstory_painter"
#define PAINTER_VERSION 1

/* A document of SVG and the size it says it has, px. Borrowed. */
typedef struct PainterDrawing {
    const char *svg;
    size_t len;
    unsigned width, height;
} PainterDrawing;

/* One sheet of paper: drawings, one below the other. */
typedef struct PainterSheet {
    const PainterDrawing *drawings;
    unsigned len;
    double width, height; /* of the paper, points */
    double margin;        /* points */
    double scale;         /* points to a px */
    const char *bookmark; /* of what begins here; NULL: nothing does */
} PainterSheet;

typedef struct Painter {
    unsigned version; /* PAINTER_VERSION */

    /* Begins a document in @out. @created is its date (RFC 3339), NULL if it has none. NULL and
     * @error if that fails. */
    void *(*pdf_new)(FILE *out, const char *title, const char *created, GError **error);
    bool (*pdf_add)(void *pdf, const PainterSheet *sheet, GError **error);
    /* Writes what ends it and frees it, in any case. */
    bool (*pdf_finish)(void *pdf, GError **error);

    /* Begins a picture of that many pixels, @scale of them to a px. */
    void *(*png_new)(FILE *out, unsigned width, unsigned height, double scale, GError **error);
    /* Paints the next rows: @drawing, and white so that it takes @height pixels. */
    bool (*png_add)(void *png, const PainterDrawing *drawing, unsigned height, GError **error);
    bool (*png_finish)(void *png, GError **error);
} Painter;
