/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/pcapng.h"

#include "src/pcapng_blocks.h"

void pcapng_section(Capture *capture)
{
    unsigned begun = capture_begin(capture, BLOCK_SECTION);

    capture_number(capture, 0x1a2b3c4d, 4);
    capture_number(capture, 1, 2);
    capture_number(capture, 0, 2);
    capture_number(capture, UINT64_MAX, 8);
    capture_end(capture, begun);
}

void pcapng_interface(Capture *capture, uint16_t link_type, uint8_t resolution)
{
    unsigned begun = capture_begin(capture, BLOCK_INTERFACE);

    capture_number(capture, link_type, 2);
    capture_number(capture, 0, 2);
    capture_number(capture, 0, 4);
    if (resolution != 6) {
        capture_option(capture, OPTION_INTERFACE_RESOLUTION, slice_of(&resolution, 1));
        capture_option(capture, 0, (Slice){ 0 });
    }
    capture_end(capture, begun);
}

unsigned pcapng_enhanced_begin(Capture *capture, uint32_t interface, uint64_t stamp,
                               Slice bytes)
{
    unsigned begun = capture_begin(capture, BLOCK_ENHANCED);

    capture_number(capture, interface, 4);
    capture_number(capture, stamp >> 32, 4);
    capture_number(capture, (uint32_t)stamp, 4);
    capture_number(capture, bytes.len, 4);
    capture_number(capture, bytes.len, 4);
    capture_bytes(capture, bytes);
    capture_pad(capture);
    return begun;
}

void pcapng_enhanced(Capture *capture, uint32_t interface, uint64_t stamp, Slice bytes)
{
    capture_end(capture, pcapng_enhanced_begin(capture, interface, stamp, bytes));
}

void pcapng_simple(Capture *capture, uint32_t wire_len, Slice bytes)
{
    unsigned begun = capture_begin(capture, BLOCK_SIMPLE);

    capture_number(capture, wire_len, 4);
    capture_bytes(capture, bytes);
    capture_end(capture, begun);
}
