/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/slice.h"
#include "dissect/base/verdict.h"

/* The full parse: every header and URI of one message, by libosip2. It costs twenty times what
 * the scan costs and refuses a message for one bad header, so it serves where somebody looks at
 * a message, never where messages are counted or grouped. */
typedef struct FullMessage FullMessage;

/* Prepares libosip2 for the process: its allocators (zeroed slack behind every block) and its
 * trace hook (silent). Call once at start, before the first full_parse(). */
void full_init(void);

/* Parses @text, which is copied; its body is not looked at. VERDICT_OK and *@out, which the
 * caller owns; or VERDICT_MALFORMED if libosip2 refuses it or it is beyond the bounds, which an
 * honest message never needs: 512 headers, 8 KiB a header line, 64 KiB and 1,024 commas,
 * semicolons and ampersands in all (libosip2 takes the square of their number), no CR that
 * ends no line. So the worst costs some 20 million instructions. Not thread-safe: one thread
 * only. */
Verdict full_parse(Slice text, FullMessage **out);

void full_free(FullMessage *full);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FullMessage, full_free)

/* Calls @each with every header's canonical name and its value as libosip2 writes it, in
 * libosip2's order (headers of one name together). */
typedef void (*FullEach)(const char *name, const char *value, void *user);
void full_each_header(const FullMessage *full, FullEach each, void *user);

/* What the scan also yields, for comparing both; strings borrowed from @full, NULL if absent.
 */
const char *full_call_id(const FullMessage *full);
const char *full_cseq_number(const FullMessage *full);
const char *full_cseq_method(const FullMessage *full);
const char *full_from_tag(const FullMessage *full);
const char *full_to_tag(const FullMessage *full);
const char *full_top_branch(const FullMessage *full);
