/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/template.h"

/* Bytes of one template. */
#define TEMPLATE_BYTES_MAX (1 << 20)

/* A set of templates that can be included, each with its file. Its answers are borrowed until
 * the parse is over, but for what @nearest gives, which the parser frees. */
typedef struct TemplateFiles {
    TemplateSource text;
    const char *(*path)(const char *name, void *user); /* NULL: the name and .flow */
    char *(*nearest)(const char *name, void *user);    /* as nearest_hint(); may be NULL */
    void *user;
} TemplateFiles;

/* As template_parse(); errors in included templates name their files too, and names of
 * templates that do not exist get the nearest ones. */
Template *template_parse_among(const char *name, const char *path, const char *text,
                               const TemplateFiles *files, GError **error);
