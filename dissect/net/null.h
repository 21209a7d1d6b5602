/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/net/decoded.h"

/* The layer of an address family number, as the systems that write LINKTYPE_NULL and
 * LINKTYPE_LOOP number it; LAYER_NONE if it is not IP. */
Layer null_layer(uint32_t family);
