/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/template_frame.h"

/* Reads "NAME(A=B,B=A,call=2)" up to the end of the line, then the template NAME into the
 * current sequence of @frame. */
bool template_include_read(Reading *reading, const Frame *frame, Cursor *cursor,
                           GError **error);
