/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/endpoint.h"

/* What the user or a capture calls an address. */
typedef struct NamedAddress {
    Endpoint address; /* port 0 */
    const char *name; /* borrowed from who hands it out */
} NamedAddress;
