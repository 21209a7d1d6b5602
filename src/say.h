/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Says @text on standard error, a line of its own that begins with the program's name. A
 * file's name or a flow of somebody else's may hold anything, so it is made fit for a terminal.
 */
void say(const char *text);
