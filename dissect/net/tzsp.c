/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"

/* TaZmen Sniffer Protocol, as access points send what they overhear
 *
 *     | version 1 | type 1 | encapsulation 2 | tags ... | packet
 *     tag: | number 1 | length 1 | content |, but 0 (padding) and 1 (the last) stand alone
 */

#define RECEIVED 0
#define TO_SEND 1
#define TYPE_MAX 5 /* 2 to 5 carry no packet */
#define TAG_PADDING 0
#define TAG_END 1

static Layer layer_of(uint8_t type, uint16_t encapsulation)
{
    if (type != RECEIVED && type != TO_SEND)
        return LAYER_NONE;
    switch (encapsulation) {
    case 1: return LAYER_ETHERNET;
    case 18: return LAYER_IEEE80211;
    default: return LAYER_NONE;
    }
}

static void skip_tags(Reader *reader)
{
    for (;;) {
        uint8_t tag = reader_u8(reader);

        if (reader->failed || tag == TAG_END)
            return;
        if (tag != TAG_PADDING)
            reader_skip(reader, reader_u8(reader));
    }
}

Verdict tzsp_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint8_t version = reader_u8(&reader);
    uint8_t type = reader_u8(&reader);
    uint16_t encapsulation = reader_be16(&reader);
    Layer next = layer_of(type, encapsulation);

    if (!reader.failed && (version != 1 || type > TYPE_MAX))
        return VERDICT_NOT_MINE;
    if (next != LAYER_NONE)
        skip_tags(&reader);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    out->next = next;
    out->payload = reader.left;
    return VERDICT_OK;
}
