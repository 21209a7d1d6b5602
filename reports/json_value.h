/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* The bricks of the JSON, over json-c. Keys are literals that the object does not hold yet;
 * objects take over what is added to them. What is absent means the same as null, so that
 * nothing is added for an empty text or a time that there is not. */
struct json_object;

/* A string of @text; every byte that is not UTF-8 becomes U+FFFD, and *@is_utf8 (may be NULL)
 * becomes false if there is one. The caller owns it. */
struct json_object *json_value_text(Slice text, bool *is_utf8);

/* Adds @value under @key. */
void json_value_add(struct json_object *object, const char *key, struct json_object *value);

/* Adds @text, if it is not empty. */
void json_value_add_text(struct json_object *object, const char *key, Slice text,
                         bool *is_utf8);

/* Adds a number. */
void json_value_add_number(struct json_object *object, const char *key, int64_t number);

/* Adds @time as RFC 3339 with @digits of a second, unless it is TIME_NONE. */
void json_value_add_time(struct json_object *object, const char *key, int64_t time,
                         unsigned digits);
