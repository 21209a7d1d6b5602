/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/net/decoded.h"

/* What a type-or-length field of @type says of @rest, the bytes behind it: an EtherType from
 * 0x600 on, up to 1500 the length of an LLC packet. For every header that ends in such a
 * field. Malformed, with @out untouched, if @type is neither. */
Verdict ethernet_payload(uint16_t type, Slice rest, Decoded *out);
