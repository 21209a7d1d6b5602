/* SPDX-License-Identifier: Apache-2.0 */
#include "src/inputs.h"

#include <unistd.h>

#include "src/ahead.h"
#include "src/filter.h"
#include "src/link_type_name.h"
#include "src/merge.h"
#include "src/progress.h"
#include "src/say.h"

/* How often --memory and the progress line are looked at, in packets. */
#define LOOK_EVERY 1024

typedef struct Input {
    Source *source; /* borrowed from the merge */
    Anomalies *anomalies;
    Anomalies *of_messages; /* the grouping thread's part, joined with the others at the end */
    uint64_t sip_messages;
    uint64_t last_packet; /* of the first pass; a file may grow afterwards */
    int64_t first, last;
    int time_digits;         /* met so far; both threads look at it */
    const char **link_types; /* for ReportCapture; made at the end of the first pass */
} Input;

struct Inputs {
    const Options *options;
    Merge *merge;
    Filter *filter;
    Input *inputs;
    unsigned len;
    bool are_whole;
    GPtrArray *unread; /* why an input, or the rest of one, was not read; NULL at the end */
    ReportCapture *captures;
};

static bool open_filter(Inputs *inputs, GError **error)
{
    if (inputs->options->filter)
        inputs->filter = filter_new_typed(inputs->options->filter, error);
    return inputs->filter || !inputs->options->filter;
}

static bool open_one(Inputs *inputs, const char *path, GError **error)
{
    Input *input = &inputs->inputs[inputs->len];
    Anomalies *anomalies = anomalies_new();
    Source *source = source_open(path, inputs->len, anomalies, error);

    if (!source) {
        anomalies_free(anomalies);
        return false;
    }
    *input = (Input){
        .source = source,
        .anomalies = anomalies,
        .of_messages = anomalies_new(),
        .first = TIME_NONE,
        .last = TIME_NONE,
    };
    merge_add(inputs->merge, source, options_shift_of(inputs->options, path));
    inputs->captures[inputs->len] = (ReportCapture){
        .path = source_info(source)->path,
        .format = source_info(source)->format,
        .first = TIME_NONE,
        .last = TIME_NONE,
    };
    inputs->len++;
    return true;
}

/* Opens what can be opened. If that is nothing, the last complaint is the run's error. */
static bool open_all(Inputs *inputs, GError **error)
{
    for (char **path = inputs->options->inputs; *path; path++) {
        g_autoptr(GError) wrong = NULL;

        if (open_one(inputs, *path, &wrong))
            continue;
        inputs->are_whole = false;
        if (inputs->len == 0 && !path[1]) {
            g_propagate_error(error, g_steal_pointer(&wrong));
            return false;
        }
        say(wrong->message);
        g_ptr_array_add(inputs->unread, g_strdup(wrong->message));
    }
    return true;
}

Inputs *inputs_open(const Options *options, GError **error)
{
    g_autoptr(Inputs) inputs = g_new0(Inputs, 1);
    unsigned len = g_strv_length(options->inputs);

    inputs->options = options;
    inputs->are_whole = true;
    inputs->unread = g_ptr_array_new_null_terminated(1, g_free, TRUE);
    inputs->merge = merge_new();
    inputs->inputs = g_new0(Input, len);
    inputs->captures = g_new0(ReportCapture, len);
    if (!open_filter(inputs, error) || !open_all(inputs, error))
        return NULL;
    return g_steal_pointer(&inputs);
}

void inputs_free(Inputs *inputs)
{
    if (!inputs)
        return;
    merge_free(inputs->merge);
    filter_free(inputs->filter);
    g_ptr_array_unref(inputs->unread);
    for (unsigned i = 0; i < inputs->len; i++) {
        anomalies_free(inputs->inputs[i].anomalies);
        anomalies_free(inputs->inputs[i].of_messages);
        g_free(inputs->inputs[i].link_types);
    }
    g_free(inputs->inputs);
    g_free(inputs->captures);
    g_free(inputs);
}

static void note_digits(Input *input)
{
    g_atomic_int_set(&input->time_digits, (int)source_info(input->source)->time_digits);
}

static void note_packet(Inputs *inputs, const Packet *packet)
{
    Input *input = &inputs->inputs[packet->input];

    if (input->last_packet == 0) {
        input->first = packet->time;
        note_digits(input);
    }
    input->first = MIN(input->first, packet->time);
    input->last = MAX(input->last, packet->time);
    input->last_packet = packet->number;
}

