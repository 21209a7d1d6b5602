/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/reader.h"
#include "dissect/base/verdict.h"

#define IP_PROTOCOL_FRAGMENT 44 /* IPv6: a fragment header follows */
#define IP_PROTOCOL_AH 51

/* Passes over IPv6 extension headers and authentication headers (RFC 8200 4, RFC 4302), up to
 * the fragment header or what is no extension. *@protocol is what @reader stands before, and
 * at the end what it has come to. VERDICT_CUT_SHORT if they do not end within @reader,
 * VERDICT_MALFORMED if there are more than sixteen. */
Verdict extensions_skip(Reader *reader, uint8_t *protocol);
