/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/library.h"

/* What is done with each flow that the user named. */
typedef struct FlowNames {
    void (*each)(const Template *flow, void *user);
    void *user;
} FlowNames;

/* Reads the values of --@option, each NAME[,NAME], NULL at the end. False and @error
 * (OPTIONS_ERROR) with the nearest names if a flow is not known. */
bool flow_names_read(const char *option, char *const *values, const Library *library,
                     const FlowNames *names, GError **error);
