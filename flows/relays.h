/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/dialog.h"

/* Which servers the tap sees the far side of (flows.md, 2.2): of at least five other initial
 * INVITEs that the server received in this input, nine in ten were seen relayed. Those that it
 * asked credentials for do not count: it had no reason to relay them. */
typedef struct Relays Relays;

/* Counts all dialogs there are. The caller owns the result. */
Relays *relays_new(const Dialogs *dialogs);
void relays_free(Relays *relays);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Relays, relays_free)

/* True if what @server passes on would have been captured. One INVITE that was not relayed is
 * the one in question. */
bool relays_sees_beyond(const Relays *relays, EndpointId server);
