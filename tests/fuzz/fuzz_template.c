/* SPDX-License-Identifier: Apache-2.0
 *
 * A flow's template, and what it may include: texts with a NUL between them, the first is the
 * template, the others are called "one" and "two". A template that is accepted is a program
 * whose every way leads on inside of it; one that is refused has a message.
 */
#include <string.h>

#include "flows/template.h"
#include "flows/template_files.h"
#include "tests/fuzz/target.h"

#define TEXTS 3

static const char *text_of(const char *name, void *user)
{
    const char *const *texts = user;

    return g_str_equal(name, "one") ? texts[1] : g_str_equal(name, "two") ? texts[2] : NULL;
}

static void check(const Template *flow)
{
    g_assert_cmpuint(flow->steps_len, <=, TEMPLATE_STEPS_MAX);
    g_assert_cmpuint(flow->ops_len, >, 0);
    for (unsigned i = 0; i < flow->ops_len; i++) {
        const Op *op = &flow->ops[i];

        if (op->kind == OP_END)
            continue;
        g_assert_cmpuint(op->next, <, flow->ops_len);
        if (op->kind == OP_STEP)
            g_assert_cmpuint(op->step, <, flow->steps_len);
        if (op->kind == OP_CHOICE || op->kind == OP_FORK)
            g_assert_cmpuint(op->other, <, flow->ops_len);
    }
    for (unsigned i = 0; i < flow->steps_len; i++)
        g_assert_cmpuint(flow->steps[i].phase, <, flow->phases_len);
    (void)template_title(flow);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *input = g_malloc0(size + 1);
    const char *texts[TEXTS] = { input };
    g_autoptr(GError) error = NULL;
    g_autoptr(Template) flow = NULL;

    if (size)
        memcpy(input, data, size);
    for (unsigned i = 1; i < TEXTS && texts[i - 1] + strlen(texts[i - 1]) < input + size; i++)
        texts[i] = texts[i - 1] + strlen(texts[i - 1]) + 1;
    flow = template_parse("fuzz", "fuzz.flow", input, text_of, texts, &error);
    g_assert_true((flow == NULL) == (error != NULL));
    if (flow)
        check(flow);
    else
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
    return 0;
}
