/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/link.h"

/* The links among all dialogs there are. The caller owns it. */
Links *linked(Dialogs *dialogs);
