/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/capture.h"

/* Whole pcapng blocks for a Capture, as a tool that does nothing special writes them. */

/* A section header; the file's byte order is the section's. */
void pcapng_section(Capture *capture);

/* An interface; @resolution is if_tsresol, or 6 for a block without options. */
void pcapng_interface(Capture *capture, uint16_t link_type, uint8_t resolution);

/* An enhanced packet of @interface, without options. */
void pcapng_enhanced(Capture *capture, uint32_t interface, uint64_t stamp, Slice bytes);

/* The same without its end, for options to follow; the result is for capture_end(). */
unsigned pcapng_enhanced_begin(Capture *capture, uint32_t interface, uint64_t stamp,
                               Slice bytes);

/* A simple packet, of @wire_len bytes on the wire. */
void pcapng_simple(Capture *capture, uint32_t wire_len, Slice bytes);
