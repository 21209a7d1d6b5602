/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/patience.h"

#include "flows/open_calls.h"

/* What holds a dialog open. */
typedef enum Wait {
    WAIT_NOTHING,  /* for nothing but repetitions */
    WAIT_RINGING,  /* for a final answer; after a REFER was accepted, for the BYE */
    WAIT_ANSWERED, /* for the BYE */
} Wait;

static Wait wait_of(const Dialog *dialog)
{
    if (!dialog->is_invite) /* a request waits for its answer as long as that is repeated */
        return WAIT_NOTHING;
    switch ((State)dialog->state) {
    case STATE_TRYING:
    case STATE_RINGING:
    case STATE_TRANSFERRED: return WAIT_RINGING;
    case STATE_OTHER: /* it began before the capture */
    case STATE_IN_CALL:
    case STATE_HELD: return WAIT_ANSWERED;
    default: return WAIT_NOTHING;
    }
}

int64_t patience_with(const Dialog *dialog, int64_t max_call)
{
    if (!dialog->is_invite && dialog->messages >= OPEN_EPISODE_MAX)
        return 0;
    switch (wait_of(dialog)) {
    case WAIT_NOTHING: return OPEN_LINGER;
    case WAIT_RINGING: return OPEN_RINGING;
    case WAIT_ANSWERED: break;
    }
    return dialog->session_timer
               ? (int64_t)dialog->session_timer * DIALOG_TIMER_UNIT + OPEN_LINGER
               : max_call;
}

bool patience_has_ended(const Dialog *dialog)
{
    return wait_of(dialog) == WAIT_NOTHING;
}
