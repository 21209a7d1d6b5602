/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/slice.h"

/* Asserts that @slice holds the characters of @text; shows both if not. */
#define assert_slice_equals(slice, text)                                                       \
    do {                                                                                       \
        Slice assert_slice_ = (slice);                                                         \
        g_autofree char *assert_text_ =                                                        \
            g_strndup(assert_slice_.len ? (const char *)assert_slice_.data : "",               \
                      assert_slice_.len);                                                      \
        g_assert_cmpstr(assert_text_, ==, (text));                                             \
        g_assert_cmpuint(assert_slice_.len, ==, strlen(text));                                 \
    } while (0)

/* A copy of the first @len bytes of @slice in a heap block of exactly that size, so that the
 * address sanitizer sees a read beyond. The caller frees the data. */
static inline Slice slice_exact_copy(Slice slice, size_t len)
{
    return slice_of(g_memdup2(slice.data, len), len);
}
