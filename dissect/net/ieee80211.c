/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"

/* IEEE 802.11, 9.3.2.1: data frames; least significant byte first.
 *
 *     | frame control 2 | duration 2 | addresses 3 x 6 | sequence 2 |
 *     | address 6, if to and from a distribution system | QoS 2, if QoS | HT 4, if +HTC |
 *     | LLC ...                                                         | FCS 4, maybe |
 *
 * Some adapters pad the header to a multiple of four. Radiotap has a flag that says so, but
 * where LLC begins can be seen here, with or without radiotap. The checksum at the end, where
 * it was captured, needs no care: IP knows its length. Of an aggregate (A-MSDU) the first
 * packet alone is read.
 */

#define VERSION 0x0003
#define TYPE 0x000c
#define TYPE_DATA 0x0008
#define SUBTYPE_NO_DATA 0x0040
#define SUBTYPE_QOS 0x0080
#define TO_AND_FROM_DS 0x0300
#define PROTECTED 0x4000
#define HTC 0x8000
#define FRAGMENT_NUMBER 0x000f
#define QOS_AGGREGATE 0x0080

/* Passes over the optional fields, padding, and an aggregate's first header. */
static Slice skip_to_llc(Reader *reader, uint16_t control)
{
    uint16_t qos = 0;
    Reader padded;

    if ((control & TO_AND_FROM_DS) == TO_AND_FROM_DS)
        reader_skip(reader, 6);
    if (control & SUBTYPE_QOS)
        qos = reader_le16(reader);
    if (control & SUBTYPE_QOS && control & HTC)
        reader_skip(reader, 4);

    padded = *reader;
    reader_skip(&padded, 2);
    if (slice_begins(padded.left, "\xaa\xaa\x03") &&
        !slice_begins(reader->left, "\xaa\xaa\x03"))
        *reader = padded;
    if (qos & QOS_AGGREGATE) {
        size_t length;

        reader_skip(reader, 6 + 6);
        length = reader_be16(reader);
        return slice_head(reader->left, length);
    }
    return reader->left;
}

Verdict ieee80211_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint16_t control = reader_le16(&reader);
    uint16_t sequence;
    Slice payload;

    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (control & VERSION)
        return VERDICT_NOT_MINE;
    if ((control & TYPE) != TYPE_DATA || control & (SUBTYPE_NO_DATA | PROTECTED)) {
        out->next = LAYER_NONE;
        out->payload = reader.left;
        return VERDICT_OK;
    }

    reader_skip(&reader, 2 + 3 * 6);
    sequence = reader_le16(&reader);
    payload = skip_to_llc(&reader, control);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    out->next = sequence & FRAGMENT_NUMBER ? LAYER_NONE : LAYER_LLC;
    out->payload = payload;
    return VERDICT_OK;
}
