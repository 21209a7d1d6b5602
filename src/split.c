/* SPDX-License-Identifier: Apache-2.0 */
#include "src/split.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "flows/dialog.h"
#include "reports/flow_words.h"
#include "reports/pcapng_stream.h"
#include "src/options.h"
#include "src/say.h"
#include "src/unfinished.h"

/* Bytes of all calls in memory; above it the largest are written until half is left. */
#define BUFFERED_MAX (64u << 20)

#define SAFE G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_"

typedef struct SplitCall {
    uint64_t id;
    const char *label;    /* flow and verdict */
    GArray *addresses;    /* EndpointId; NULL once its packets began */
    unsigned left;        /* packets that did not come yet */
    PcapngStream *stream; /* NULL: before the first packet, and behind the last */
    char *beside;         /* the file while it is not whole; NULL: none was needed yet */
} SplitCall;

struct Split {
    const char *path;
    const ReportContext *context;
    PacketNotes *notes;
    GHashTable *calls; /* uint64_t -> SplitCall */
    GPtrArray *open;   /* SplitCall with a stream, in no order */
    GStringChunk *labels;
    size_t buffered;
    bool are_counted; /* SplitCall.left is set */
    unsigned written;
    char *target; /* of the first failure, with its errno */
    int wrong;
};

static void free_call(void *data)
{
    SplitCall *call = data;

    if (call->beside) {
        g_unlink(call->beside);
        unfinished_forget(call->beside);
        g_free(call->beside);
    }
    if (call->addresses)
        g_array_unref(call->addresses);
    pcapng_stream_free(call->stream);
    g_free(call);
}

Split *split_new(const char *path)
{
    Split *split = g_new0(Split, 1);

    split->path = path;
    split->calls = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, free_call);
    split->open = g_ptr_array_new();
    split->labels = g_string_chunk_new(4096);
    return split;
}

void split_free(Split *split)
{
    if (!split)
        return;
    g_ptr_array_unref(split->open);
    g_hash_table_unref(split->calls);
    g_string_chunk_free(split->labels);
    packet_notes_free(split->notes);
    g_free(split->target);
    g_free(split);
}

static bool cannot_write(const char *path, int why, GError **error)
{
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(why),
                "%s: cannot be written: %s", path, g_strerror(why));
    return false;
}

bool split_can_begin(const Split *split, GError **error)
{
    g_autofree char *parent = g_path_get_dirname(split->path);

    if (g_file_test(split->path, G_FILE_TEST_EXISTS))
        return g_file_test(split->path, G_FILE_TEST_IS_DIR) ||
               cannot_write(split->path, ENOTDIR, error);
    return g_access(parent, F_OK) == 0 || cannot_write(split->path, errno, error);
}

bool split_begin(Split *split, const ReportContext *context, GError **error)
{
    split->context = context;
    split->notes = packet_notes_new(context);
    if (g_mkdir(split->path, 0777) != 0 && errno != EEXIST)
        return cannot_write(split->path, errno, error);
    return g_access(split->path, W_OK | X_OK) == 0 || cannot_write(split->path, errno, error);
}

/* Flow and verdict in characters that are safe in a file name: the name of a flow is that of
 * the user's file. */
static const char *label_of(Split *split, const Call *call)
{
    g_autoptr(GString) label = g_string_new(NULL);

    flow_words_append_verdict(label, call->judgement);
    g_strcanon(label->str, SAFE, '-');
    return g_string_chunk_insert_const(split->labels, label->str);
}

bool split_call(Split *split, const Call *call)
{
    SplitCall *made = g_new0(SplitCall, 1);

    made->id = call->id;
    made->label = label_of(split, call);
    made->addresses = g_array_new(FALSE, FALSE, sizeof(EndpointId));
    for (unsigned i = 0; split->context->names_len && i < call->participants_len; i++)
        g_array_append_vals(made->addresses, call->participants[i].addresses,
                            call->participants[i].addresses_len);
    g_hash_table_replace(split->calls, &made->id, made);
    packet_notes_add(split->notes, call);
    return true;
}

static SplitCall *find_call(const Split *split, uint64_t id)
{
    return g_hash_table_lookup(split->calls, &id);
}

/* Counts the packets of each call; a packet may have several notes of one call, in a row. */
static void count_packets(Split *split)
{
    size_t len;
    const PacketNote *notes = packet_notes_sorted(split->notes, &len);

    for (size_t i = 0; i < len; i++)
        if (i == 0 || notes[i].place != notes[i - 1].place ||
            notes[i].call != notes[i - 1].call)
            find_call(split, notes[i].call)->left++;
    split->are_counted = true;
}

static char *target_of(const Split *split, const SplitCall *call)
{
    g_autofree char *name =
        g_strdup_printf("%06" G_GUINT64_FORMAT "-%s.pcapng", call->id, call->label);

    return g_build_filename(split->path, name, NULL);
}

/* Keeps the reason that nothing more is written; errno has it. */
static void fail(Split *split, const SplitCall *call)
{
    split->wrong = errno;
    split->target = target_of(split, call);
}

