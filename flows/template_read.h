/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/template_frame.h"

/* Reads @text, the file of @frame, whose base is set, and appends what it holds to
 * Reading.steps and to that sequence. False and an @error that names file, line and column. */
bool template_read(Reading *reading, Frame *frame, const char *text, GError **error);
