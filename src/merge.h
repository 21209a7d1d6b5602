/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "src/source.h"

/* Several inputs as one. Inside an input the order of the file is kept, also where its time
 * steps back; between inputs the earlier packet comes first, of equal ones that of the input
 * that was added first. */
typedef struct Merge Merge;

/* Makes a merge of nothing. The caller owns it. */
Merge *merge_new(void);

/* Frees @merge and its sources; NULL is fine. */
void merge_free(Merge *merge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Merge, merge_free)

/* Hands @source over to @merge, before the first merge_next(). @shift, in nanoseconds, is added
 * to the time of each of its packets that has one. */
void merge_add(Merge *merge, Source *source, int64_t shift);

/* The sources in the order of merge_add(), and how many there are. Borrowed. */
size_t merge_len(const Merge *merge);
Source *merge_source(const Merge *merge, size_t index);

/* Reads the next packet of all inputs into @packet, whose bytes are borrowed until the next
 * call. False once every input ended; one that broke has a source_error(), the others go on. */
bool merge_next(Merge *merge, Packet *packet);

/* Goes back to the first packet of each input. False and @error if one cannot. */
bool merge_rewind(Merge *merge, GError **error);
