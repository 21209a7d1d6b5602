/* SPDX-License-Identifier: Apache-2.0 */
#include "src/folding.h"

#include "dissect/base/hash.h"

uint64_t folding_key(const Dialog *dialog)
{
    uint64_t low = MIN(dialog->caller, dialog->next_hop);
    uint64_t high = MAX(dialog->caller, dialog->next_hop);
    bool is_ping = dialog->method == METHOD_OPTIONS && dialog->state == STATE_COMPLETED;
    bool is_registration =
        dialog->method == METHOD_REGISTER &&
        (dialog->state == STATE_REGISTERED || dialog->state == STATE_DEREGISTERED);

    if (dialog->is_invite || !(is_ping || is_registration))
        return 0;
    return hash_mix(hash_mix(low << 32 | high, dialog->method),
                    is_registration ? (uint64_t)dialog->to + 1 : 0) |
           1;
}
