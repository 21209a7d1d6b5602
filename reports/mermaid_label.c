/* SPDX-License-Identifier: Apache-2.0
 *
 * A label has all that a flow of the library may ask of such a message, and no more: who takes
 * the diagram for a flow of his own would have to delete the rest.
 */
#include "reports/mermaid_label.h"

#include "flows/template_conditions.h"

#define METHOD_BIT(method) (1u << METHOD_##method)
#define ALL_METHODS G_MAXUINT

static const struct {
    unsigned methods;
    uint32_t requests, responses; /* Condition bits */
} TELLING[] = {
    { METHOD_BIT(INVITE),
      CONDITION_INITIAL | CONDITION_IN_DIALOG | CONDITION_NO_SDP | CONDITION_HOLD |
          CONDITION_CHANGE | CONDITION_SERIAL | CONDITION_PARALLEL,
      0 },
    { METHOD_BIT(UPDATE), CONDITION_IN_DIALOG | CONDITION_HOLD | CONDITION_CHANGE, 0 },
    { METHOD_BIT(REFER) | METHOD_BIT(SUBSCRIBE) | METHOD_BIT(NOTIFY) | METHOD_BIT(OPTIONS) |
          METHOD_BIT(MESSAGE),
      CONDITION_INITIAL | CONDITION_IN_DIALOG, 0 },
    { METHOD_BIT(REGISTER), CONDITION_EXPIRES_ZERO | CONDITION_EXPIRES_MORE, 0 },
    { METHOD_BIT(SUBSCRIBE) | METHOD_BIT(PUBLISH), CONDITION_EXPIRES_ZERO, 0 },
    { ALL_METHODS, CONDITION_AUTH | CONDITION_UNANSWERED, CONDITION_CHALLENGE },
};

bool mermaid_label_has(const Message *message)
{
    return message->method != METHOD_OTHER &&
           (message_is_request(message) || (message->status >= 100 && message->status <= 699));
}

static uint32_t telling(const Message *message, uint32_t conditions)
{
    uint32_t bits = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(TELLING); i++)
        if (TELLING[i].methods >> message->method & 1)
            bits |= message_is_request(message) ? TELLING[i].requests : TELLING[i].responses;
    /* media before the answer */
    if (message->method == METHOD_INVITE && message->status > 100 && message->status < 200)
        bits |= CONDITION_SDP;
    return conditions & bits;
}

void mermaid_label_append(GString *out, const Message *message, const JudgedMessage *judged,
                          unsigned call)
{
    uint32_t bits = judged ? telling(message, judged->conditions) : 0;

    if (!message_is_request(message))
        g_string_append_printf(out, "%u ", message->status);
    g_string_append(out, method_name((Method)message->method));
    if (bits == 0 && call < 2)
        return;
    g_string_append(out, " [");
    template_conditions_append(out, bits);
    if (call > 1)
        g_string_append_printf(out, "%scall=%u", bits ? " " : "", call);
    g_string_append_c(out, ']');
}
