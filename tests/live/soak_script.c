/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/soak_script.h"

#include <glib.h>
#include <string.h>

#define OFFER                                                                                  \
    "A>P INVITE\n"                                                                             \
    "P>A 100 INVITE 2\n"                                                                       \
    "P>B INVITE 4\n"                                                                           \
    "B>P 180 INVITE tB 150\n"                                                                  \
    "P>A 180 INVITE tB 2\n"

#define ANSWER                                                                                 \
    "B>P 200 INVITE tB 6000\n"                                                                 \
    "P>A 200 INVITE tB 2\n"                                                                    \
    "A>P ACK tB 20\n"                                                                          \
    "P>B ACK tB 2\n"

#define RELEASE                                                                                \
    "A>P BYE tB 45000\n"                                                                       \
    "P>B BYE tB 2\n"                                                                           \
    "B>P 200 BYE tB 20\n"                                                                      \
    "P>A 200 BYE tB 2\n"

#define BUSY                                                                                   \
    "A>P INVITE\n"                                                                             \
    "P>A 100 INVITE 2\n"                                                                       \
    "P>B INVITE 4\n"                                                                           \
    "B>P 486 INVITE tB 60\n"                                                                   \
    "P>B ACK hop tB 2\n"                                                                       \
    "P>A 486 INVITE tB 2\n"                                                                    \
    "A>P ACK hop tB 20\n"

#define FORWARDED                                                                              \
    OFFER "P>B CANCEL hop 15000\n"                                                             \
          "B>P 200 CANCEL hop tB 20\n"                                                         \
          "B>P 487 INVITE tB 2\n"                                                              \
          "P>B ACK hop tB 2\n"                                                                 \
          "P>C INVITE 4\n"                                                                     \
          "C>P 180 INVITE tC 150\n"                                                            \
          "P>A 180 INVITE tC 2\n"                                                              \
          "C>P 200 INVITE tC 4000\n"                                                           \
          "P>A 200 INVITE tC 2\n"                                                              \
          "A>P ACK tC 20\n"                                                                    \
          "P>C ACK tC 2\n"                                                                     \
          "A>P BYE tC 30000\n"                                                                 \
          "P>C BYE tC 2\n"                                                                     \
          "C>P 200 BYE tC 20\n"                                                                \
          "P>A 200 BYE tC 2\n"

#define TWO_LEGS                                                                               \
    "A>P INVITE\n"                                                                             \
    "P>A 100 INVITE 2\n"                                                                       \
    "P>B INVITE leg2 4\n"                                                                      \
    "B>P 180 INVITE leg2 tB 150\n"                                                             \
    "P>A 180 INVITE tP 2\n"                                                                    \
    "B>P 200 INVITE leg2 tB 6000\n"                                                            \
    "P>B ACK leg2 tB 2\n"                                                                      \
    "P>A 200 INVITE tP 2\n"                                                                    \
    "A>P ACK tP 20\n"                                                                          \
    "A>P BYE tP 45000\n"                                                                       \
    "P>A 200 BYE tP 2\n"                                                                       \
    "P>B BYE leg2 tB 2\n"                                                                      \
    "B>P 200 BYE leg2 tB 20\n"

/* Begins this many milliseconds after the one before. */
#define REGISTRATION(pause)                                                                    \
    "A>P REGISTER " pause "\n"                                                                 \
    "P>A 401 REGISTER tP 2\n"                                                                  \
    "A>P REGISTER again 20\n"                                                                  \
    "P>A 200 REGISTER again tP 2\n"

#define NOTICE                                                                                 \
    "P>A NOTIFY tP 25000\n"                                                                    \
    "A>P 200 NOTIFY tP 10\n"

#define SUBSCRIPTION                                                                           \
    "A>P SUBSCRIBE tP 25000\n"                                                                 \
    "P>A 200 SUBSCRIBE tP 2\n"                                                                 \
    "P>A NOTIFY tP 2\n"                                                                        \
    "A>P 200 NOTIFY tP 10\n" NOTICE NOTICE NOTICE NOTICE NOTICE NOTICE

#define PING                                                                                   \
    "A>P OPTIONS\n"                                                                            \
    "P>A 200 OPTIONS tP 2\n"

/* Over for a minute, the end of the call comes once more. */
#define LATE OFFER ANSWER RELEASE "A>P BYE tB 60000\nP>A 200 BYE tB 2\n"

/* A call that was answered conforms without its end. Each refresh of a subscription is a call
 * of its own, which shows by the To tag that it began before. */
