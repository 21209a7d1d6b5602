/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/sip/scan.h"

/* Reads one header into @view if the scan knows a header of this @name (any case, or its
 * compact form); what is wrong with the value goes to view->anomalies. Both are parts of
 * view->text. */
void headers_read(SipView *view, Slice name, Slice value);

/* The name that the compact form @letter stands for, as "Call-ID" for 'i'; NULL if there is
 * none (the registry of IANA, RFC 3261 7.3.3 and later). Static. */
const char *headers_compact(uint8_t letter);
