/* SPDX-License-Identifier: Apache-2.0
 *
 * draft-ietf-opsawg-pcapng, 4.1 to 4.3. A number is as long as its option says, in the byte
 * order of its section; anything else is bytes, and stays as it is.
 */
#include "src/pcapng_options.h"

#include "reports/pcapng_write.h"

#define BYTES 0

typedef struct Kept {
    uint16_t code;
    uint16_t number; /* bytes of a number; BYTES: none */
} Kept;

static const Kept SECTION[] = { { 1, BYTES }, { 2, BYTES }, { 3, BYTES } };

static const Kept INTERFACE[] = {
    { 1, BYTES },  { 2, BYTES },  { 3, BYTES }, { 4, BYTES },  { 5, BYTES },
    { 6, BYTES },  { 7, BYTES },  { 8, 8 },     { 11, BYTES }, { 12, BYTES },
    { 13, BYTES }, { 15, BYTES }, { 16, 8 },    { 17, 8 },
};

static const Kept PACKET[] = {
    { 1, BYTES }, { 2, 4 }, { 3, BYTES }, { 4, 8 }, { 5, 8 }, { 6, 4 },
};

static const struct {
    const Kept *rows;
    size_t len;
} BLOCKS[] = {
    [PCAPNG_SECTION_OPTIONS] = { SECTION, G_N_ELEMENTS(SECTION) },
    [PCAPNG_INTERFACE_OPTIONS] = { INTERFACE, G_N_ELEMENTS(INTERFACE) },
    [PCAPNG_PACKET_OPTIONS] = { PACKET, G_N_ELEMENTS(PACKET) },
};

static const Kept *find(PcapngOptions block, uint16_t code)
{
    for (size_t i = 0; i < BLOCKS[block].len; i++)
        if (BLOCKS[block].rows[i].code == code)
            return &BLOCKS[block].rows[i];
    return NULL;
}

static void keep(const Wire *options, Option option, uint16_t number, GByteArray *out)
{
    uint8_t turned[8];

    if (number == BYTES) {
        pcapng_write_option(out, option.code, option.value);
        return;
    }
    if (option.value.len != number)
        return;
    for (unsigned i = 0; i < number; i++)
        turned[i] = option.value.data[options->is_big_endian ? number - 1 - i : i];
    pcapng_write_option(out, option.code, slice_of(turned, number));
}

void pcapng_options_keep(Wire options, PcapngOptions block, GByteArray *out)
{
    Option option;

    while (block_option_next(&options, &option)) {
        const Kept *kept = find(block, option.code);

        if (kept)
            keep(&options, option, kept->number, out);
    }
}
