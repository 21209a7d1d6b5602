/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Says @text on standard error, a line of its own that begins with the program's name. Control
 * characters, which a file's name may hold, are written out. */
void say(const char *text);
