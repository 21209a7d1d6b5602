/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/endpoints.h"

/* Endpoints as text, written once for the many lines that name the same few. */
typedef struct EndpointTexts EndpointTexts;

EndpointTexts *endpoint_texts_new(const Endpoints *endpoints);
void endpoint_texts_free(EndpointTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EndpointTexts, endpoint_texts_free)

/* "192.0.2.1:5060"; empty for 0. Borrowed until the next call. */
Slice endpoint_texts_get(EndpointTexts *texts, EndpointId id);

/* As endpoint_texts_get(), the address alone. */
Slice endpoint_texts_address(EndpointTexts *texts, EndpointId id);
