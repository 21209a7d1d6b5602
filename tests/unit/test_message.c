/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include "flows/message.h"

static void a_message_has_64_bytes(void)
{
    g_assert_cmpuint(sizeof(Message), ==, 64);
}

static void a_size_is_kept_in_steps_of_at_most_a_half(void)
{
    g_assert_cmpuint(message_size_of(0), ==, 0);
    for (size_t len = 1; len < 2 << 20; len += 1 + len / 50) {
        Message message = { .size = message_size_of(len) & 31 };

        g_assert_cmpuint(message_size(&message), >=, len);
        g_assert_cmpuint(message_size(&message), <=, MAX(64, len + len / 2));
    }
    g_assert_cmpuint(message_size_of(SIZE_MAX), ==, 31);
}

static void a_message_is_a_request_an_answer_or_a_challenge(void)
{
    Message request = { .status = 0 };
    Message ringing = { .status = 180 };
    Message challenge = { .status = 407 };

    g_assert_true(message_is_request(&request) && !message_is_final(&request));
    g_assert_false(message_is_request(&ringing) || message_is_final(&ringing));
    g_assert_true(message_is_final(&challenge) && message_is_challenge(&challenge));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message/a_message_has_64_bytes", a_message_has_64_bytes);
    g_test_add_func("/message/a_size_is_kept_in_steps_of_at_most_a_half",
                    a_size_is_kept_in_steps_of_at_most_a_half);
    g_test_add_func("/message/a_message_is_a_request_an_answer_or_a_challenge",
                    a_message_is_a_request_an_answer_or_a_challenge);
    return g_test_run();
}
