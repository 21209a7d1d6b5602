/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/template.h"
#include "flows/template_cursor.h"

/* Reads "[sdp in-dialog call=2]" up to the end of the line into conditions and call of @step,
 * whose message is known. False and @error if they are unknown, contradict each other or do
 * not suit the message. */
bool template_conditions_parse(Cursor *cursor, Step *step, GError **error);

/* Appends the names of the conditions @bits as a label has them: "initial auth". */
void template_conditions_append(GString *out, uint32_t bits);
