/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/dialog.h"

/* The seconds of silence after which @dialog is over (open_calls.h says by which rules);
 * @max_call of an answered call without a session timer. */
int64_t patience_with(const Dialog *dialog, int64_t max_call);

/* True if it ended, whether or not somebody may still repeat how. */
bool patience_has_ended(const Dialog *dialog);
