/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/template_blocks.h"

static const struct {
    const char *name, *branch;
} WORDS[] = {
    [PART_OPT] = { "opt", NULL },
    [PART_ALT] = { "alt", "else" },
    [PART_LOOP] = { "loop", NULL },
    [PART_PAR] = { "par", "and" },
};

static Block *innermost(Frame *frame)
{
    return frame->depth > 0 ? &frame->blocks[frame->depth - 1] : NULL;
}

GPtrArray *template_blocks_sequence(const Frame *frame)
{
    const Part *part = frame->depth > 0 ? frame->blocks[frame->depth - 1].part : NULL;

    return part ? part->branches->pdata[part->branches->len - 1] : frame->base;
}

static void add_branch(const Reading *reading, Block *block)
{
    g_ptr_array_add(block->part->branches, template_sequence_new());
    block->before = reading->steps->len;
}

bool template_blocks_open(const Reading *reading, Frame *frame, const Cursor *begin,
                          PartKind kind, GError **error)
{
    Part *part;

    if (frame->depth == TEMPLATE_DEPTH_MAX)
        return cursor_fault(begin, begin->at, error, "more than %d blocks inside each other",
                            TEMPLATE_DEPTH_MAX);
    part = template_sequence_add(template_blocks_sequence(frame), kind);
    part->branches = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    frame->blocks[frame->depth++] =
        (Block){ .part = part, .begin = *begin, .line = frame->line };
    add_branch(reading, innermost(frame));
    return true;
}

/* A branch that asks for nothing is a slip: what may be absent is an opt. */
static bool check_branch(const Reading *reading, const Block *block, const Cursor *begin,
                         GError **error)
{
    return reading->steps->len > block->before ||
           cursor_fault(begin, begin->at, error, "no arrow before this in '%s' of line %u",
                        WORDS[block->part->kind].name, block->line);
}

bool template_blocks_branch(const Reading *reading, Frame *frame, const Cursor *begin,
                            PartKind kind, GError **error)
{
    Block *block = innermost(frame);

    if (!block || block->part->kind != kind)
        return cursor_fault(begin, begin->at, error, "'%s' belongs into '%s'",
                            WORDS[kind].branch, WORDS[kind].name);
    if (!check_branch(reading, block, begin, error))
        return false;
    add_branch(reading, block);
    return true;
}

bool template_blocks_close(const Reading *reading, Frame *frame, const Cursor *begin,
                           GError **error)
{
    Block *block = innermost(frame);

    if (!block)
        return cursor_fault(begin, begin->at, error, "no block is open that this could end");
    if (!check_branch(reading, block, begin, error))
        return false;
    if (WORDS[block->part->kind].branch && block->part->branches->len == 1)
        return cursor_fault(begin, begin->at, error, "'%s' of line %u has no '%s'",
                            WORDS[block->part->kind].name, block->line,
                            WORDS[block->part->kind].branch);
    frame->depth--;
    return true;
}

bool template_blocks_finish(Frame *frame, GError **error)
{
    const Block *block = innermost(frame);

    if (!block)
        return true;
    frame->line = block->line;
    return cursor_fault(&block->begin, block->begin.at, error,
                        "this '%s' is not closed by an 'end'", WORDS[block->part->kind].name);
}