static bool write_all(int fd, const GByteArray *bytes)
{
    for (size_t done = 0; done < bytes->len;) {
        ssize_t len = write(fd, bytes->data + done, bytes->len - done);

        if (len < 0 && errno != EINTR)
            return false;
        done += len > 0 ? (size_t)len : 0;
    }
    return true;
}

/* Makes the file beside its place, or opens it again. */
static int open_beside(const Split *split, SplitCall *call)
{
    g_autofree char *target = NULL;
    int fd;

    if (call->beside)
        return g_open(call->beside, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
    target = target_of(split, call);
    call->beside = g_strconcat(target, ".XXXXXX", NULL);
    fd = unfinished_make(call->beside);
    if (fd < 0)
        g_clear_pointer(&call->beside, g_free);
    return fd;
}

/* Moves what is in memory of @call to its file beside. */
static bool flush_call(Split *split, SplitCall *call)
{
    const GByteArray *bytes = pcapng_stream_bytes(call->stream);
    int fd = open_beside(split, call);
    bool is_good = fd >= 0 && write_all(fd, bytes);

    if (!is_good)
        fail(split, call);
    if (fd >= 0 && close(fd) != 0 && is_good) {
        is_good = false;
        fail(split, call);
    }
    split->buffered -= bytes->len;
    pcapng_stream_taken(call->stream, true);
    return is_good;
}

static bool finish_call(Split *split, SplitCall *call)
{
    g_autofree char *target = target_of(split, call);

    split->buffered -= pcapng_stream_bytes(call->stream)->len;
    pcapng_stream_end(call->stream);
    split->buffered += pcapng_stream_bytes(call->stream)->len;
    if (!flush_call(split, call))
        return false;
    if (!unfinished_place(call->beside, target)) {
        fail(split, call);
        return false;
    }
    g_clear_pointer(&call->beside, g_free);
    g_clear_pointer(&call->stream, pcapng_stream_free);
    g_ptr_array_remove_fast(split->open, call);
    split->written++;
    return true;
}

static int by_size(gconstpointer a, gconstpointer b)
{
    guint left = pcapng_stream_bytes((*(SplitCall *const *)a)->stream)->len;
    guint right = pcapng_stream_bytes((*(SplitCall *const *)b)->stream)->len;

    return left > right ? -1 : left < right;
}

static bool relieve(Split *split)
{
    if (split->buffered <= BUFFERED_MAX)
        return true;
    g_ptr_array_sort(split->open, by_size);
    for (unsigned i = 0; i < split->open->len && split->buffered > BUFFERED_MAX / 2; i++)
        if (!flush_call(split, split->open->pdata[i]))
            return false;
    return true;
}

static bool is_of_call(const Split *split, const SplitCall *call, const NamedAddress *named)
{
    const Endpoints *endpoints = dialogs_endpoints(split->context->dialogs);

    for (unsigned i = 0; i < call->addresses->len; i++)
        if (endpoint_same_address(endpoints_get(endpoints,
                                                g_array_index(call->addresses, EndpointId, i)),
                                  &named->address))
            return true;
    return false;
}

/* Begins the capture of @call, with the names that occur in it. */
static void open_call(Split *split, SplitCall *call)
{
    const ReportContext *context = split->context;
    g_autoptr(GArray) names = g_array_new(FALSE, FALSE, sizeof(NamedAddress));

    for (size_t i = 0; call->addresses->len && i < context->names_len; i++)
        if (is_of_call(split, call, &context->names[i]))
            g_array_append_val(names, context->names[i]);
    g_clear_pointer(&call->addresses, g_array_unref);
    call->stream = pcapng_stream_new(context, (const NamedAddress *)names->data, names->len);
    split->buffered += pcapng_stream_bytes(call->stream)->len;
    g_ptr_array_add(split->open, call);
}

/* Adds @packet to the call that the @len notes are of. */
static bool add_packet(Split *split, const ReportPacket *packet, PacketNote *notes, size_t len)
{
    SplitCall *call = find_call(split, notes->call);
    size_t before;

    if (!call->stream)
        open_call(split, call);
    before = pcapng_stream_bytes(call->stream)->len;
    pcapng_stream_add(call->stream, packet, split->notes, notes, len);
    split->buffered += pcapng_stream_bytes(call->stream)->len - before;
    return (--call->left > 0 || finish_call(split, call)) && relieve(split);
}

bool split_packet(Split *split, const ReportPacket *packet)
{
    size_t len;
    PacketNote *notes;

    if (!split->are_counted)
        count_packets(split);
    notes = packet_notes_find(split->notes, packet->packet, &len);
    for (size_t i = 0, next; i < len && !split->wrong; i = next) {
        for (next = i + 1; next < len && notes[next].call == notes[i].call;)
            next++;
        (void)add_packet(split, packet, notes + i, next - i);
    }
    return !split->wrong;
}

/* A packet that did not come again, because the file changed, has kept a call open. */
bool split_finish(Split *split, GError **error)
{
    g_autofree char *told = NULL;

    while (split->open->len && !split->wrong)
        (void)finish_call(split, split->open->pdata[0]);
    if (split->wrong)
        return cannot_write(split->target, split->wrong, error);
    told = g_strdup_printf("%s: %u capture%s written", split->path, split->written,
                           split->written == 1 ? "" : "s");
    say(told);
    return true;
}
