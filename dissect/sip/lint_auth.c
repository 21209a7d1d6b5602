/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/lint_checks.h"
#include "dissect/sip/params.h"

/* What Digest has in a challenge and in credentials (RFC 7616 3.3, 3.4). */
static const char *const OF_CHALLENGE[] = { "realm", "nonce", NULL };
static const char *const OF_CREDENTIALS[] = { "username", "realm",    "nonce",
                                              "uri",      "response", NULL };

static const struct {
    const char *header;
    LintRule rule;
    const char *const *fields;
} HEADERS[] = {
    { "WWW-Authenticate", LINT_CHALLENGE_FIELDS, OF_CHALLENGE },
    { "Proxy-Authenticate", LINT_CHALLENGE_FIELDS, OF_CHALLENGE },
    { "Authorization", LINT_CREDENTIALS_FIELDS, OF_CREDENTIALS },
    { "Proxy-Authorization", LINT_CREDENTIALS_FIELDS, OF_CREDENTIALS },
};

static bool has_field(Slice fields, const char *wanted)
{
    Params params = { .left = fields, .separator = ',' };
    Slice name, value;

    while (params_next(&params, &name, &value))
        if (slice_is_nocase(name, wanted))
            return true;
    return false;
}

/* What goes with qop in credentials (RFC 7616 3.4); a challenge has it alone. */
static const char *lacks_of_qop(Slice fields)
{
    if (!has_field(fields, "response") || !has_field(fields, "qop"))
        return NULL;
    return !has_field(fields, "nc") ? "nc" : !has_field(fields, "cnonce") ? "cnonce" : NULL;
}

/* The first field that @value lacks; NULL if it lacks none or is not Digest. A user name may
 * be given as username* (RFC 7616 3.4.4). */
static const char *lacks(Slice value, const char *const *fields)
{
    Slice scheme = slice_head(value, slice_span(value, BYTE_BLANKS));
    Slice rest = slice_tail(value, scheme.len);

    if (!slice_is_nocase(scheme, "Digest"))
        return NULL;
    for (; *fields; fields++)
        if (!has_field(rest, *fields) &&
            !(g_str_equal(*fields, "username") && has_field(rest, "username*")))
            return *fields;
    return lacks_of_qop(rest);
}

void lint_check_auth(const LintMessage *message, LintFindings *findings)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(HEADERS); i++) {
        unsigned at = 0;
        const char *missing = NULL;
        Slice value;

        while (!missing && lint_message_next(message, HEADERS[i].header, &at, &value))
            missing = lacks(value, HEADERS[i].fields);
        if (missing)
            lint_add(findings, HEADERS[i].rule, "%s has no %s", HEADERS[i].header, missing);
    }
}
