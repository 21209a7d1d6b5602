/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"

/* 3GPP TS 29.281, 5.1 and 5.2: G-PDU, message type 255
 *
 *     | version 1: 3 bits, PT 1, ., E, S, PN | type 1 | length 2 | tunnel 4 |
 *     | sequence 2 | N-PDU 1 | next 1 |                    if any of E, S, PN
 *     | words 1 | content, words x 4 - 2 | next 1 | ...    if E, while next is not 0
 *
 * The length counts what stands behind the first eight bytes.
 */

#define SIGNATURE 0xf0
#define VERSION_1_PT 0x30
#define ANY_OPTION 0x07
#define HAS_EXTENSIONS 0x04
#define G_PDU 255

/* Passes over the optional fields; false if an extension says that it is empty. */
static bool skip_options(Reader *reader, uint8_t flags)
{
    uint8_t next;

    if (!(flags & ANY_OPTION))
        return true;
    reader_skip(reader, 2 + 1);
    next = reader_u8(reader);
    while (flags & HAS_EXTENSIONS && next != 0) {
        uint8_t words = reader_u8(reader);

        if (words == 0)
            return reader->failed;
        reader_skip(reader, words * 4 - 2);
        next = reader_u8(reader);
    }
    return true;
}

/* The user's packet: IP, or with 5G anything that a terminal sends, which is not read. */
static Layer layer_of_user(Reader reader)
{
    unsigned version = reader_u8(&reader) >> 4;

    return version == 4 || version == 6 ? LAYER_RAW_IP : LAYER_NONE;
}

Verdict gtpu_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint8_t flags = reader_u8(&reader);
    uint8_t type = reader_u8(&reader);
    uint16_t length = reader_be16(&reader);
    Reader body;

    if (!reader.failed && ((flags & SIGNATURE) != VERSION_1_PT || type != G_PDU))
        return VERDICT_NOT_MINE;
    reader_skip(&reader, 4);
    body = (Reader){ .left = slice_head(reader.left, length), .failed = reader.failed };
    if (!skip_options(&body, flags))
        return VERDICT_MALFORMED;
    if (body.failed)
        return reader.failed || reader.left.len < length ? VERDICT_CUT_SHORT
                                                         : VERDICT_MALFORMED;
    out->next = layer_of_user(body);
    out->payload = body.left;
    out->cut_short |= reader.left.len < length;
    return VERDICT_OK;
}
