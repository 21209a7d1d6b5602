/* SPDX-License-Identifier: Apache-2.0
 *
 * A line is a message: who to whom, the status of a response, the method, and what is special:
 * "4000-9000" the milliseconds since the line before, "20%" how often it is sent at all, "hop"
 * that it belongs to its hop alone, "again" that it is of the second REGISTER, "resent" that it
 * is a retransmission.
 */
#include "tests/bench/script.h"

#include <stdio.h>
#include <string.h>

#include "tests/bench/hops.h"

#define OFFER                                                                                  \
    "A>P INVITE\n"                                                                             \
    "A>P INVITE resent 1% 500-500\n"                                                           \
    "P>A 100 INVITE\n"                                                                         \
    "P>B INVITE 2-12\n"                                                                        \
    "B>P 100 INVITE 20% 3-20\n"                                                                \
    "B>P 180 INVITE 30-250\n"                                                                  \
    "P>A 180 INVITE\n"

#define ANSWER                                                                                 \
    "B>P 200 INVITE 1000-18000\n"                                                              \
    "P>A 200 INVITE\n"                                                                         \
    "A>P ACK 10-80\n"                                                                          \
    "P>B ACK\n"

#define CALLER_RELEASES                                                                        \
    "A>P BYE 4000-120000\n"                                                                    \
    "P>B BYE\n"                                                                                \
    "B>P 200 BYE 5-60\n"                                                                       \
    "P>A 200 BYE\n"

#define CALLED_RELEASES                                                                        \
    "B>P BYE 4000-120000\n"                                                                    \
    "P>A BYE\n"                                                                                \
    "A>P 200 BYE 5-60\n"                                                                       \
    "P>B 200 BYE\n"

#define REFUSAL                                                                                \
    "A>P INVITE\n"                                                                             \
    "P>A 100 INVITE\n"                                                                         \
    "P>B INVITE 2-12\n"                                                                        \
    "B>P 486 INVITE 30-400\n"                                                                  \
    "P>B ACK hop\n"                                                                            \
    "P>A 486 INVITE\n"                                                                         \
    "A>P ACK hop 10-80\n"

#define CANCEL_AND_END                                                                         \
    "A>P CANCEL hop 2000-25000\n"                                                              \
    "P>A 200 CANCEL hop\n"                                                                     \
    "P>B CANCEL hop\n"                                                                         \
    "B>P 200 CANCEL hop 5-60\n"                                                                \
    "B>P 487 INVITE\n"                                                                         \
    "P>B ACK hop\n"                                                                            \
    "P>A 487 INVITE\n"                                                                         \
    "A>P ACK hop 10-80\n"

#define CHALLENGE                                                                              \
    "A>P REGISTER\n"                                                                           \
    "P>A 401 REGISTER\n"                                                                       \
    "A>P REGISTER again 10-80\n"                                                               \
    "P>A 200 REGISTER again\n"

/* Of 71 calls that are answered, the called party releases 24. */
#define PARTS 71

static const struct {
    ScriptKind kind;
    unsigned parts; /* of the calls of its kind */
    const char *text;
} BUILT_IN[] = {
    { ANSWERED, 47, OFFER ANSWER CALLER_RELEASES },
    { ANSWERED, 24, OFFER ANSWER CALLED_RELEASES },
    { BUSY, PARTS, REFUSAL },
    { CANCELLED, PARTS, OFFER CANCEL_AND_END },
    { REGISTRATION, PARTS, CHALLENGE },
};

const ScriptMix SCRIPT_USUAL = {
    { [ANSWERED] = 71, [BUSY] = 7, [CANCELLED] = 7, [REGISTRATION] = 15 }
};

struct Scripts {
    TalkStep *steps[G_N_ELEMENTS(BUILT_IN)];
};

static unsigned role_of(char letter)
{
    return letter == 'A' ? A : letter == 'P' ? P : B;
}

