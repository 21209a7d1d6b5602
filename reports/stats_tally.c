/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/stats_tally.h"

#include "dissect/base/hash.h"
#include "reports/terminal.h"

/* Columns of a user agent's name that are kept. */
#define AGENT_WIDTH 120

static uint64_t *new_count(void)
{
    return g_new0(uint64_t, 1);
}

static int64_t end_of(const ReportContext *context)
{
    int64_t end = TIME_NONE;

    for (unsigned i = 0; i < context->captures_len; i++)
        end = MAX(end, context->captures[i].last);
    return end;
}

StatsTally *stats_tally_new(const ReportContext *context)
{
    StatsTally *tally = g_new0(StatsTally, 1);

    tally->context = context;
    tally->metrics = metrics_new(end_of(context));
    tally->seed = hash_seed();
    tally->agents = dictionary_new(g_free);
    tally->seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    return tally;
}

void stats_tally_free(StatsTally *tally)
{
    if (!tally)
        return;
    metrics_free(tally->metrics);
    dictionary_free(tally->agents);
    g_hash_table_unref(tally->seen);
    g_free(tally);
}

static void add_agent(StatsTally *tally, const Call *call)
{
    const Texts *texts = dialogs_texts(tally->context->dialogs);
    Slice text = texts_get(texts, call->dialogs[0]->user_agent);
    g_autoptr(GString) name = g_string_new(NULL);
    uint64_t *count;
    Slice key;

    if (text.len == 0) {
        tally->agentless++;
        return;
    }
    terminal_append_cut(name, text, AGENT_WIDTH, true);
    key = slice_of(name->str, name->len + 1); /* with its NUL, as it is told */
    count = dictionary_get(tally->agents, key);
    if (!count && dictionary_len(tally->agents) >= STATS_AGENTS_MAX) {
        tally->agents_beyond++;
        return;
    }
    if (!count) {
        count = new_count();
        dictionary_put(tally->agents, key, count);
    }
    ++*count;
}

/* What is the same on each hop, in 64 bits: method, who began or received it, a number (a
 * status, or RECEIVED), CSeq. A stranger chooses most of it, so it is hashed; two fall together
 * as rarely as two Call-IDs of dialogs.h do. */
#define RECEIVED 0xfff

static uint64_t key_of(const StatsTally *tally, const Message *message, unsigned participant,
                       unsigned number)
{
    uint64_t key = (uint64_t)message->cseq << 32 | (uint64_t)(message->method & 0xf) << 28 |
                   (uint64_t)(participant & 0xffff) << 12 | (number & 0xfff);

    return hash_bytes(slice_of(&key, sizeof key), tally->seed);
}

/* True if @key was not there before. */
static bool is_new(StatsTally *tally, uint64_t key)
{
    return g_hash_table_add(tally->seen, g_memdup2(&key, sizeof key));
}

static bool is_known(const StatsTally *tally, uint64_t key)
{
    return g_hash_table_contains(tally->seen, &key);
}

/* A request by who received it before is relayed, and its answers are told on the hop before.
 */
static void add_message(StatsTally *tally, const CallMessage *at)
{
    const Message *message = at->message;

    if (message_is_request(message)) {
        bool is_relayed = is_known(tally, key_of(tally, message, at->from, RECEIVED));

        is_new(tally, key_of(tally, message, at->to, RECEIVED));
        if (!is_relayed && is_new(tally, key_of(tally, message, at->from, 0)))
            tally->requests[message->method]++;
    } else if (message->status < STATS_STATUSES &&
               is_known(tally, key_of(tally, message, at->to, 0)) &&
               is_new(tally, key_of(tally, message, at->to, message->status))) {
        tally->answers[message->status]++;
    }
}

void stats_tally_add(StatsTally *tally, const Call *call)
{
    metrics_add(tally->metrics, call);
    tally->states[call->state]++;
    tally->first[call->dialogs[0]->method]++;
    add_agent(tally, call);
    g_hash_table_remove_all(tally->seen);
    for (unsigned i = 0; i < call->messages_len; i++)
        if (call->messages[i].repeat == REPEAT_NONE && call->messages[i].dialog == 0)
            add_message(tally, &call->messages[i]);
}

static int compare_counts(gconstpointer a, gconstpointer b)
{
    const StatsCount *left = a, *right = b;

    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return strcmp(left->name, right->name);
}

GArray *stats_tally_agents(const StatsTally *tally)
{
    GArray *agents = g_array_new(FALSE, FALSE, sizeof(StatsCount));

    for (unsigned i = 0; i < dictionary_len(tally->agents); i++) {
        Slice name;
        const uint64_t *count = dictionary_at(tally->agents, i, &name);
        StatsCount agent = { (const char *)name.data, *count };

        g_array_append_val(agents, agent);
    }
    g_array_sort(agents, compare_counts);
    return agents;
}

const char *stats_name_of_state(unsigned index)
{
    return state_name((State)index);
}

const char *stats_name_of_method(unsigned index)
{
    return index == METHOD_OTHER ? "other" : method_name((Method)index);
}
