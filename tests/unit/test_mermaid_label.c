/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/mermaid_label.h"

#include "flows/template.h"

/* A request by its method, an answer by its status too, what holds for it, and its call. */
typedef struct Row {
    Method method;
    unsigned status, conditions, call;
    const char *label;
} Row;

static void assert_label(const Row *row)
{
    Message message = { .method = (uint8_t)row->method, .status = (uint16_t)row->status };
    JudgedMessage judged = { .conditions = (uint16_t)row->conditions };
    g_autoptr(GString) out = g_string_new(NULL);

    mermaid_label_append(out, &message, &judged, row->call);
    g_assert_cmpstr(out->str, ==, row->label);
}

static void a_label_has_the_conditions_that_tell_steps_apart(void)
{
    static const unsigned OFFER = CONDITION_SDP | CONDITION_ACTIVE | CONDITION_EXPIRES_MORE;
    static const Row ROWS[] = {
        { METHOD_INVITE, 0, CONDITION_INITIAL | OFFER, 1, "INVITE [initial]" },
        { METHOD_INVITE, 0, CONDITION_INITIAL | CONDITION_AUTH | OFFER, 1,
          "INVITE [initial auth]" },
        { METHOD_INVITE, 0, CONDITION_IN_DIALOG | CONDITION_SDP | CONDITION_HOLD, 1,
          "INVITE [in-dialog hold]" },
        { METHOD_INVITE, 0, CONDITION_IN_DIALOG | CONDITION_NO_SDP | CONDITION_CHANGE, 1,
          "INVITE [in-dialog no-sdp change]" },
        { METHOD_INVITE, 0, CONDITION_INITIAL | CONDITION_SERIAL | OFFER, 2,
          "INVITE [initial serial call=2]" },
        { METHOD_REGISTER, 0, CONDITION_INITIAL | CONDITION_NO_SDP | CONDITION_EXPIRES_ZERO, 1,
          "REGISTER [expires=0]" },
        { METHOD_BYE, 0, CONDITION_IN_DIALOG | CONDITION_NO_SDP, 1, "BYE" },
        { METHOD_ACK, 0, CONDITION_IN_DIALOG | CONDITION_NO_SDP, 2, "ACK [call=2]" },
        { METHOD_INVITE, 407, CONDITION_NO_SDP | CONDITION_CHALLENGE, 1,
          "407 INVITE [challenge]" },
        { METHOD_INVITE, 183, CONDITION_NO_CHALLENGE | CONDITION_SDP, 1, "183 INVITE [sdp]" },
        { METHOD_INVITE, 200, CONDITION_NO_CHALLENGE | CONDITION_SDP, 1, "200 INVITE" },
        { METHOD_BYE, 200, 0, 3, "200 BYE [call=3]" },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++)
        assert_label(&ROWS[i]);
}

static void without_a_judgement_there_are_no_conditions(void)
{
    Message message = { .method = METHOD_INVITE };
    g_autoptr(GString) out = g_string_new(NULL);

    mermaid_label_append(out, &message, NULL, 0);
    g_assert_cmpstr(out->str, ==, "INVITE");
}

static void some_messages_have_no_word_in_the_language(void)
{
    Message message = { .method = METHOD_OTHER };

    g_assert_false(mermaid_label_has(&message));
    message = (Message){ .method = METHOD_INVITE, .status = 700 };
    g_assert_false(mermaid_label_has(&message));
    message.status = 699;
    g_assert_true(mermaid_label_has(&message));
    message.status = 0;
    g_assert_true(mermaid_label_has(&message));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mermaid_label/a label has the conditions that tell steps apart",
                    a_label_has_the_conditions_that_tell_steps_apart);
    g_test_add_func("/mermaid_label/without a judgement there are no conditions",
                    without_a_judgement_there_are_no_conditions);
    g_test_add_func("/mermaid_label/some messages have no word in the language",
                    some_messages_have_no_word_in_the_language);
    return g_test_run();
}