static void parse_word(const char *word, TalkStep *step)
{
    static const char *const METHODS[] = { "INVITE", "ACK", "BYE", "CANCEL", "REGISTER" };
    unsigned from, to;

    for (unsigned method = 0; method < G_N_ELEMENTS(METHODS); method++)
        if (strcmp(word, METHODS[method]) == 0)
            step->method = method;
    if (sscanf(word, "%u-%u", &from, &to) == 2) {
        step->from_ms = from;
        step->to_ms = to;
    } else if (g_str_has_suffix(word, "%")) {
        sscanf(word, "%u", &step->chance);
    } else if (g_ascii_isdigit(*word)) {
        sscanf(word, "%u", &step->status);
    }
    step->is_hop |= strcmp(word, "hop") == 0;
    step->is_resent |= strcmp(word, "resent") == 0;
    step->is_again |= strcmp(word, "again") == 0;
}

static GArray *parse(const char *text)
{
    GArray *steps = g_array_new(FALSE, FALSE, sizeof(TalkStep));
    TalkStep end = { .from = A, .to = A };
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (unsigned line = 0; *lines[line]; line++) {
        TalkStep step = { .from = role_of(lines[line][0]), .to = role_of(lines[line][2]) };
        g_auto(GStrv) words = g_strsplit(lines[line] + 4, " ", -1);

        for (unsigned word = 0; words[word]; word++)
            parse_word(words[word], &step);
        g_array_append_val(steps, step);
    }
    g_array_append_val(steps, end);
    return steps;
}

Scripts *scripts_new(unsigned hops)
{
    Scripts *scripts = g_new0(Scripts, 1);

    for (unsigned at = 0; at < G_N_ELEMENTS(BUILT_IN); at++) {
        g_autoptr(GArray) steps = parse(BUILT_IN[at].text);

        scripts->steps[at] = hops_spread(&g_array_index(steps, TalkStep, 0), hops);
    }
    return scripts;
}

TalkStep *scripts_answered(void)
{
    return (TalkStep *)(void *)g_array_free(parse(BUILT_IN[0].text), FALSE);
}

static bool parse_share(const char *text, ScriptMix *mix)
{
    static const char *const KINDS[] = { "answered", "busy", "cancelled", "register" };
    g_auto(GStrv) words = g_strsplit(text, "=", 2);
    guint64 share;

    if (!words[0] || !words[1] ||
        !g_ascii_string_to_unsigned(words[1], 10, 0, SCRIPT_SHARE_MAX, &share, NULL))
        return false;
    for (unsigned kind = 0; kind < SCRIPT_KINDS; kind++) {
        if (strcmp(words[0], KINDS[kind]) == 0) {
            mix->shares[kind] = (unsigned)share;
            return true;
        }
    }
    return false;
}

bool script_mix_parse(const char *text, ScriptMix *mix)
{
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);
    unsigned sum = 0;

    *mix = (ScriptMix){ 0 };
    for (unsigned at = 0; parts[at]; at++)
        if (!parse_share(parts[at], mix))
            return false;
    for (unsigned kind = 0; kind < SCRIPT_KINDS; kind++)
        sum += mix->shares[kind];
    return sum > 0;
}

/* The greatest common divisor: the dice have as few sides as the shares allow. */
static unsigned divisor(unsigned a, unsigned b)
{
    return b == 0 ? a : divisor(b, a % b);
}

const TalkStep *scripts_pick(const Scripts *scripts, const ScriptMix *mix, GRand *rand)
{
    unsigned shares[G_N_ELEMENTS(BUILT_IN)];
    unsigned sum = 0, common = 0, at = 0, dice;

    for (unsigned i = 0; i < G_N_ELEMENTS(BUILT_IN); i++) {
        shares[i] = mix->shares[BUILT_IN[i].kind] * BUILT_IN[i].parts;
        sum += shares[i];
        common = divisor(shares[i], common);
    }
    dice = common * (unsigned)g_rand_int_range(rand, 0, (int)(sum / common));
    while (dice >= shares[at])
        dice -= shares[at++];
    return scripts->steps[at];
}

void scripts_free(Scripts *scripts)
{
    if (!scripts)
        return;
    for (unsigned at = 0; at < G_N_ELEMENTS(BUILT_IN); at++)
        g_free(scripts->steps[at]);
    g_free(scripts);
}
