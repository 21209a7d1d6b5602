/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/episode.h"

/* Timer F: no transaction lives longer (RFC 3261, 17.1.2.2: 64*T1). */
#define SILENCE (INT64_C(32) * 1000000000)

/* An older number so near is a request sent again; a device that begins anew has another
 * Call-ID, or numbers far away. */
#define NUMBERS_BACK 2

bool episode_is_of_invite(const Message *message)
{
    switch (message->method) {
    case METHOD_INVITE:
    case METHOD_ACK:
    case METHOD_BYE:
    case METHOD_CANCEL:
    case METHOD_PRACK:
    case METHOD_UPDATE:
    case METHOD_INFO: return true;
    default: return false;
    }
}

bool episode_has(const Dialog *dialog, const Message *message)
{
    return message->cseq == dialog->last_cseq && message->method == dialog->method;
}

bool episode_is_late(const Dialog *dialog, const Message *message)
{
    return episode_has(dialog, message) && message->time - dialog->end <= SILENCE;
}

/* A repetition of what came before the challenge. */
static bool is_outdated(const Dialog *dialog, const Message *message)
{
    return message->method == dialog->method && message->cseq < dialog->last_cseq &&
           dialog->last_cseq - message->cseq <= NUMBERS_BACK;
}

bool episode_begins(const Dialog *dialog, const Message *message)
{
    bool lacks_credentials = dialog->had_credentials && message->src == dialog->caller &&
                             !(message->flags & MESSAGE_CREDENTIALS);
    bool expires_zero = message->flags & MESSAGE_EXPIRES_ZERO;

    if (!message_is_request(message) || message->method == METHOD_NOTIFY)
        return false;
    if (message->time - dialog->end > SILENCE)
        return true;
    if (!dialog->last_cseq || episode_has(dialog, message) || is_outdated(dialog, message))
        return false;
    return dialog->is_complete || lacks_credentials || expires_zero != dialog->expires_zero;
}

void episode_note(Dialog *dialog, Message *message)
{
    dialog->is_invite |= episode_is_of_invite(message);
    if (message->method == METHOD_NOTIFY && dialog->method != METHOD_NOTIFY)
        return;
    if (message_is_request(message) && is_outdated(dialog, message))
        return;
    if (message_is_request(message)) {
        bool is_new = message->cseq != dialog->last_cseq;

        dialog->is_complete &= !is_new;
        dialog->last_cseq = message->cseq;
        if (message->src == dialog->caller)
            dialog->had_credentials = message->flags & MESSAGE_CREDENTIALS;
        dialog->expires_zero = message->flags & MESSAGE_EXPIRES_ZERO;
        return;
    }
    if (!dialog->last_cseq)
        dialog->last_cseq = message->cseq;
    if (message->cseq == dialog->last_cseq) {
        dialog->is_complete |= message_is_final(message) && !message_is_challenge(message);
        if (dialog->expires_zero)
            message->flags |= MESSAGE_EXPIRES_ZERO;
    }
}
