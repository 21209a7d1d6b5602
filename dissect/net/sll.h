/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/net/decoded.h"

/* What both cooked headers of Linux announce by their protocol field and the ARPHRD_ type of
 * the device. */
Layer sll_layer(uint16_t protocol, uint16_t device_type);
