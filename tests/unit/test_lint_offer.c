/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of LINT_CALL_TABLE on offers, answers and later descriptions, each with a call
 * whose last message breaks it, and nothing else, and one that differs in its last message and
 * breaks nothing.
 */
#include "dissect/sip/full.h"
#include "tests/support/lint_told.h"

static const LintTold CASES[] = {
    { LINT_SDP_ORIGIN,
      { ANSWERED },
      AGAIN " #x 1 2:audio 4000 0 sendonly",
      AGAIN " #- 1 2:audio 4000 0 sendonly" },
    { LINT_SDP_VERSION_KEPT,
      { ANSWERED },
      AGAIN " #audio 4000 0 sendonly",
      AGAIN " #audio 4000 0 sendrecv" },
    { LINT_SDP_VERSION_KEPT,
      { ANSWERED, AGAIN },
      "B>A 200 INVITE 2 g f t |Contact: <sip:b@192.0.2.2> #audio 4002 0 sendrecv",
      "B>A 200 INVITE 2 g f t |Contact: <sip:b@192.0.2.2> #- 1 2:audio 4002 0 sendrecv" },
    { LINT_SDP_VERSION_BACK,
      { INVITE " #- 1 5:audio 4000 0 sendrecv", ANSWER, ACK },
      AGAIN " #- 1 4:audio 4000 0 sendonly",
      AGAIN " #- 1 6:audio 4000 0 sendonly" },
    { LINT_SDP_VERSION_SKIPS,
      { ANSWERED },
      AGAIN " #- 1 3:audio 4000 0 sendonly",
      "A>B UPDATE sip:b@192.0.2.2 2 g f t #- 1 2:audio 4000 0 sendonly" },
    { LINT_SDP_VERSION_SKIPS,
      { ANSWERED, AGAIN " #- 1 2:audio 4000 0 sendonly", "B>A 488 INVITE 2 g f t",
        "A>B ACK sip:b@192.0.2.2 2 g f t" },
      "A>B INVITE sip:b@192.0.2.2 3 h f t |Contact: <sip:a@192.0.2.1> #- 1 4:audio 4 0 "
      "sendrecv",
      "A>B INVITE sip:b@192.0.2.2 3 h f t |Contact: <sip:a@192.0.2.1> #- 1 3:audio 4 0 "
      "sendrecv" },
    { LINT_SDP_STREAMS_FEWER,
      { OFFER ",video 4002 31 sendrecv", ANSWER ",video 4002 31 sendrecv", ACK },
      AGAIN " #- 1 2:audio 4000 0 sendrecv",
      AGAIN " #- 1 2:audio 4000 0 sendrecv,video 0 31 sendrecv" },
    { LINT_ANSWER_MISSING,
      { ANSWERED, "A>B UPDATE sip:b@192.0.2.2 2 g f t #- 1 2:audio 4000 0 sendonly" },
      "B>A 200 UPDATE 2 g f t",
      "B>A 200 UPDATE 2 g f t #audio 4000 0 recvonly" },
    { LINT_SDP_STREAMS,
      { ANSWERED, "A>B UPDATE sip:b@192.0.2.2 2 g f t #- 1 2:audio 4000 0 sendonly" },
      "B>A 200 UPDATE 2 g f t #audio 4000 0 recvonly,audio 0 0 inactive",
      "B>A 491 UPDATE 2 g f t" },
    { LINT_ANSWER_MISSING,
      { RELIABLE, "B>A 183 INVITE 1 a f t |RSeq: 5 |Require: 100rel #audio 4000 0 sendrecv" },
      "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 5 1 INVITE",
      "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 5 1 INVITE #audio 4000 0 sendrecv" },
    { LINT_ANSWER_MISSING,
      { RELIABLE " #audio 4000 0 sendrecv",
        "B>A 183 INVITE 1 a f t |RSeq: 5 |Require: 100rel #audio 4000 0 sendrecv",
        "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 5 1 INVITE #- 1 2:audio 4000 0 sendonly" },
      "B>A 200 PRACK 2 b f t",
      "B>A 200 PRACK 2 b f t #audio 4000 0 recvonly" },
    { LINT_OFFER_MISSING, { INVITE }, OK, ANSWER },
    { LINT_ANSWER_MISSING, { OFFER }, OK, ANSWER },
    { LINT_ANSWER_MISSING, { INVITE, ANSWER }, ACK, ACK " #audio 4000 0 sendrecv" },
    { LINT_ANSWER_CHANGED,
      { OFFER, "B>A 183 INVITE 1 a f t #audio 4002 0 sendrecv" },
      ANSWER,
      OK " #audio 4002 0 sendrecv" },
    { LINT_OFFER_OVERLAP,
      { OFFER, "B>A 183 INVITE 1 a f t" },
      "A>B UPDATE sip:b@192.0.2.2 2 g f t #- 1 2:audio 4000 0 sendonly",
      "A>B UPDATE sip:b@192.0.2.2 2 g f t" },
    { LINT_OFFER_OVERLAP,
      { ANSWERED, "A>B UPDATE sip:b@192.0.2.2 2 g f t #- 1 2:audio 4000 0 sendonly" },
      "A>B UPDATE sip:b@192.0.2.2 3 h f t #- 1 3:audio 4000 0 sendonly",
      "B>A UPDATE sip:a@192.0.2.1 1 h t f #- 1 2:audio 4000 0 sendonly" },
    { LINT_SDP_STREAMS, { OFFER }, ANSWER ",video 4002 31 sendrecv", ANSWER },
    { LINT_SDP_MEDIA,
      { OFFER ",video 4002 31 sendrecv" },
      OK " #video 4002 31 sendrecv,video 4002 31 sendrecv",
      OK " #audio 0 0 sendrecv,video 4002 31 sendrecv" },
    { LINT_SDP_CODECS, { OFFER }, OK " #audio 4000 8 sendrecv", ANSWER },
    { LINT_SDP_DIRECTION,
      { INVITE " #audio 4000 0 sendonly" },
      ANSWER,
      OK " #audio 4000 0 recvonly" },
};

