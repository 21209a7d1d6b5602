/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/ladder_layout.h"

/* Which rows of a ladder are one phase of the flow. Where a call goes on with a phase that it
 * has been in before, as the flow's loops allow, that is a frame of its own; an answer that
 * comes late, when the next phase has begun, is not. */

/* Adds a LADDER_PHASE row before the first row of each phase; none where all steps are the
 * flow's own. */
void ladder_frames_add_rows(LadderLayout *layout, const Call *call);

/* Makes the frames out of these rows, once all rows are there. */
void ladder_frames_make(LadderLayout *layout);
