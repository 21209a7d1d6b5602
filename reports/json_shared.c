/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_shared.h"

#include <json-c/json.h>

#include "dissect/net/transport.h"
#include "reports/json_value.h"

#define ENDPOINTS 256 /* a power of two */
#define NUMBERS 1000  /* a status fits */
#define ONE_LINE (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

/* A number of an endpoint may come to mean another one while a capture runs on. */
typedef struct EndpointValue {
    Endpoint endpoint;
    struct json_object *value; /* NULL: empty */
} EndpointValue;

struct JsonShared {
    const Endpoints *endpoints;
    EndpointValue lines[ENDPOINTS];
    struct json_object *methods[METHOD_COUNT];
    struct json_object *transports[TRANSPORT_COUNT];
    struct json_object *numbers[NUMBERS];
    char digits[NUMBERS][4]; /* written once: json-c would print each anew */
    struct json_object *empty_array;
    struct json_object *frame; /* an array around what is printed: it keeps the memory */
};

static struct json_object *text_of(const char *text)
{
    return json_value_text(slice_text(text), NULL);
}

JsonShared *json_shared_new(const Endpoints *endpoints)
{
    JsonShared *shared = g_new0(JsonShared, 1);

    shared->endpoints = endpoints;
    shared->empty_array = json_object_new_array_ext(1);
    shared->frame = json_object_new_array_ext(1);
    for (unsigned i = 0; i < METHOD_COUNT; i++)
        shared->methods[i] = text_of(method_name((Method)i));
    for (unsigned i = 0; i < TRANSPORT_COUNT; i++)
        shared->transports[i] = text_of(transport_name((Transport)i));
    for (unsigned i = 0; i < NUMBERS; i++) {
        g_snprintf(shared->digits[i], sizeof shared->digits[i], "%u", i);
        shared->numbers[i] = json_object_new_int64(i);
        json_object_set_serializer(shared->numbers[i], json_object_userdata_to_json_string,
                                   shared->digits[i], NULL);
    }
    return shared;
}

static void free_all(struct json_object **values, unsigned len)
{
    for (unsigned i = 0; i < len; i++)
        json_object_put(values[i]);
}

void json_shared_free(JsonShared *shared)
{
    if (!shared)
        return;
    for (unsigned i = 0; i < ENDPOINTS; i++)
        json_object_put(shared->lines[i].value);
    free_all(shared->methods, METHOD_COUNT);
    free_all(shared->transports, TRANSPORT_COUNT);
    free_all(shared->numbers, NUMBERS);
    json_object_put(shared->empty_array);
    json_object_put(shared->frame);
    g_free(shared);
}

struct json_object *json_shared_endpoint(JsonShared *shared, EndpointId id)
{
    const Endpoint *endpoint = endpoints_get(shared->endpoints, id);
    EndpointValue *line = &shared->lines[id & (ENDPOINTS - 1)];
    char text[ENDPOINT_TEXT];

    if (!line->value || !endpoint_equals(&line->endpoint, endpoint)) {
        json_object_put(line->value);
        line->endpoint = *endpoint;
        line->value = text_of(endpoint_print(endpoint, text));
    }
    return json_object_get(line->value);
}

struct json_object *json_shared_method(JsonShared *shared, Method method)
{
    return json_object_get(shared->methods[method]);
}

struct json_object *json_shared_transport(JsonShared *shared, unsigned transport)
{
    return json_object_get(shared->transports[transport]);
}

struct json_object *json_shared_number(JsonShared *shared, int64_t number)
{
    if (number >= 0 && number < NUMBERS)
        return json_object_get(shared->numbers[number]);
    return json_object_new_int64(number);
}

struct json_object *json_shared_empty_array(JsonShared *shared)
{
    return json_object_get(shared->empty_array);
}

/* The frame's brackets are left out, and @without characters at the end. */
static void print(JsonShared *shared, struct json_object *object, size_t without, FILE *out)
{
    const char *text;
    size_t len;

    json_object_array_put_idx(shared->frame, 0, object);
    text = json_object_to_json_string_length(shared->frame, ONE_LINE, &len);
    if (text && len >= 2 + without)
        fwrite(text + 1, 1, len - 2 - without, out);
    json_object_array_put_idx(shared->frame, 0, NULL);
}

void json_shared_print(JsonShared *shared, struct json_object *object, FILE *out)
{
    print(shared, object, 0, out);
}

void json_shared_print_open(JsonShared *shared, struct json_object *object, FILE *out)
{
    print(shared, object, 1, out);
}
