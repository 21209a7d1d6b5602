/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/call.h"

/* Folds the endpoints of @call's messages into participants and fills in Call.participants,
 * and from and to of every CallMessage (design.md, "Endpoints and participants"). Roles are
 * given where the call's initial request shows them: who sent it is A; who passed it on (its
 * second Via says so even where the other side was not captured), received it and then began
 * one of its own, or answered for itself what is no INVITE, is P; who it ended at is B, then C.
 */
void participants_find(Call *call, const Dialogs *dialogs, const CallOptions *options);
