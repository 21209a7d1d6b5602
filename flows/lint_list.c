/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/lint_list.h"

#include "dissect/sip/name_addr.h"
#include "dissect/sip/params.h"

#define SIP_PORT ":5060"

unsigned lint_list(const LintMessage *message, const char *name, Slice list[LINT_HOPS_MAX])
{
    unsigned at = 0;
    unsigned len = 0;
    Slice value;

    while (lint_message_next(message, name, &at, &value))
        while (value.len > 0 && len < LINT_HOPS_MAX)
            list[len++] = params_list_next(&value);
    return len;
}

static Slice without_usual_port(Slice host)
{
    Slice end = slice_tail(host, host.len > 5 ? host.len - 5 : host.len);

    return slice_is(end, SIP_PORT) ? slice_head(host, host.len - 5) : host;
}

bool lint_is_same_target(Slice a, Slice b)
{
    return slice_equals(name_addr_of_uri(a).user, name_addr_of_uri(b).user) &&
           slice_equals(without_usual_port(name_addr_host_port(a)),
                        without_usual_port(name_addr_host_port(b)));
}
