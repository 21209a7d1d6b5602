/* SPDX-License-Identifier: Apache-2.0
 *
 * A number may come to mean another endpoint while a capture runs on, so a line of the cache
 * holds the endpoint it was written for.
 */
#include "reports/endpoint_text.h"

#define LINES 256 /* a power of two */

typedef struct Line {
    Endpoint endpoint; /* version 0: empty */
    uint8_t len, address_len;
    char text[ENDPOINT_TEXT];
    char address[ENDPOINT_TEXT];
} Line;

struct EndpointTexts {
    const Endpoints *endpoints;
    Line lines[LINES];
};

EndpointTexts *endpoint_texts_new(const Endpoints *endpoints)
{
    EndpointTexts *texts = g_new0(EndpointTexts, 1);

    texts->endpoints = endpoints;
    return texts;
}

void endpoint_texts_free(EndpointTexts *texts)
{
    g_free(texts);
}

static const Line *line_of(EndpointTexts *texts, EndpointId id)
{
    const Endpoint *endpoint = endpoints_get(texts->endpoints, id);
    Line *line = &texts->lines[id & (LINES - 1)];

    if (endpoint_equals(&line->endpoint, endpoint))
        return line;
    line->endpoint = *endpoint;
    line->len = (uint8_t)strlen(endpoint_print(endpoint, line->text));
    line->address_len = (uint8_t)strlen(endpoint_print_address(endpoint, line->address));
    return line;
}

Slice endpoint_texts_get(EndpointTexts *texts, EndpointId id)
{
    const Line *line = id ? line_of(texts, id) : NULL;

    return line ? slice_of(line->text, line->len) : (Slice){ 0 };
}

Slice endpoint_texts_address(EndpointTexts *texts, EndpointId id)
{
    const Line *line = id ? line_of(texts, id) : NULL;

    return line ? slice_of(line->address, line->address_len) : (Slice){ 0 };
}
