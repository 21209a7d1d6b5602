/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/call.h"

/* Folds the endpoints of @call's messages into participants and fills in Call.participants,
 * and from and to of every CallMessage (design.md, "Endpoints and participants"). Roles are
 * given where the call's initial request shows them: who sent it is A; who passed it on (its
 * second Via says so even where the other side was not captured), received it and then began
 * one of its own is P; so is who it ended at, unless a Contact of its own, or that a server had
 * passed the request on, shows a terminal: B, then C (flows.md, 2.2). */
void participants_find(Call *call, const Dialogs *dialogs, const CallOptions *options);

/* Gives the participants of @call the roles that its match has found, puts them into the order
 * A, P, B, C, and turns what names them by place or role: from and to of every CallMessage,
 * Call.released_by. Nothing changes where no flow came close. */
void participants_take_roles(Call *call, const Judgement *judgement, const Texts *texts);
