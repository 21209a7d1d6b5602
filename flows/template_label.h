/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/template.h"
#include "flows/template_cursor.h"

/* Reads what stands behind the colon of an arrow, "486/600 INVITE [call=2]", up to the end of
 * the line; @is_response is what the arrow says. Fills in methods, codes, conditions, call and
 * label of @step, whose texts are the caller's to free, also after false and @error. */
bool template_label_parse(Cursor *cursor, bool is_response, Step *step, GError **error);
