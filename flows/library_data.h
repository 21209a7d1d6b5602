/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/embedded.h"

/* The files of flows/library, as the build found them. */
extern const Embedded LIBRARY_DATA[];
