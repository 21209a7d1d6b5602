/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of LINT_MESSAGE_TABLE that are of extensions (lint_samples_is_extension()), each
 * with a message that breaks it, and nothing else, and one close to it that breaks nothing.
 */
#include "dissect/sip/full.h"
#include "tests/support/lint_sample.h"

static const LintSamples CASES[] = {
    { LINT_SESSION_EXPIRES,
      { .start = INVITE, .add = "Session-Expires: 89" },
      { .start = INVITE, .add = "x: 90;refresher=uac" } },
    { LINT_SESSION_EXPIRES,
      { .start = INVITE, .add = "Session-Expires: 1800\r\nMin-SE: 1801" },
      { .start = INVITE, .add = "Session-Expires: 1800\r\nMin-SE: 1800" } },
    { LINT_SESSION_REFRESHER,
      { .start = "SIP/2.0 200 OK", .add = "Session-Expires: 1800" },
      { .start = "SIP/2.0 200 OK", .add = "Session-Expires: 1800 ;refresher=uas" } },
    { LINT_RSEQ,
      { .start = "SIP/2.0 183 Wait", .add = "Require: 100rel" },
      { .start = "SIP/2.0 183 Wait", .add = "Require: 100rel\r\nRSeq: 1" } },
    { LINT_RSEQ,
      { .start = "SIP/2.0 183 Wait", .add = "RSeq: 1" },
      { .start = "SIP/2.0 183 Wait", .add = "Require: timer,100REL\r\nRSeq: 1" } },
    { LINT_RACK,
      { .start = "PRACK sip:b@192.0.2.2 SIP/2.0", .add = "RAck: 1 INVITE" },
      { .start = "PRACK sip:b@192.0.2.2 SIP/2.0", .add = "RAck: 1  1 INVITE" } },
    { LINT_EVENT_MISSING,
      { .start = "SUBSCRIBE sip:b@example.net SIP/2.0" },
      { .start = "SUBSCRIBE sip:b@example.net SIP/2.0", .add = "o: dialog" } },
    { LINT_SUBSCRIPTION_STATE_MISSING,
      { .start = "NOTIFY sip:b@example.net SIP/2.0", .add = "Event: dialog" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: terminated" } },
    { LINT_REFER_TO,
      { .start = "REFER sip:b@example.net SIP/2.0",
        .add = "Refer-To: <sip:c@example.net>\r\nr: <sip:d@example.net>" },
      { .start = "REFER sip:b@example.net SIP/2.0", .add = "r: <sip:c@example.net>" } },
    { LINT_REPLACES,
      { .start = INVITE, .add = "Replaces: a@b;to-tag=1" },
      { .start = INVITE, .add = "Replaces: a@b;from-tag=2;to-tag=1;early-only" } },
    { LINT_REPLACES,
      { .start = OPTIONS, .add = "Replaces: a@b;from-tag=2;to-tag=1" },
      { .start = INVITE, .add = "Replaces: a@b;from-tag=2;to-tag=1" } },
    { LINT_MIN_SE,
      { .start = INVITE, .add = "Min-SE: 89" },
      { .start = INVITE, .add = "Min-SE: 90" } },
    { LINT_SESSION_MISPLACED,
      { .start = "BYE sip:b@192.0.2.2 SIP/2.0", .add = "Session-Expires: 1800" },
      { .start = "UPDATE sip:b@192.0.2.2 SIP/2.0",
        .drop = "To",
        .add = "To: <sip:b@example.net>;tag=2\r\nSession-Expires: 1800" } },
    { LINT_SESSION_MISPLACED,
      { .start = "SIP/2.0 183 Wait", .add = "Session-Expires: 1800;refresher=uas" },
      { .start = "SIP/2.0 200 OK", .add = "Session-Expires: 1800;refresher=uas" } },
    { LINT_SESSION_REQUIRE,
      { .start = "SIP/2.0 200 OK", .add = "Session-Expires: 1800;refresher=uac" },
      { .start = "SIP/2.0 200 OK",
        .add = "Session-Expires: 1800;refresher=uac\r\nRequire: timer" } },
    { LINT_SESSION_REQUIRE,
      { .start = "SIP/2.0 200 OK", .add = "Require: timer" },
      { .start = "SIP/2.0 486 Busy", .add = "Require: timer" } },
    { LINT_REQUIRE_100REL,
      { .start = OPTIONS, .add = "Require: 100rel" },
      { .start = INVITE, .add = "Require: 100rel" } },
    { LINT_EVENT_MISPLACED,
      { .start = "SIP/2.0 486 Busy", .add = "Event: dialog" },
      { .start = "SUBSCRIBE sip:b@example.net SIP/2.0", .add = "Event: dialog" } },
    { LINT_EVENT_MISPLACED,
      { .start = "SUBSCRIBE sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: terminated" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: terminated" } },
    { LINT_SUBSCRIPTION_STATE,
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: on;expires=9" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: Pending ;expires=9" } },
    { LINT_SUBSCRIPTION_EXPIRES,
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: active" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: active;expires=9" } },
    { LINT_SUBSCRIBE_EXPIRES,
      { .start = "SIP/2.0 200 OK", .drop = "CSeq", .add = "CSeq: 1 SUBSCRIBE" },
      { .start = "SIP/2.0 200 OK", .drop = "CSeq", .add = "CSeq: 1 SUBSCRIBE\r\nExpires: 0" } },
    { LINT_ACCEPTED,
      { .start = "SIP/2.0 202 OK", .drop = "CSeq", .add = "CSeq: 1 SUBSCRIBE\r\nExpires: 60" },
      { .start = "SIP/2.0 202 OK", .drop = "CSeq", .add = "CSeq: 1 REFER" } },
    { LINT_REFER_NOTIFY,
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: refer\r\nSubscription-State: active;expires=9" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: refer\r\nSubscription-State: active;expires=9\r\nc: "
               "message/SIPfrag;version=2.0",
        .body = "SIP/2.0 100 Trying\r\n" } },
    { LINT_REFER_NOTIFY,
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: refer\r\nSubscription-State: active;expires=9\r\nc: message/sipfrag",
        .body = "100 Trying" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: refers\r\nSubscription-State: active;expires=9" } },
    { LINT_NOTIFY_DIALOG,
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .drop = "To",
        .add = "To: <sip:b@example.net>\r\nEvent: dialog\r\nSubscription-State: terminated" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: terminated" } },
};

static void each_rule_is_broken_by_its_sample_alone(void)
{
    lint_samples_break(CASES, G_N_ELEMENTS(CASES));
}

static void what_is_close_to_it_breaks_nothing(void)
{
    lint_samples_keep(CASES, G_N_ELEMENTS(CASES));
}

static void every_rule_of_an_extension_has_a_sample(void)
{
    for (unsigned rule = 0; rule < LINT_TAG_UNKNOWN; rule++)
        if (lint_samples_is_extension(rule) == true &&
            !lint_samples_have(CASES, G_N_ELEMENTS(CASES), rule))
            g_error("%s has no sample", lint_rule_name((LintRule)rule));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    full_init();
#define ADD(name) g_test_add_func("/lint_extensions/" #name, name)
    ADD(each_rule_is_broken_by_its_sample_alone);
    ADD(what_is_close_to_it_breaks_nothing);
    ADD(every_rule_of_an_extension_has_a_sample);
    return g_test_run();
}
