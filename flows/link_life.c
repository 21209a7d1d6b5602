/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/link_life.h"

#define MS INT64_C(1000000)

/* A server does not pass on what it has not received; clocks and captures step this far. */
#define SLACK (5 * MS)
#define LATEST (1000 * MS)

#define CONTRADICTION (-1000)
#define RELEASED_APART (-10)
#define SAME_NUMBER 8
#define SAME_ENDING 4
#define OTHER_NUMBER (-2)
#define SAME_MEDIA 12
#define SAME_ORIGIN 6
#define OTHER_STATUS (-2)
#define WENT_ON (-2)

/* Of legs whose end is known */
#define TOLD_MIN 14

/* Where times are all there is: both of these, */
#define TIMES_EACH 6
/* together with ringing and INVITE. */
#define TIMES_MIN 20

static bool is_at(const Links *links, const LinkLeg *leg, EndpointId end)
{
    const Endpoints *endpoints = dialogs_endpoints(links->dialogs);

    return end == leg->end ||
           (!leg->by_port && endpoint_same_address(endpoints_get(endpoints, end),
                                                   endpoints_get(endpoints, leg->end)));
}

static void note(int64_t *moment, const Message *message)
{
    if (*moment == LINK_NEVER)
        *moment = message->time;
}

static void note_message(LinkLife *life, const LinkLeg *leg, const Message *message,
                         bool is_sent)
{
    bool is_request = message_is_request(message);

    if (is_request && message->method == METHOD_BYE) {
        life->sends_bye = life->bye == LINK_NEVER ? is_sent : life->sends_bye;
        note(&life->bye, message);
    } else if (is_request && message->method == METHOD_CANCEL && is_sent == leg->is_out) {
        note(&life->cancel, message);
    } else if (!is_request && message->method == METHOD_INVITE && is_sent != leg->is_out) {
        life->is_answered = true;
        if (message->status > 100 && message->status < 200)
            note(&life->ringing, message);
        if (!message_is_final(message) || message_is_challenge(message))
            return;
        if (life->final == LINK_NEVER)
            life->status = message->status;
        note(&life->final, message);
    }
}

LinkLife link_life_of(const Links *links, const LinkLeg *leg)
{
    LinkLife life = { LINK_NEVER, LINK_NEVER, LINK_NEVER, LINK_NEVER, 0, false, false };
    MessageId id = dialogs_get(links->dialogs, leg->dialog)->first;

    while (id && life.bye == LINK_NEVER) {
        const Message *message = dialogs_message(links->dialogs, id);

        if (is_at(links, leg, message->src))
            note_message(&life, leg, message, true);
        else if (is_at(links, leg, message->dst))
            note_message(&life, leg, message, false);
        id = message->next;
    }
    return life;
}

/* Points for something that comes @lag after what caused it. */
static int nearness(int64_t lag)
{
    if (lag < -SLACK || lag > LATEST)
        return CONTRADICTION;
    return lag <= 30 * MS ? 8 : lag <= 100 * MS ? 6 : lag <= 300 * MS ? 3 : 0;
}

static bool is_success(const LinkLife *life)
{
    return life->final != LINK_NEVER && life->status < 300;
}

/* True if the capture went on so long after @time that what was due would be there. */
static bool is_overdue(const LinkPairOf *pair, int64_t time)
{
    return pair->end - time > LATEST;
}

/* The outgoing leg was answered; the incoming one has to be, soon after. */
static int judge_success(const LinkPairOf *pair)
{
    const LinkLife *in = pair->in_life;
    int64_t answer = pair->out_life->final;

    if (!in->is_answered)
        return 0;
    if (is_success(in))
        return nearness(in->final - answer);
    if (in->cancel != LINK_NEVER && ABS(in->cancel - answer) <= LATEST)
        return 0;
    return in->final != LINK_NEVER || is_overdue(pair, answer) ? CONTRADICTION : 0;
}

/* The incoming leg ended, or was answered from elsewhere, while the outgoing one was open: that
 * has to be cancelled then. */
static int judge_cancel(const LinkPairOf *pair, int64_t ended)
{
    const LinkLife *out = pair->out_life;

    if (out->cancel != LINK_NEVER && is_success(pair->in_life))
        return nearness(
            ABS(out->cancel - ended)); /* whichever branch won, at either leg first */
    if (out->cancel != LINK_NEVER)
        return nearness(out->cancel - ended);
    return out->final != LINK_NEVER || is_overdue(pair, ended) ? CONTRADICTION : 0;
}

/* The outgoing leg was refused: so is the incoming one, or another target is tried. */
static int judge_refusal(const LinkPairOf *pair)
{
    const LinkLife *in = pair->in_life;
    const LinkLife *out = pair->out_life;
    int points;

    if (in->final == LINK_NEVER || in->final - out->final > LATEST)
        return WENT_ON;
    if (is_success(in))
        return 0;
    points = nearness(in->final - out->final);
    return in->status == out->status ? points : points + OTHER_STATUS;
}

