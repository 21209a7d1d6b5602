/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/painter.h"

/* The drawings of a picture, one below the other, of bounded height: what has no room goes. */
typedef struct PngStack PngStack;

typedef struct PngStackSize {
    unsigned width, height; /* px */
} PngStackSize;

/* Between two drawings, px. */
#define PNG_STACK_APART 24

/* An empty stack that grows to @height_max px. The caller owns it. */
PngStack *png_stack_new(unsigned height_max);

void png_stack_free(PngStack *stack);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PngStack, png_stack_free)

/* Begins the drawings of a call; @deviates says that it is the last to go. */
void png_stack_begin(PngStack *stack, bool deviates);

/* Puts @drawing, whose SVG it takes, below the others. Where there is no room for all, the last
 * call that does not deviate goes, else the last one; of a single call its last drawings. */
void png_stack_add(PngStack *stack, PainterDrawing drawing);

/* How many calls, and drawings of calls that stay, went so far. */
unsigned png_stack_lost_calls(const PngStack *stack);
unsigned png_stack_lost_pages(const PngStack *stack);

/* The size of all drawings with what is between them. */
PngStackSize png_stack_size(const PngStack *stack);

/* All drawings, from the top; borrowed. */
typedef bool (*PngStackEach)(const PainterDrawing *drawing, void *user);
bool png_stack_each(const PngStack *stack, PngStackEach each, void *user);
