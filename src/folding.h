/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/dialog.h"

/* What an OPTIONS ping or a registration is told with: those between the same endpoints, for
 * the same user, have the same key. 0 for every other call. */
uint64_t folding_key(const Dialog *dialog);