static void each_rule_is_broken_by_its_last_message_alone(void)
{
    lint_told_break(CASES, G_N_ELEMENTS(CASES));
}

static void what_is_close_to_it_breaks_nothing(void)
{
    lint_told_keep(CASES, G_N_ELEMENTS(CASES));
}

static void every_rule_of_descriptions_has_a_case(void)
{
    for (unsigned rule = LINT_OFFER_MISSING; rule < LINT_COUNT; rule++) {
        unsigned found = 0;

        for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++)
            found += CASES[i].rule == rule;
        if (found == 0)
            g_error("%s has no case", lint_rule_name((LintRule)rule));
    }
}

static void what_two_lengths_leave_open_is_no_breach(void)
{
    static const LintTold TWICE = {
        LINT_COUNT, { INVITE " |Content-Length: 5 #audio 4000 0 sendrecv" }, NULL, NULL
    };
    g_autofree char *answered = lint_told_find(&TWICE, ANSWER);
    g_autofree char *bare =
        lint_told_find(&TWICE, OK " |Content-Length: 0 #audio 4000 0 sendrecv");

    g_assert_cmpstr(answered, ==, "");
    g_assert_cmpstr(bare, ==, "");
}

static void one_is_told_in_the_singular(void)
{
    Story story;
    g_autoptr(Lint) lint = NULL;

    story_init(&story);
    lint_told_say(&story, OFFER ",video 4002 31 sendrecv");
    lint_told_say(&story, ANSWER);
    lint = lint_told_look(&story);
    g_assert_cmpuint(lint->findings->list->len, ==, 1);
    g_assert_cmpstr(g_array_index(lint->findings->list, LintFinding, 0).text, ==,
                    "the answer has 1 stream, the offer 2");
    story_clear(&story);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    full_init();
#define ADD(name) g_test_add_func("/lint_offer/" #name, name)
    ADD(each_rule_is_broken_by_its_last_message_alone);
    ADD(what_is_close_to_it_breaks_nothing);
    ADD(every_rule_of_descriptions_has_a_case);
    ADD(what_two_lengths_leave_open_is_no_breach);
    ADD(one_is_told_in_the_singular);
    return g_test_run();
}
