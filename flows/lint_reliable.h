/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/lint_scene.h"

/* The reliable provisional answer that @prack, a PRACK, names in RAck; NULL if none that was
 * seen is it. Borrowed from @scene. */
const LintSeen *lint_reliable_named(const LintScene *scene, const LintSeen *prack);
