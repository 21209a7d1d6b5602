/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/template_frame.h"

/* Reads a line that begins with "%%"; the cursor is behind that. What it says of the template
 * ("%% rank: 30") is noted in Reading.flow unless the file is included, "%% step 3" always;
 * anything else is a comment. False and @error if one of them is said badly. */
bool template_comment_read(Reading *reading, Frame *frame, Cursor *cursor, GError **error);