static const SoakKind KINDS[SOAK_KINDS] = {
    { .name = "answered",
      .letter = 'a',
      .share = 430,
      .script = OFFER ANSWER RELEASE,
      .told = { [FLOW_CONFORMS] = 1 } },
    { .name = "refused",
      .letter = 'r',
      .share = 110,
      .script = BUSY,
      .told = { [FLOW_CONFORMS] = 1 } },
    { .name = "forwarded",
      .letter = 'f',
      .share = 80,
      .script = FORWARDED,
      .told = { [FLOW_CONFORMS] = 1 } },
    { .name = "two legs",
      .letter = 'l',
      .share = 100,
      .script = TWO_LEGS,
      .told = { [FLOW_CONFORMS] = 1 },
      .joined = 1 },
    { .name = "pings",
      .letter = 'o',
      .share = 200,
      .script = PING,
      .told = { [FLOW_CONFORMS] = 1 } },
    { .name = "never answered",
      .letter = 'n',
      .share = 30,
      .script = OFFER,
      .told = { [FLOW_DEVIATES] = 1 } },
    { .name = "never ended",
      .letter = 'e',
      .share = 25,
      .script = OFFER ANSWER,
      .told = { [FLOW_CONFORMS] = 1 } },
    { .name = "late",
      .letter = 't',
      .share = 25,
      .script = LATE,
      .told = { [FLOW_CONFORMS] = 1, [FLOW_INCOMPLETE] = 1 } },
    { .name = "phones",
      .letter = 'p',
      .at_once = 40,
      .script = REGISTRATION("1800000"),
      .told = { [FLOW_CONFORMS] = 1 },
      .again = { [FLOW_CONFORMS] = 1 } },
    { .name = "restless phones",
      .letter = 'q',
      .at_once = 2,
      .script = REGISTRATION("20000"),
      .told = { [FLOW_CONFORMS] = 1 },
      .again = { [FLOW_CONFORMS] = 1 } },
    { .name = "subscriptions",
      .letter = 's',
      .at_once = 3,
      .script = SUBSCRIPTION,
      .told = { [FLOW_CONFORMS] = 1 },
      .again = { [FLOW_INCOMPLETE] = 1 } },
};

static const char *const METHODS[SOAK_METHODS] = {
    "INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "SUBSCRIBE", "NOTIFY", "OPTIONS"
};

const char *soak_method_name(SoakMethod method)
{
    return METHODS[method];
}

static bool parse_method(const char *word, SoakStep *step)
{
    for (unsigned method = 0; method < SOAK_METHODS; method++) {
        if (strcmp(word, METHODS[method]) != 0)
            continue;
        step->method = method;
        return true;
    }
    return false;
}

/* Words after the two parties. A number before the method is a status, after it a time. */
static void parse_words(char *const *words, SoakStep *step)
{
    bool has_method = false;

    for (unsigned i = 0; words[i]; i++) {
        const char *word = words[i];

        if (g_ascii_isdigit(*word))
            *(has_method ? &step->ms : &step->status) =
                (unsigned)g_ascii_strtoull(word, NULL, 10);
        else if (*word == 't')
            step->answerer = word[1];
        else if (strcmp(word, "leg2") == 0)
            step->leg = 2;
        else if (strcmp(word, "hop") == 0)
            step->is_hop = true;
        else if (strcmp(word, "again") == 0)
            step->is_again = true;
        else
            has_method |= parse_method(word, step);
    }
    g_assert(has_method);
}

static void parse(SoakKind *kind)
{
    g_auto(GStrv) lines = g_strsplit(kind->script, "\n", -1);
    unsigned turn = 0;

    for (unsigned i = 0; *lines[i]; i++) {
        g_auto(GStrv) words = g_strsplit(lines[i] + 4, " ", -1);
        SoakStep *step = &kind->steps[kind->steps_len++];

        g_assert(kind->steps_len <= SOAK_STEPS_MAX);
        *step = (SoakStep){ .from = lines[i][0], .to = lines[i][2], .leg = 1 };
        parse_words(words, step);
        turn += step->method == SOAK_NOTIFY && step->status == 0;
        step->turn = turn;
    }
}

void soak_kinds_init(SoakKind kinds[SOAK_KINDS])
{
    memcpy(kinds, KINDS, sizeof KINDS);
    for (unsigned i = 0; i < SOAK_KINDS; i++)
        parse(&kinds[i]);
}
