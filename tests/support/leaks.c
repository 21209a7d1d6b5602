/* SPDX-License-Identifier: Apache-2.0 */

/* Asked by the sanitizer of leaks at the end of the program: what fontconfig, which the module
 * that paints brings along, keeps for the life of the process is no fault of ours. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango\n";
}
