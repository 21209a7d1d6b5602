/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Opens a new file for reading and writing in the directory for temporary files. It has no
 * name, nobody else may read it, and it is gone when it is closed. The caller owns the
 * descriptor; -1 and errno if it cannot be made. */
int unlinked_open(void);
