/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Whom a process may become, for privileges_drop(). */
typedef struct Person {
    char *name; /* as the user database has it; a number where it has none */
    uid_t uid;
    gid_t gid;
    bool is_known;   /* the database has it, and its groups */
    bool is_changed; /* the process is not this user yet */
} Person;

void person_clear(Person *person);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Person, person_clear)

/* Finds who the process is to be, see privileges_drop(); @person, which is empty, is the
 * caller's to clear in any case. False and @error (OPTIONS_ERROR) if there is no such user, or
 * the process cannot become it. */
bool person_find(Person *person, const char *user, GError **error);

/* The capabilities that this process may use, a bit each; false and errno if it cannot know. */
bool person_rights(uint64_t *permitted);

/* Makes the process @person for good, with @kept of its capabilities. False and errno if the
 * kernel refuses; a part may be done then. */
bool person_become(const Person *person, uint64_t kept);
