/* SPDX-License-Identifier: Apache-2.0 */
#include "src/address_names.h"

static Endpoint address(uint32_t number)
{
    return (Endpoint){ .version = 4,
                       .address = { 10, (uint8_t)(number >> 16), (uint8_t)(number >> 8),
                                    (uint8_t)number } };
}

static void set(AddressNames *names, uint32_t number, const char *name)
{
    Endpoint endpoint = address(number);

    address_names_set(names, &endpoint, slice_text(name));
}

static void list(const Endpoint *endpoint, const char *name, void *user)
{
    char text[ENDPOINT_TEXT];

    g_string_append_printf(user, "%s=%s ", endpoint_print_address(endpoint, text), name);
}

static void assert_listed(const AddressNames *names, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);

    address_names_each(names, list, text);
    g_assert_cmpstr(text->str, ==, expected);
}

static void a_later_name_replaces_an_earlier_one(void)
{
    g_autoptr(AddressNames) names = address_names_new();

    set(names, 1, "alice");
    set(names, 2, "bob");
    set(names, 1, "carol");
    assert_listed(names, "10.0.0.1=carol 10.0.0.2=bob ");
}

static void count(const Endpoint *endpoint, const char *name, void *user)
{
    unsigned *counted = user;

    g_assert_cmpuint(endpoint->version, ==, 4);
    g_assert_cmpuint(strlen(name), >, 0);
    ++*counted;
}

static void a_flood_throws_out_the_oldest(void)
{
    g_autoptr(AddressNames) names = address_names_new();
    unsigned counted = 0;

    for (uint32_t i = 0; i < 3 * ADDRESS_NAMES_MAX; i++)
        set(names, i, "name");
    address_names_each(names, count, &counted);
    g_assert_cmpuint(counted, ==, ADDRESS_NAMES_MAX);
    g_assert_cmpuint(address_names_evicted(names), ==, 2 * ADDRESS_NAMES_MAX);
    set(names, 3 * ADDRESS_NAMES_MAX - 1, "newest");
    g_assert_cmpuint(address_names_evicted(names), ==, 2 * ADDRESS_NAMES_MAX);
}

static void a_name_is_no_longer_than_a_domain_name(void)
{
    g_autoptr(AddressNames) names = address_names_new();
    g_autoptr(GString) expected = g_string_new("10.0.0.1=");
    g_autofree char *longest = g_strnfill(5000, 'a');

    set(names, 1, longest);
    g_string_append_len(expected, longest, ADDRESS_NAME_LEN);
    g_string_append_c(expected, ' ');
    assert_listed(names, expected->str);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/address_names/a_later_name_replaces_an_earlier_one",
                    a_later_name_replaces_an_earlier_one);
    g_test_add_func("/address_names/a_flood_throws_out_the_oldest",
                    a_flood_throws_out_the_oldest);
    g_test_add_func("/address_names/a_name_is_no_longer_than_a_domain_name",
                    a_name_is_no_longer_than_a_domain_name);
    return g_test_run();
}
