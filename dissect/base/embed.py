#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""embed.py NAME OUTPUT FILE...: writes the C source of `const Embedded NAME[]` (embedded.h), the
texts of the files by their names."""
import sys
from pathlib import Path

BYTES_A_LINE = 24


def source_of(number, text):
    lines = [text[at:at + BYTES_A_LINE] for at in range(0, len(text), BYTES_A_LINE)]
    rows = ['    "' + ''.join(f'\\{byte:03o}' for byte in line) + '"' for line in lines]
    return '\n'.join([f'static const char TEXT_{number}[] =', *rows]) + ';'


def main():
    name, output, *files = sys.argv[1:]
    paths = sorted(map(Path, files), key=lambda path: path.name)
    texts = [path.read_bytes() for path in paths]
    if any(0 in text or not text for text in texts):
        sys.exit('embed.py: a file is empty or holds a NUL')
    rows = [f'    {{ "{path.name}", TEXT_{number} }},' for number, path in enumerate(paths)]
    Path(output).write_text('\n'.join([
        '/* SPDX-License-Identifier: Apache-2.0 */',
        '#include "dissect/base/embedded.h"',
        *[source_of(number, text) for number, text in enumerate(texts)],
        f'extern const Embedded {name}[];',
        f'const Embedded {name}[] = {{', *rows, '    { 0, 0 },', '};', '']))


if __name__ == '__main__':
    main()
