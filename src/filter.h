/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/net/packet.h"
#include "src/source.h"

/* A BPF expression (pcap-filter(7)), compiled for each link type that comes along. */
typedef struct Filter Filter;

/* Checks @expression. NULL and @error if it is wrong for every kind of link. The caller owns
 * it. */
Filter *filter_new(const char *expression, GError **error);

/* As filter_new(), of what a user typed: @error is an OPTIONS_ERROR, and an expression that
 * names a port earns a line on standard error. */
Filter *filter_new_typed(const char *expression, GError **error);

/* Frees @filter; NULL is fine. */
void filter_free(Filter *filter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Filter, filter_free)

/* True if @packet passes. A packet does not pass if the expression makes no sense for its link
 * type, which filter_warnings() then says. */
bool filter_matches(Filter *filter, const Packet *packet);

/* A sentence for each link type so far for which the expression makes no sense, at most 16 of
 * them; ends with NULL. Borrowed until the next filter_matches(). */
const char *const *filter_warnings(const Filter *filter);

/* True if the expression names a port. Fragments but the first, and packets in tunnels, do not
 * show theirs to BPF and are lost. */
bool filter_names_port(const Filter *filter);
