/* SPDX-License-Identifier: Apache-2.0
 *
 * A message through libosip2: its every header is read back, and the message parsed again.
 */
#include <string.h>

#include "dissect/sip/full.h"
#include "tests/fuzz/target.h"

static void count(const char *name, const char *value, void *user)
{
    size_t *sum = user;

    *sum = 31 * *sum + strlen(name) + strlen(value);
}

static Verdict parse(Slice text, size_t *sum)
{
    g_autoptr(FullMessage) full = NULL;
    Verdict verdict = full_parse(text, &full);
    const char *found[6] = { 0 };

    if (verdict != VERDICT_OK)
        return verdict;
    found[0] = full_call_id(full);
    found[1] = full_cseq_number(full);
    found[2] = full_cseq_method(full);
    found[3] = full_from_tag(full);
    found[4] = full_to_tag(full);
    found[5] = full_top_branch(full);
    for (unsigned i = 0; i < G_N_ELEMENTS(found); i++)
        *sum = 31 * *sum + (found[i] ? strlen(found[i]) : 0);
    full_each_header(full, count, sum);
    return verdict;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice text = slice_of(data, size);
    size_t first = 0;
    size_t second = 0;

    full_init();
    g_assert_cmpint(parse(text, &first), ==, parse(text, &second));
    g_assert_cmpuint(first, ==, second);
    return 0;
}
