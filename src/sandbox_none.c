/* SPDX-License-Identifier: Apache-2.0 */
/* For a build without libseccomp, and for one with sanitizers, which make system calls of their
 * own. */
#include "src/sandbox.h"

bool sandbox_enter(bool serves, GError **error)
{
    (void)serves;
    (void)error;
    return true;
}
