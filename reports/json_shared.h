/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdio.h>

#include "dissect/base/endpoints.h"
#include "dissect/sip/method.h"

/* Values that come again in message after message, made once: making and freeing them would
 * take half of the time. Each function shares what it returns: the caller adds it somewhere. */
typedef struct JsonShared JsonShared;
struct json_object;

JsonShared *json_shared_new(const Endpoints *endpoints);
void json_shared_free(JsonShared *shared);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonShared, json_shared_free)

/* "192.0.2.1:5060". */
struct json_object *json_shared_endpoint(JsonShared *shared, EndpointId id);

/* The name of a registered method, of a transport. */
struct json_object *json_shared_method(JsonShared *shared, Method method);
struct json_object *json_shared_transport(JsonShared *shared, unsigned transport);

/* A number; small ones are the same object each time. */
struct json_object *json_shared_number(JsonShared *shared, int64_t number);

/* An array without anything in it, to which nothing may be added. */
struct json_object *json_shared_empty_array(JsonShared *shared);

/* Writes @object to @out in one line, or all of it but its closing brace, and frees it. The
 * text is built in the same memory each time. */
void json_shared_print(JsonShared *shared, struct json_object *object, FILE *out);
void json_shared_print_open(JsonShared *shared, struct json_object *object, FILE *out);
