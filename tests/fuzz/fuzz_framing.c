/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages out of a datagram, and out of a stream:
 *
 *     by how many bytes the stream grows (1 byte), then the bytes
 *
 * A search that was begun with fewer bytes ends as one that begins anew.
 */
#include "dissect/base/reader.h"
#include "dissect/sip/framing.h"
#include "tests/fuzz/bench.h"
#include "tests/fuzz/target.h"

static void read_datagram(Slice in)
{
    SipView view;
    Frame frame;

    while (framing_datagram(in, &view, &frame) == VERDICT_OK) {
        g_assert_cmpuint(frame.len, >, 0);
        g_assert_cmpuint(frame.skip + frame.len, <=, in.len);
        g_assert_true(
            slice_equals(view.text, slice_head(slice_tail(in, frame.skip), frame.len)));
        in = slice_tail(in, frame.skip + frame.len);
    }
}

/* As framing_stream(); the same must come out where nothing is known of earlier tries, but that
 * a start line without end is judged later if its beginning was judged before. */
static Verdict look(Slice in, bool at_end, Frame *frame)
{
    g_autofree uint8_t *exact = g_memdup2(in.data, in.len);
    Slice copy = slice_of(exact, in.len);
    Frame fresh = { 0 };
    Verdict verdict = framing_stream(copy, at_end, frame);
    Verdict anew = framing_stream(copy, at_end, &fresh);

    if (verdict == VERDICT_MORE_NEEDED) {
        g_assert_true(anew == VERDICT_MORE_NEEDED || anew == VERDICT_NOT_MINE);
        return verdict;
    }
    g_assert_cmpint(anew, ==, verdict);
    g_assert_cmpuint(frame->skip, ==, fresh.skip);
    if (verdict == VERDICT_OK)
        g_assert_cmpuint(frame->len, ==, fresh.len);
    g_assert_cmpuint(frame->anomalies, ==, fresh.anomalies);
    return verdict;
}

/* The bytes that the first message, or what is none, takes; 0: all was looked at. */
static size_t next(Slice in, size_t step)
{
    Frame frame = { 0 };

    for (size_t len = MIN(step, in.len);; len = MIN(len + step, in.len)) {
        Verdict verdict = look(slice_head(in, len), len == in.len, &frame);

        if (verdict == VERDICT_OK) {
            g_assert_cmpuint(frame.skip + frame.len, <=, len);
            return frame.skip + frame.len;
        }
        if (verdict != VERDICT_MORE_NEEDED) {
            g_assert_cmpuint(frame.skip, <=, len);
            return frame.skip;
        }
        if (len == in.len)
            return 0;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Reader reader = { .left = slice_of(data, size) };
    size_t step = 1 + (size_t)reader_u8(&reader);
    Slice left = reader.left;

    read_datagram(left);
    (void)framing_begins_sip(left);
    for (size_t len = 1; left.len > 0 && len > 0; left = slice_tail(left, len))
        len = next(left, step);
    return 0;
}
