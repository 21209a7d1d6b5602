/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/embedded.h"

/* The files of reports/html: what reports are made with and is no C. */
extern const Embedded REPORTS_DATA[];
