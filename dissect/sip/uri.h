/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/sip/name_addr.h"

/* Where a URI stands decides what it may hold (RFC 3261 19.1.1, 20). */
typedef enum UriPlace {
    URI_BRACKETED, /* between angle brackets: whatever a URI may hold */
    URI_BARE,      /* a header's value without brackets: neither commas nor header fields */
    URI_REQUEST,   /* in a request line: no header fields */
} UriPlace;

/* True if @uri breaks the grammar as far as a reader would stumble over it: it is empty, has
 * no scheme, holds blanks, control characters or angle brackets, or what its place forbids; or
 * its host is an IPv6 address without brackets. Hosts of sip: and sips: alone are looked at. */
bool uri_is_bad(Slice uri, UriPlace place);

/* As uri_is_bad(), for the URI of @parts, which name_addr_split() took out of @value. Blanks
 * between bracket and URI are bad too. */
bool uri_is_bad_in(Slice value, const NameAddr *parts);

/* How many bytes @in, which begins with "sip:", begins with that are no blank, control
 * character, angle bracket or '?', with one colon behind the scheme's at most, which is the
 * port's; 0 if there are more. What is as long as a whole URI with a host is good, so nearly
 * every URI is judged by this alone. @limit: as far as bytes may be read, at least the end of
 * @in. */
size_t uri_plain_len(Slice in, const uint8_t *limit);
