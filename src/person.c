/* SPDX-License-Identifier: Apache-2.0 */
/* Users and capabilities(7). The system calls are used as they are: this is their whole use in
 * the program. */
#include "src/person.h"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "src/options.h"

void person_clear(Person *person)
{
    g_free(person->name);
}

static bool parse_id(const char *text, unsigned *id)
{
    guint64 number;

    /* The greatest number means "leave it as it is" to setresuid(2). */
    if (!text || !g_ascii_string_to_unsigned(text, 10, 0, UINT32_MAX - 1, &number, NULL))
        return false;
    *id = (unsigned)number;
    return true;
}

static void person_is(Person *person, const struct passwd *entry)
{
    person->name = g_strdup(entry->pw_name);
    person->uid = entry->pw_uid;
    person->gid = entry->pw_gid;
    person->is_known = true;
}

static void person_has_id(Person *person, uid_t uid, gid_t gid)
{
    const struct passwd *entry = getpwuid(uid);

    if (entry) {
        person_is(person, entry);
    } else {
        person->name = g_strdup_printf("%u", uid);
        person->uid = uid;
        person->gid = gid;
    }
}

static bool person_named(Person *person, const char *user, GError **error)
{
    const struct passwd *entry = getpwnam(user);
    unsigned id;

    if (!entry && parse_id(user, &id))
        entry = getpwuid(id);
    if (!entry) {
        g_set_error(error, OPTIONS_ERROR, 0,
                    "--user=%s: there is no user of that name on this system", user);
        return false;
    }
    person_is(person, entry);
    return true;
}

static bool person_who_called_sudo(Person *person)
{
    unsigned uid, gid;

    if (!parse_id(g_getenv("SUDO_UID"), &uid) || !parse_id(g_getenv("SUDO_GID"), &gid) || !uid)
        return false;
    person_has_id(person, uid, gid);
    return true;
}

/* The user to be, for a process that root started. */
static bool person_instead_of_root(Person *person, const char *user, GError **error)
{
    if (user ? !person_named(person, user, error)
             : !person_who_called_sudo(person) && !person_named(person, "nobody", error))
        return false;
    /* Root that stays root changes nothing, for it may lack the right to. */
    person->is_changed = person->uid != 0;
    return true;
}

bool person_find(Person *person, const char *user, GError **error)
{
    g_auto(Person) wanted = { 0 };

    if (getuid() == 0 && geteuid() == 0)
        return person_instead_of_root(person, user, error);
    /* A program with the set-user-ID bit goes back to who called it: the environment, and
     * --user, are that user's word. */
    person_has_id(person, getuid(), getgid());
    person->gid = getgid();
    person->is_changed = geteuid() != getuid() || getegid() != getgid();
    if (!user)
        return true;
    if (!person_named(&wanted, user, error))
        return false;
    if (wanted.uid == person->uid)
        return true;
    g_set_error(error, OPTIONS_ERROR, 0,
                "--user=%s: only root can become another user; as in: sudo sipstory ...", user);
    return false;
}

bool person_rights(uint64_t *permitted)
{
    struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

    if (syscall(SYS_capget, &head, data) != 0)
        return false;
    *permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
    return true;
}

static bool capabilities_keep(uint64_t kept)
{
    struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {
        { .permitted = (uint32_t)kept, .effective = (uint32_t)kept },
        { .permitted = (uint32_t)(kept >> 32), .effective = (uint32_t)(kept >> 32) },
    };

    return syscall(SYS_capset, &head, data) == 0;
}

/* The bounding set is root's to reduce; where it is not allowed, no_new_privs says the same. */
static void capabilities_bound(void)
{
    for (int one = 0; prctl(PR_CAPBSET_READ, one, 0, 0, 0) >= 0; one++)
        if (one != CAP_NET_RAW)
            prctl(PR_CAPBSET_DROP, one, 0, 0, 0);
}

/* Groups first: whoever has changed the user may not change them any more. */
static bool change_user(const Person *person)
{
    if (geteuid() == 0 && (person->is_known ? initgroups(person->name, person->gid)
                                            : setgroups(1, &person->gid)) != 0)
        return false;
    return setresgid(person->gid, person->gid, person->gid) == 0 &&
           setresuid(person->uid, person->uid, person->uid) == 0;
}

bool person_become(const Person *person, uint64_t kept)
{
    capabilities_bound();
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (person->is_changed && (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0 || !change_user(person)))
        return false;
    if (!capabilities_keep(kept))
        return false;
    prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
    if (kept)
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}