/* The digits of a second of the shift of @path. */
static unsigned shift_digits(const Inputs *inputs, const char *path)
{
    int64_t part = options_shift_of(inputs->options, path) % 1000000000;
    unsigned digits = part ? 9 : 0;

    for (; digits && part % 10 == 0; part /= 10)
        digits--;
    return digits;
}

/* What is to be told is fixed when the first pass ends. */
static void describe(Inputs *inputs)
{
    for (unsigned i = 0; i < inputs->len; i++) {
        Input *input = &inputs->inputs[i];
        const SourceInfo *info = source_info(input->source);

        input->link_types = g_new0(const char *, info->link_types_len + 1);
        for (unsigned j = 0; j < info->link_types_len; j++)
            input->link_types[j] = link_type_name(info->link_types[j]);
        inputs->captures[i] = (ReportCapture){ .path = info->path,
                                               .format = info->format,
                                               .link_types = input->link_types,
                                               .packets = info->packets,
                                               .bytes = info->bytes,
                                               .sip_messages = input->sip_messages,
                                               .dropped = info->dropped,
                                               .first = input->first,
                                               .last = input->last,
                                               .time_digits = info->time_digits,
                                               .shift_digits = shift_digits(inputs, info->path),
                                               .section = info->section,
                                               .anomalies = input->anomalies };
    }
}

static void say_what_broke(Inputs *inputs)
{
    for (unsigned i = 0; i < inputs->len; i++)
        if (source_error(inputs->inputs[i].source)) {
            say(source_error(inputs->inputs[i].source));
            g_ptr_array_add(inputs->unread, g_strdup(source_error(inputs->inputs[i].source)));
            inputs->are_whole = false;
        }
    if (inputs->filter)
        for (const char *const *line = filter_warnings(inputs->filter); *line; line++)
            say(*line);
}

/* What the reading thread of the first pass is given. */
typedef struct FirstPass {
    Inputs *inputs;
    Anomalies **anomalies;
    InputsGoOn go_on;
    void *user;
} FirstPass;

/* Now and then; false once the pass is to end. */
static bool look(const FirstPass *pass, const Packet *packet, Progress *progress,
                 uint64_t packets)
{
    InputsWish wish = pass->go_on(pass->user);

    note_digits(&pass->inputs->inputs[packet->input]);
    if (wish == INPUTS_GO_ON)
        progress_show(progress, "reading", packets);
    else
        progress->shown = 0;
    if (wish != INPUTS_STOP)
        return true;
    anomalies_add(pass->anomalies[packet->input], ANOMALY_OUT_OF_MEMORY, packet->number);
    pass->inputs->are_whole = false;
    return false;
}

static void read_first(const PipelineHooks *hooks, void *user)
{
    const FirstPass *pass = user;
    Inputs *inputs = pass->inputs;
    g_autoptr(Pipeline) pipeline = pipeline_new(hooks, pass->anomalies, inputs->len);
    Progress progress = { 0 };
    Packet packet;
    uint64_t packets = 0;

    while (merge_next(inputs->merge, &packet)) {
        note_packet(inputs, &packet);
        if (!inputs->filter || filter_matches(inputs->filter, &packet))
            pipeline_packet(pipeline, &packet);
        if (++packets % LOOK_EVERY == 0 && !look(pass, &packet, &progress, packets))
            break;
    }
    pipeline_finish(pipeline);
    progress_clear(&progress);
}

void inputs_read(Inputs *inputs, const PipelineHooks *hooks, InputsGoOn go_on, bool ahead)
{
    g_autofree Anomalies **anomalies = g_new(Anomalies *, inputs->len);
    FirstPass pass = { inputs, anomalies, go_on, hooks->user };

    for (unsigned i = 0; i < inputs->len; i++)
        anomalies[i] = inputs->inputs[i].anomalies;
    if (ahead)
        ahead_run(read_first, &pass, hooks);
    else
        read_first(hooks, &pass);
    for (unsigned i = 0; i < inputs->len; i++)
        anomalies_take(inputs->inputs[i].anomalies, inputs->inputs[i].of_messages);
    say_what_broke(inputs);
    describe(inputs);
}

