/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/ladder_layout.h"

/* What the flow that a call was held against adds to its ladder: the step that each message is,
 * marks where it left the script, and the arrows that never came. A call that was not judged
 * stays as it is. */

/* Adds a column for each role that an arrow which never came needs, and nobody in the call
 * has. */
void ladder_flow_add_columns(LadderLayout *layout, const Call *call);

/* Fills in steps and marks of the rows, adds a row for each arrow that never came, and the
 * legend. The rows are in the order of their messages. */
void ladder_flow_add_rows(LadderLayout *layout, const Call *call);
