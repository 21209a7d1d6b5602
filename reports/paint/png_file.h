/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Writes a PNG file row by row (ISO/IEC 15948): 8 bits each of red, green and blue, with zlib.
 * The one other library for it ends its caller's functions by longjmp(). */
typedef struct PngFile PngFile;

/* Begins a file of that many pixels in @out, @density of them to a metre. The caller owns it.
 */
PngFile *png_file_new(FILE *out, uint32_t width, uint32_t height, uint32_t density);

/* Writes the next row, three bytes a pixel. False if @out does not take it. */
bool png_file_add(PngFile *file, const uint8_t *row);

/* Writes what ends the file and frees it. False if @out does not take it. */
bool png_file_finish(PngFile *file);
