/* SPDX-License-Identifier: Apache-2.0 */
#include "src/names.h"

#include "tests/support/folder.h"

/* The names that one --name gives; NULL, and the complaint if @error is given. */
static Names *names_by(const char *name, char **error)
{
    char *list[] = { (char *)name, NULL };
    Options options = { .names = list };
    g_autoptr(GError) wrong = NULL;
    Names *names = names_new(&options, &wrong);

    g_assert_true(!names == !!wrong);
    if (error)
        *error = wrong ? g_strdup(wrong->message) : NULL;
    return names;
}

static void assert_name(Names *names, const char *endpoint, const char *name)
{
    Endpoint parsed;

    g_assert_true(endpoint_parse(slice_text(endpoint), &parsed));
    g_assert_cmpstr(names_of(&parsed, names), ==, name);
}

static void a_name_without_a_port_is_of_the_address(void)
{
    g_autoptr(Names) names = names_by("192.0.2.1=proxy", NULL);

    assert_name(names, "192.0.2.1", "proxy");
    assert_name(names, "192.0.2.1:5060", "proxy");
    assert_name(names, "192.0.2.2:5060", NULL);
}

static void a_name_with_a_port_is_of_that_port(void)
{
    g_autoptr(Names) names = names_by("[2001:db8::1]:5060=a = b", NULL);

    assert_name(names, "[2001:db8::1]:5060", "a = b");
    assert_name(names, "[2001:db8::1]:5061", NULL);
}

static void the_port_goes_before_the_address(void)
{
    g_autofree char *path =
        folder_write("names",
                     slice_text("# what the addresses are\r\n\r\n  192.0.2.1 = proxy \n"
                                "192.0.2.1:5080=media\n2001:db8::5=six"));
    g_autoptr(Names) names = names_by(path, NULL);

    assert_name(names, "192.0.2.1:5060", "proxy");
    assert_name(names, "192.0.2.1:5080", "media");
    assert_name(names, "[2001:db8::5]:1", "six");
}

static void a_later_name_takes_the_place(void)
{
    char *list[] = { "192.0.2.1=a", "192.0.2.1=b", NULL };
    Options options = { .names = list };
    g_autoptr(Names) names = names_new(&options, NULL);

    assert_name(names, "192.0.2.1", "b");
}

static void the_users_name_goes_before_the_captures(void)
{
    g_autoptr(Names) names = names_by("192.0.2.1=mine", NULL);
    Endpoint endpoint;

    g_assert_true(endpoint_parse(slice_text("192.0.2.1:99"), &endpoint));
    names_add(&endpoint, "theirs", names);
    assert_name(names, "192.0.2.1:5060", "mine");
    g_assert_true(endpoint_parse(slice_text("192.0.2.2"), &endpoint));
    names_add(&endpoint, "", names);
    assert_name(names, "192.0.2.2", NULL);
    names_add(&endpoint, "first", names);
    names_add(&endpoint, "second", names);
    assert_name(names, "192.0.2.2:5060", "first");
}

static void what_is_no_name_is_refused(void)
{
    static const char *const WRONG[] = {
        "proxy",  "192.0.2.1", "192.0.2.1=", "192.0.2.1=  ", "host.example.net=proxy",
        "=proxy", ""
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autofree char *error = NULL;
        g_autofree char *expected =
            g_strdup_printf("--name=%s: expected ADDRESS[:PORT]=NAME, or a file of such lines",
                            WRONG[i]);
        g_autoptr(Names) names = names_by(WRONG[i], &error);

        g_assert_cmpstr(error, ==, expected);
    }
}

static void a_wrong_line_of_a_file_is_named(void)
{
    g_autofree char *path = folder_write("wrong", slice_text("192.0.2.1=a\n\nnonsense\n"));
    g_autofree char *expected = g_strdup_printf("%s:3: expected ADDRESS[:PORT]=NAME", path);
    g_autofree char *error = NULL;
    g_autoptr(Names) names = names_by(path, &error);

    g_assert_cmpstr(error, ==, expected);
}

static void the_names_of_addresses_come_in_their_order(void)
{
    g_autofree char *path = folder_write(
        "order",
        slice_text("2001:db8::1=v6\n192.0.2.9=nine\n192.0.2.1:5060=port\n192.0.2.1=one\n"));
    g_autofree char *error = NULL;
    g_autoptr(Names) names = names_by(path, &error);
    size_t len;
    g_autofree NamedAddress *found = names_of_addresses(names, &len);

    g_assert_cmpuint(len, ==, 3);
    g_assert_cmpstr(found[0].name, ==, "one");
    g_assert_cmpstr(found[1].name, ==, "nine");
    g_assert_cmpstr(found[2].name, ==, "v6");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/names/a_name_without_a_port_is_of_the_address",
                    a_name_without_a_port_is_of_the_address);
    g_test_add_func("/names/a_name_with_a_port_is_of_that_port",
                    a_name_with_a_port_is_of_that_port);
    g_test_add_func("/names/the_port_goes_before_the_address",
                    the_port_goes_before_the_address);
    g_test_add_func("/names/a_later_name_takes_the_place", a_later_name_takes_the_place);
    g_test_add_func("/names/the_users_name_goes_before_the_captures",
                    the_users_name_goes_before_the_captures);
    g_test_add_func("/names/what_is_no_name_is_refused", what_is_no_name_is_refused);
    g_test_add_func("/names/a_wrong_line_of_a_file_is_named", a_wrong_line_of_a_file_is_named);
    g_test_add_func("/names/the_names_of_addresses_come_in_their_order",
                    the_names_of_addresses_come_in_their_order);
    return g_test_run();
}
