/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/template_frame.h"

/* The blocks that are open in a file; @begin is the cursor at a line's keyword. */

/* The sequence that the next line adds to. Borrowed. */
GPtrArray *template_blocks_sequence(const Frame *frame);

/* Opens a block of @kind, as "opt". */
bool template_blocks_open(const Reading *reading, Frame *frame, const Cursor *begin,
                          PartKind kind, GError **error);

/* Begins a further branch of the innermost block, which has to be of @kind: "else", "and". */
bool template_blocks_branch(const Reading *reading, Frame *frame, const Cursor *begin,
                            PartKind kind, GError **error);

/* Closes the innermost block. */
bool template_blocks_close(const Reading *reading, Frame *frame, const Cursor *begin,
                           GError **error);

/* At the end of the file: false and @error, with Frame.line where it was opened, if a block is
 * still open. */
bool template_blocks_finish(Frame *frame, GError **error);
