/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/dialog.h"

/* Which servers the tap sees the far side of (flows.md, 2.2): of at least five other initial
 * INVITEs that the server received in this input, nine in ten were seen relayed. Those that it
 * asked credentials for do not count: it had no reason to relay them. */
typedef struct Relays Relays;

/* Makes one that knows of nothing, for dialogs of @dialogs, which outlive it. It remembers the
 * RELAYS_SERVERS_MAX servers that were met last. The caller owns it. */
Relays *relays_new(const Dialogs *dialogs);
#define RELAYS_SERVERS_MAX 65536

/* Counts what @dialog shows; each once. */
void relays_learn(Relays *relays, const Dialog *dialog);

/* Counts all dialogs there are. */
void relays_learn_all(Relays *relays);

void relays_free(Relays *relays);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Relays, relays_free)

/* True if what @server passes on would have been captured. One INVITE that was not relayed is
 * the one in question. */
bool relays_sees_beyond(const Relays *relays, EndpointId server);
