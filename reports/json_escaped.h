/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

struct json_object;

/* JSON inside of a script element, which ends at the first "</script" whatever that stands in:
 * markup and the line ends that old scripts stumble over are written as \u003c. */

/* Appends the @len bytes of JSON at @json. */
void json_escaped_append(GString *out, const char *json, size_t len);

/* Appends @object, which stays the caller's. */
void json_escaped_append_object(GString *out, struct json_object *object);