static int judge_final(const LinkPairOf *pair)
{
    const LinkLife *in = pair->in_life;
    const LinkLife *out = pair->out_life;
    int64_t invite = pair->out->invite;
    int64_t ended = in->cancel != LINK_NEVER ? in->cancel : in->final;

    if (ended != LINK_NEVER && ended < invite - SLACK) /* first the server answered by itself */
        return is_success(in) && in->cancel == LINK_NEVER ? 0 : CONTRADICTION;
    if (is_success(out))
        return judge_success(pair);
    if (ended != LINK_NEVER && (out->final == LINK_NEVER || ended < out->final - SLACK))
        return judge_cancel(pair, ended);
    return out->final == LINK_NEVER ? 0 : judge_refusal(pair);
}

static int judge_ringing(const LinkPairOf *pair)
{
    const LinkLife *in = pair->in_life;
    const LinkLife *out = pair->out_life;

    if (in->ringing == LINK_NEVER || out->ringing == LINK_NEVER)
        return 0;
    return MAX(nearness(in->ringing - out->ringing), 0) / 2;
}

static int judge_release(const LinkPairOf *pair)
{
    const LinkLife *in = pair->in_life;
    const LinkLife *out = pair->out_life;
    int64_t lag;
    int points;

    if (!is_success(in) || !is_success(out))
        return 0;
    if (in->bye == LINK_NEVER && out->bye == LINK_NEVER)
        return 0;
    if (in->bye == LINK_NEVER || out->bye == LINK_NEVER)
        return is_overdue(pair, MAX(in->bye, out->bye)) ? RELEASED_APART : 0;
    lag = out->bye - in->bye;
    if (in->sends_bye && !out->sends_bye)
        lag = -lag;
    else if (in->sends_bye == out->sends_bye)
        lag = ABS(lag);
    points = nearness(lag);
    return points == CONTRADICTION ? RELEASED_APART : points;
}

static int judge_setup(const LinkPairOf *pair)
{
    int64_t lag = pair->out->invite - pair->in->invite;

    return lag <= 20 * MS     ? 5
           : lag <= 100 * MS  ? 4
           : lag <= 300 * MS  ? 3
           : lag <= 1000 * MS ? 1
                              : 0;
}

/* Users in two places each; one that is there twice counts once. */
static int judge_users(const uint32_t one[2], const uint32_t other[2], bool is_crowded)
{
    int best = 0;

    for (unsigned i = 0; i < 2; i++)
        for (unsigned j = 0; j < 2; j++) {
            if (one[i] && one[i] == other[j])
                return is_crowded ? SAME_NUMBER / 2 : SAME_NUMBER;
            if (link_keys_same_user(one[i], other[j]))
                best = SAME_ENDING;
        }
    return best ? best : (one[0] || one[1]) && (other[0] || other[1]) ? OTHER_NUMBER : 0;
}

static int judge_sdp(const LinkPairOf *pair, const LinkKeys *in, const LinkKeys *out)
{
    int best = 0;

    for (unsigned i = 0; i < 2; i++) {
        unsigned crowd = pair->crowded >> (LINK_SHARED_OFFER + i) & 1;
        int points = in->media[i] && in->media[i] == out->media[i]      ? SAME_MEDIA
                     : in->origin[i] && in->origin[i] == out->origin[i] ? SAME_ORIGIN
                                                                        : 0;

        best = MAX(best, points >> crowd);
    }
    return best;
}

/* True if one of them has ended, or was answered, so that their lives can agree. */
static bool is_told(const LinkPairOf *pair)
{
    return pair->out_life->final != LINK_NEVER || pair->in_life->final != LINK_NEVER ||
           pair->in_life->cancel != LINK_NEVER;
}

static bool is_enough(const LinkPairOf *pair, const LinkScore *score, int final, int release,
                      int times)
{
    if (score->evidence == LINK_BY_TIMES)
        return final >= TIMES_EACH && release >= TIMES_EACH && times >= TIMES_MIN;
    if (!is_told(pair))
        return score->points >= LINK_POINTS_MIN;
    return score->points >= TOLD_MIN;
}

bool link_life_score(const LinkPairOf *pair, LinkScore *score)
{
    const LinkKeys *in = &dialogs_get(pair->links->dialogs, pair->in->dialog)->keys;
    const LinkKeys *out = &dialogs_get(pair->links->dialogs, pair->out->dialog)->keys;
    int called = judge_users(in->called, out->called, pair->crowded >> LINK_SHARED_CALLED & 1);
    int calling =
        judge_users(in->calling, out->calling, pair->crowded >> LINK_SHARED_CALLING & 1);
    int sdp = judge_sdp(pair, in, out);
    int final = judge_final(pair);
    int release = judge_release(pair);
    int times = final + release + judge_ringing(pair) + judge_setup(pair);

    score->points = called + calling + sdp + times;
    score->evidence = sdp > 0                 ? LINK_BY_SDP
                      : called > SAME_ENDING  ? LINK_BY_CALLED_NUMBER
                      : calling > SAME_ENDING ? LINK_BY_CALLING_NUMBER
                      : called > 0            ? LINK_BY_CALLED_NUMBER
                      : calling > 0           ? LINK_BY_CALLING_NUMBER
                                              : LINK_BY_TIMES;
    score->agreed = final + release;
    score->is_enough = is_enough(pair, score, final, release, times);
    return final != CONTRADICTION && final != CONTRADICTION + OTHER_STATUS;
}
