/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdio.h>

/* Why a write to @out failed, as errno; 0: none did. To be asked while errno is fresh, and 0
 * before the writing: stdio keeps no reason. EPIPE, nobody reads any more, is certain. */
int written_error(FILE *out);
