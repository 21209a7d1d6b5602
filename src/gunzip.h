/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/slice.h"
#include "src/spool.h"

/* No capture unpacks to more than GUNZIP_RATIO_MAX times its size: zeros do, to a thousand
 * times, while one packet again and again, with but its time counting up, unpacks to fifty. It
 * is asked once so many bytes came out as a small machine can do with. */
#define GUNZIP_RATIO_MAX 150u
#define GUNZIP_UNASKED (UINT64_C(256) << 20)

/* Undoes gzip (RFC 1952) while a spool is read: several members in a row are one stream, and
 * zeros behind the last one (tapes have them) are passed over. */
typedef struct Gunzip Gunzip;

/* The most that gunzip_new() takes over as already read. */
#define GUNZIP_FIRST 4096

/* True if @head is the beginning of a gzip file. */
bool gunzip_begins(Slice head);

/* Starts at the beginning of @spool, which is borrowed and of which @first was already read.
 * The caller owns it. */
Gunzip *gunzip_new(Spool *spool, Slice first);

/* Frees @gunzip; NULL is fine. */
void gunzip_free(Gunzip *gunzip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Gunzip, gunzip_free)

/* Unpacks at most @len bytes to @to. How many; 0 at the end and where nothing more can be
 * unpacked, gunzip_error() tells them apart. */
size_t gunzip_read(Gunzip *gunzip, void *to, size_t len);

/* Why unpacking ended early, as in "its gzip data is cut short"; NULL if it did not. Borrowed
 * until gunzip_rewind(). */
const char *gunzip_error(const Gunzip *gunzip);

/* Starts over; the spool was rewound. */
void gunzip_rewind(Gunzip *gunzip);
