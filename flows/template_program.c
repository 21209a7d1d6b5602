/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles from the end: each part is told where to go on, so no instruction needs mending but
 * a loop's choice, which its own body leads back to. Then the instructions are put in the
 * order in which they can be reached, so that the program begins at 0.
 */
#include "flows/template_program.h"

static void part_free(gpointer data)
{
    Part *part = data;

    if (part->branches)
        g_ptr_array_unref(part->branches);
    g_free(part);
}

GPtrArray *template_sequence_new(void)
{
    return g_ptr_array_new_with_free_func(part_free);
}

Part *template_sequence_add(GPtrArray *sequence, PartKind kind)
{
    Part *part = g_new0(Part, 1);

    part->kind = kind;
    g_ptr_array_add(sequence, part);
    return part;
}

static unsigned emit(GArray *ops, Op op)
{
    g_array_append_val(ops, op);
    return ops->len - 1;
}

static unsigned compile(GArray *ops, const GPtrArray *sequence, unsigned next);

static unsigned compile_loop(GArray *ops, const GPtrArray *body, unsigned next)
{
    unsigned choice = emit(ops, (Op){ .kind = OP_CHOICE, .is_exit = true, .other = next });
    unsigned entry = compile(ops, body, choice);

    g_array_index(ops, Op, choice).next = entry;
    return choice;
}

static unsigned compile_alt(GArray *ops, const GPtrArray *branches, unsigned next)
{
    unsigned i = branches->len - 1;
    unsigned entry = compile(ops, branches->pdata[i], next);

    while (i-- > 0) {
        unsigned branch = compile(ops, branches->pdata[i], next);

        entry = emit(ops, (Op){ .kind = OP_CHOICE, .next = branch, .other = entry });
    }
    return entry;
}

/* The last branch is what the one before it is forked with, and so on to the first. */
static unsigned compile_par(GArray *ops, const GPtrArray *branches, unsigned first,
                            unsigned next)
{
    unsigned join, branch, rest;

    if (first + 1 == branches->len)
        return compile(ops, branches->pdata[first], next);
    join = emit(ops, (Op){ .kind = OP_JOIN, .next = next });
    branch = compile(ops, branches->pdata[first], join);
    rest = compile_par(ops, branches, first + 1, join);
    return emit(ops, (Op){ .kind = OP_FORK, .next = branch, .other = rest });
}

static unsigned compile_part(GArray *ops, const Part *part, unsigned next)
{
    switch (part->kind) {
    case PART_OPT:
        return emit(ops, (Op){ .kind = OP_CHOICE,
                               .is_exit = true,
                               .next = compile(ops, part->branches->pdata[0], next),
                               .other = next });
    case PART_ALT: return compile_alt(ops, part->branches, next);
    case PART_LOOP: return compile_loop(ops, part->branches->pdata[0], next);
    case PART_PAR: return compile_par(ops, part->branches, 0, next);
    default: return emit(ops, (Op){ .kind = OP_STEP, .step = part->step, .next = next });
    }
}

/* Appends the program of @sequence, which goes on at @next; returns where it begins. */
static unsigned compile(GArray *ops, const GPtrArray *sequence, unsigned next)
{
    for (unsigned i = sequence->len; i-- > 0;)
        next = compile_part(ops, sequence->pdata[i], next);
    return next;
}

static bool has_two_ways(const Op *op)
{
    return op->kind == OP_CHOICE || op->kind == OP_FORK;
}

/* The places that instructions get, by their places in @ops; the first one is reached first,
 * and what is behind @next before what is behind @other. */
static unsigned *places_of(const GArray *ops, unsigned entry)
{
    unsigned *places = g_new(unsigned, ops->len);
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(unsigned));
    unsigned count = 0;

    for (unsigned i = 0; i < ops->len; i++)
        places[i] = G_MAXUINT;
    g_array_append_val(open, entry);
    while (open->len > 0) {
        unsigned at = g_array_index(open, unsigned, open->len - 1);
        const Op *op = &g_array_index(ops, Op, at);

        g_array_set_size(open, open->len - 1);
        if (places[at] != G_MAXUINT)
            continue;
        places[at] = count++;
        if (has_two_ways(op))
            g_array_append_val(open, op->other);
        if (op->kind != OP_END)
            g_array_append_val(open, op->next);
    }
    return places;
}

void template_program_make(Template *flow, const GPtrArray *sequence)
{
    g_autoptr(GArray) ops = g_array_new(FALSE, FALSE, sizeof(Op));
    unsigned end = emit(ops, (Op){ .kind = OP_END });
    unsigned entry = compile(ops, sequence, end);
    g_autofree unsigned *places = places_of(ops, entry);

    flow->ops = g_new0(Op, ops->len);
    flow->ops_len = ops->len;
    for (unsigned i = 0; i < ops->len; i++) {
        Op op = g_array_index(ops, Op, i);

        if (op.kind != OP_END)
            op.next = places[op.next];
        if (has_two_ways(&op))
            op.other = places[op.other];
        flow->ops[places[i]] = op;
    }
}
