# SPDX-License-Identifier: Apache-2.0
"""A diagram of Mermaid, read line by line as the program may write it and no other way."""
import re

# A text has no character that Mermaid takes for its own: these stand in it as "#59;".
TEXT = '(?:[^\x00-\x1f\x7f"#$%&;<>\\\\`{}]|#\\d+;|<br/>)*'
LABEL = r'\w+(?:/\w+)*(?: \w+)?(?: \[[\w 0-9]+\])?'
LINES = [
    f'%% Call \\d+, {TEXT}', f'%% Call-ID {TEXT}', '%% rank: 0', 'sequenceDiagram',
    f'    title {TEXT}', f'    (?:actor|participant) (?P<id>\\w+) as {TEXT}',
    f'    Note (?:over|left of|right of) \\w+(?:,\\w+)?: {TEXT}',
    f'    \\w+-?->>\\w+: {TEXT}', '    ', '    %% step \\d+',
]
LINE = re.compile('|'.join(f'(?:{line})' for line in LINES))


def text_of(diagram):
    """What Mermaid draws, or what a comment of it says."""
    return re.sub('#(\\d+);', lambda found: chr(int(found[1])), diagram.replace('<br/>', ' '))


def faults_of(diagram):
    return [f'no line of such a diagram: {line!r}' for line in diagram.splitlines()
            if not LINE.fullmatch(line)]
