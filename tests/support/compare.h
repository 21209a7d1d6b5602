/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* Asserts that where libosip2 accepts @text, the scan found the same Call-ID, CSeq, tags and
 * topmost branch. False if libosip2 refuses; the scan was then only run. full_init() first. */
bool compare_scan_with_full(Slice text);
