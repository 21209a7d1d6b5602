/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/png_stack.h"

/* The drawings of one call. */
typedef struct Pile {
    GArray *drawings; /* PainterDrawing */
    unsigned height;
    bool deviates;
} Pile;

struct PngStack {
    GPtrArray *piles; /* Pile */
    unsigned height, height_max;
    unsigned lost_calls, lost_pages;
    bool is_lost; /* the call that was begun last */
};

static void pile_free(gpointer pointer)
{
    Pile *pile = pointer;

    for (unsigned i = 0; i < pile->drawings->len; i++)
        painter_drawing_clear(&g_array_index(pile->drawings, PainterDrawing, i));
    g_array_unref(pile->drawings);
    g_free(pile);
}

PngStack *png_stack_new(unsigned height_max)
{
    PngStack *stack = g_new0(PngStack, 1);

    stack->piles = g_ptr_array_new_with_free_func(pile_free);
    stack->height_max = height_max;
    return stack;
}

void png_stack_free(PngStack *stack)
{
    if (!stack)
        return;
    g_ptr_array_unref(stack->piles);
    g_free(stack);
}

void png_stack_begin(PngStack *stack, bool deviates)
{
    Pile *pile = g_new0(Pile, 1);

    pile->drawings = g_array_new(FALSE, FALSE, sizeof(PainterDrawing));
    pile->deviates = deviates;
    g_ptr_array_add(stack->piles, pile);
    stack->is_lost = false;
}

static void drop_call(PngStack *stack)
{
    unsigned at = stack->piles->len - 1;

    for (unsigned i = stack->piles->len; i-- > 0;)
        if (!((Pile *)g_ptr_array_index(stack->piles, i))->deviates) {
            at = i;
            break;
        }
    stack->is_lost |= at == stack->piles->len - 1;
    stack->height -= ((Pile *)g_ptr_array_index(stack->piles, at))->height;
    stack->lost_calls++;
    g_ptr_array_remove_index(stack->piles, at);
}

static void drop_page(PngStack *stack, Pile *pile)
{
    unsigned last = pile->drawings->len - 1;
    PainterDrawing *drawing = &g_array_index(pile->drawings, PainterDrawing, last);
    unsigned height = drawing->height + PNG_STACK_APART;

    painter_drawing_clear(drawing);
    g_array_set_size(pile->drawings, last);
    pile->height -= height;
    stack->height -= height;
    stack->lost_pages++;
}

void png_stack_add(PngStack *stack, PainterDrawing drawing)
{
    unsigned height = drawing.height + PNG_STACK_APART;
    Pile *pile;

    if (stack->is_lost) {
        painter_drawing_clear(&drawing);
        return;
    }
    pile = g_ptr_array_index(stack->piles, stack->piles->len - 1);
    g_array_append_val(pile->drawings, drawing);
    pile->height += height;
    stack->height += height;
    while (stack->height > stack->height_max && stack->piles->len > 1)
        drop_call(stack);
    if (stack->height > stack->height_max && pile->drawings->len > 1)
        drop_page(stack, pile);
}

unsigned png_stack_lost_calls(const PngStack *stack)
{
    return stack->lost_calls;
}

unsigned png_stack_lost_pages(const PngStack *stack)
{
    return stack->lost_pages;
}

static bool add_size(const PainterDrawing *drawing, void *user)
{
    PngStackSize *size = user;

    size->width = MAX(size->width, drawing->width);
    size->height += drawing->height + PNG_STACK_APART;
    return true;
}

PngStackSize png_stack_size(const PngStack *stack)
{
    PngStackSize size = { 0 };

    png_stack_each(stack, add_size, &size);
    return size;
}

bool png_stack_each(const PngStack *stack, PngStackEach each, void *user)
{
    for (unsigned i = 0; i < stack->piles->len; i++) {
        const Pile *pile = g_ptr_array_index(stack->piles, i);

        for (unsigned j = 0; j < pile->drawings->len; j++)
            if (!each(&g_array_index(pile->drawings, PainterDrawing, j), user))
                return false;
    }
    return true;
}
