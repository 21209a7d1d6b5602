/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/relays.h"

#include "dissect/base/table.h"
#include "flows/dialog_fetch.h"

#define OTHERS_AT_LEAST 5

/* INVITEs of one dialog that are looked at. */
#define INVITES_MAX 64

/* So many messages of a dialog are looked at, mostly. */
#define SETTLED_AFTER 6

typedef struct RelayCount {
    unsigned received, relayed;
} RelayCount;

struct Relays {
    const Dialogs *dialogs;
    Table *counts; /* Endpoint -> RelayCount */
};

/* Once it rings, a call has been passed on. */
static bool is_settled(const Message *message)
{
    return message->method == METHOD_INVITE && message->status >= 180 && message->status < 300;
}

/* An initial INVITE of the dialog at hand. */
typedef struct Seen {
    EndpointId server;
    uint32_t branch;
    bool is_relayed, is_challenged;
} Seen;

static unsigned note(const Message *message, Seen *seen, unsigned len)
{
    bool is_invite = message->method == METHOD_INVITE && message->branch;

    if (is_invite && message_is_request(message) && !(message->flags & MESSAGE_IN_DIALOG)) {
        for (unsigned i = 0; i < len; i++) {
            seen[i].is_relayed |= seen[i].branch == message->second_branch;
            if (seen[i].branch == message->branch)
                return len;
        }
        if (len < INVITES_MAX)
            seen[len++] = (Seen){ .server = message->dst, .branch = message->branch };
    } else if (is_invite && message_is_challenge(message)) {
        for (unsigned i = 0; i < len; i++)
            seen[i].is_challenged |= seen[i].branch == message->branch;
    }
    return len;
}

static void count(Relays *relays, const Seen *seen)
{
    const Endpoint *server = endpoints_get(dialogs_endpoints(relays->dialogs), seen->server);
    RelayCount *counts;

    if (seen->is_challenged && !seen->is_relayed)
        return;
    counts = table_put(relays->counts, server);
    counts->received++;
    counts->relayed += seen->is_relayed;
}

Relays *relays_new(const Dialogs *dialogs)
{
    Relays *relays = g_new0(Relays, 1);

    relays->dialogs = dialogs;
    relays->counts =
        table_new(sizeof(Endpoint), sizeof(RelayCount), RELAYS_SERVERS_MAX, NULL, NULL);
    return relays;
}

void relays_learn(Relays *relays, const Dialog *dialog)
{
    Seen seen[INVITES_MAX];
    unsigned len = 0;

    for (MessageId m = dialog->is_invite ? dialog->first : 0; m;) {
        const Message *message = dialogs_message(relays->dialogs, m);

        len = note(message, seen, len);
        m = is_settled(message) ? 0 : message->next;
    }
    for (unsigned i = 0; i < len; i++)
        count(relays, &seen[i]);
}

void relays_learn_all(Relays *relays)
{
    DialogId ids[DIALOGS_FETCH_MAX];

    for (DialogId id = 1; id <= dialogs_len(relays->dialogs);) {
        unsigned len = 0;

        for (; id <= dialogs_len(relays->dialogs) && len < DIALOGS_FETCH_MAX; id++)
            if (dialogs_get(relays->dialogs, id))
                ids[len++] = id;
        dialogs_fetch(relays->dialogs, ids, len, SETTLED_AFTER);
        for (unsigned i = 0; i < len; i++)
            relays_learn(relays, dialogs_get(relays->dialogs, ids[i]));
    }
}

void relays_free(Relays *relays)
{
    if (!relays)
        return;
    table_free(relays->counts);
    g_free(relays);
}

bool relays_sees_beyond(const Relays *relays, EndpointId server)
{
    const Endpoint *endpoint = endpoints_get(dialogs_endpoints(relays->dialogs), server);
    const RelayCount *counts = table_find(relays->counts, endpoint);
    unsigned others = counts && counts->received > 0 ? counts->received - 1 : 0;

    return others >= OTHERS_AT_LEAST && counts->relayed * 10 >= others * 9;
}
