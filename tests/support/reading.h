/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "src/source.h"

/* All that reading one source to its end gave. */
typedef struct Reading {
    GArray *packets; /* Packet; their bytes are copies in @copies */
    GPtrArray *copies;
    SourceNext last; /* SOURCE_END or SOURCE_BROKEN */
} Reading;

/* Reads @source from where it stands. The caller owns the result. */
Reading *reading_new(Source *source);
void reading_free(Reading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reading, reading_free)

/* The packet number @index, from 0; there must be as many. */
const Packet *reading_packet(const Reading *reading, unsigned index);

/* Fails the test unless both gave the same packets and ended alike. */
void reading_assert_equal(const Reading *a, const Reading *b);

/* Opens a capture that must be one. The caller owns it. */
Source *reading_open(const char *path, Anomalies *anomalies);