/* The next packet of a further pass that the filter lets through, up to the last one of the
 * first pass; false if there is none. @ended counts the inputs that were read to their end. */
static bool next_again(Inputs *inputs, unsigned *ended, Packet *packet)
{
    while (*ended < inputs->len && merge_next(inputs->merge, packet)) {
        uint64_t last = inputs->inputs[packet->input].last_packet;

        *ended += packet->number == last;
        if (packet->number <= last &&
            (!inputs->filter || filter_matches(inputs->filter, packet)))
            return true;
    }
    return false;
}

/* A pass that counts into tables of its own, which nobody reads. */
bool inputs_read_again(Inputs *inputs, const PipelineHooks *hooks, GError **error)
{
    g_autoptr(GPtrArray) unread =
        g_ptr_array_new_with_free_func((GDestroyNotify)anomalies_free);
    g_autoptr(Pipeline) pipeline = NULL;
    Progress progress = { 0 };
    Packet packet;
    uint64_t packets = 0;
    unsigned ended = 0;

    if (!merge_rewind(inputs->merge, error))
        return false;
    for (unsigned i = 0; i < inputs->len; i++)
        g_ptr_array_add(unread, anomalies_new());
    pipeline = pipeline_new(hooks, (Anomalies *const *)unread->pdata, inputs->len);
    while (next_again(inputs, &ended, &packet)) {
        pipeline_packet(pipeline, &packet);
        if (++packets % LOOK_EVERY == 0)
            progress_show(&progress, "collecting texts", packets);
    }
    pipeline_finish(pipeline);
    progress_clear(&progress);
    return true;
}

bool inputs_each_packet(Inputs *inputs, InputsPacket each, void *user, GError **error)
{
    g_autoptr(GByteArray) options = g_byte_array_new();
    Progress progress = { 0 };
    Packet packet;
    uint64_t packets = 0;
    unsigned ended = 0;
    bool goes_on = true;

    if (!merge_rewind(inputs->merge, error))
        return false;
    while (goes_on && next_again(inputs, &ended, &packet)) {
        ReportPacket report = { .packet = &packet };

        g_byte_array_set_size(options, 0);
        source_keep_options(inputs->inputs[packet.input].source, options);
        report.options = slice_of(options->data, options->len);
        goes_on = each(&report, user);
        if (++packets % LOOK_EVERY == 0)
            progress_show(&progress, "collecting packets", packets);
    }
    progress_clear(&progress);
    return true;
}

const char *const *inputs_unread(const Inputs *inputs)
{
    return (const char *const *)inputs->unread->pdata;
}

bool inputs_are_whole(const Inputs *inputs)
{
    return inputs->are_whole;
}

const ReportCapture *inputs_captures(const Inputs *inputs, unsigned *len)
{
    *len = inputs->len;
    for (unsigned i = 0; i < inputs->len; i++)
        inputs->captures[i].time_digits =
            MAX(inputs->captures[i].time_digits,
                (unsigned)g_atomic_int_get(&inputs->inputs[i].time_digits));
    return inputs->captures;
}

void inputs_count_message(Inputs *inputs, const Arrival *arrival, AnomalySet anomalies)
{
    Input *input = &inputs->inputs[arrival->input];

    input->sip_messages++;
    anomalies_add_set(input->of_messages, anomalies, arrival->packet);
}

void inputs_note(Inputs *inputs, const Packet *packet, AnomalySet anomalies)
{
    anomalies_add_set(inputs->inputs[packet->input].of_messages, anomalies, packet->number);
}

static int64_t end_of(const Inputs *inputs, const Input *input)
{
    const SourceInfo *info = source_info(input->source);
    int64_t said = info->end;

    if (input->last == TIME_NONE || said == TIME_NONE ||
        __builtin_add_overflow(said, options_shift_of(inputs->options, info->path), &said))
        return input->last;
    return MAX(input->last, said);
}

int64_t inputs_end(const Inputs *inputs)
{
    int64_t end = TIME_NONE;

    for (unsigned i = 0; i < inputs->len; i++)
        end = MAX(end, end_of(inputs, &inputs->inputs[i]));
    return end;
}

void inputs_each_name(const Inputs *inputs, SourceName each, void *user)
{
    for (unsigned i = 0; i < inputs->len; i++)
        source_each_name(inputs->inputs[i].source, each, user);
}
