/* SPDX-License-Identifier: Apache-2.0 */

/* Asked by the sanitizer of leaks at the end of the program. What the libraries of the module
 * that paints keep for the life of the process, or forget (cairo 1.16 a table when it embeds a
 * font of many signs), is no fault of ours. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango\nleak:libcairo\n";
}

const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
