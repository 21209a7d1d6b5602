/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* From now on the kernel ends the process (SIGSYS) if any of its threads, those that run and
 * those to come, makes a system call that a running capture has no use for: no program is
 * started, no code loaded, no process made, no connection opened, nobody else signalled. What
 * is left is files, the interfaces, threads, waiting, the clock, and the end.
 *
 * Called once, when the interfaces and outputs are open, the rights given away
 * (privileges_drop()) and every library is loaded that is loaded at run time. Interfaces can be
 * opened again and files made, renamed and removed afterwards. @serves: there is a listening
 * socket, whose connections are accepted and answered.
 *
 * False and @error if this kernel cannot do it; nothing is confined then. Where the program was
 * built without libseccomp, or with sanitizers, it does nothing and is true. */
bool sandbox_enter(bool serves, GError **error);
