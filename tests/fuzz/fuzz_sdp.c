/* SPDX-License-Identifier: Apache-2.0
 *
 * A body and its Content-Type:
 *
 *     length of the Content-Type (1 byte), the Content-Type, the body
 *
 * Whatever is found lies in the body, and a hold is told alike by both ways to ask.
 */
#include "dissect/base/reader.h"
#include "dissect/sip/multipart.h"
#include "dissect/sip/sdp.h"
#include "tests/fuzz/bench.h"
#include "tests/fuzz/target.h"

static void read_session(Slice text)
{
    Sdp sdp;

    sdp_scan(text, &sdp);
    bench_assert_inside(sdp.origin, text);
    g_assert_cmpuint(sdp.streams_len, <=, SDP_STREAMS_MAX);
    for (unsigned i = 0; i < sdp.streams_len; i++) {
        bench_assert_inside(sdp.streams[i].media, text);
        bench_assert_inside(sdp.streams[i].address, text);
        g_assert_cmpuint(sdp.streams[i].codecs_len, <=, SDP_CODECS_MAX);
    }
    g_assert_cmpint(sdp_is_hold(text), ==, sdp.is_hold);
}

static void walk(Slice content_type, Slice body)
{
    Multipart parts = { body, multipart_boundary(content_type, body) };
    Slice type;
    Slice content;
    size_t left = body.len + 1;

    while (parts.boundary.len && multipart_next(&parts, &type, &content)) {
        bench_assert_inside(type, body);
        bench_assert_inside(content, body);
        g_assert_cmpuint(parts.left.len, <, left);
        left = parts.left.len;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Reader reader = { .left = slice_of(data, size) };
    size_t len = reader_u8(&reader);
    Slice content_type = slice_head(reader.left, len);
    Slice body;
    Slice found;

    reader_skip(&reader, content_type.len);
    body = reader.left;
    if (sdp_find(content_type, body, &found)) {
        bench_assert_inside(found, body);
        read_session(found);
    }
    read_session(body);
    walk(content_type, body);
    return 0;
}
