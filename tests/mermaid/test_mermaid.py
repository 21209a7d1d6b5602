#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Mermaid itself draws every flow: test_mermaid.py BUILD PROGRAM FLOW...

FLOW is a .flow file, a folder of these, or a .md file, whose ```mermaid blocks are drawn; so are
the diagrams that PROGRAM writes of all samples, and of calls that are hard to draw. Chromium
without a window loads one page from disk with mermaid.min.js of BUILD/mermaid/node_modules
(./check puts it there) and draws all of them. A flow is drawn if its picture has as many arrows
of each kind, and as many notes, as its text has lines of these; and each text of a note and each
name of a participant, as it is, with no element of HTML made of it. TAP on standard output.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote

import diagrams

PAGE = """<!DOCTYPE html>
<meta charset="utf-8">
<body><pre id="drawn"></pre>
<script src="{script}"></script>
<script>
const flows = {flows};

async function draw(text, index) {{
    try {{
        const {{ svg }} = await mermaid.render('flow' + index, text);
        const parsed = new DOMParser().parseFromString(svg, 'text/html');
        const count = (selector) => parsed.querySelectorAll(selector).length;
        return {{
            requests: count('.messageLine0'), answers: count('.messageLine1'),
            notes: count('.note'), html: count('script:not([src]), img, a[href], b'),
            text: parsed.querySelector('svg').textContent,
        }};
    }} catch (error) {{
        return {{ error: String(error.message || error) }};
    }}
}}

async function drawAll() {{
    mermaid.initialize({{ startOnLoad: false }});
    const drawn = [];
    for (const [index, text] of flows.entries())
        drawn.push(await draw(text, index));
    document.getElementById('drawn').textContent = encodeURIComponent(JSON.stringify(drawn));
}}
drawAll();
</script>
"""

OPTIONS = ["--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync",
           "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=60000", "--dump-dom"]

NO_DIAGRAM = "sequenceDiagram\n    A->>\n"


def flows_of(path):
    """(what it is called, its text) of each flow in a file or folder."""
    if path.is_dir():
        return [flow for file in sorted(path.glob("*.flow")) for flow in flows_of(file)]
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".md":
        return [(path.name, text)]
    blocks = re.findall(r"^```mermaid\n(.*?)^```$", text, re.S | re.M)
    return [(f"{path.name}, flow {n}", block) for n, block in enumerate(blocks, 1)]


def wanted(text):
    """What the picture of a flow has to have."""
    def count(pattern):
        return len(re.findall(pattern, text, re.M))
    return {"requests": count(r"^ *[A-Z]\d*->>[A-Z]\d*:"),
            "answers": count(r"^ *[A-Z]\d*-->>[A-Z]\d*:"), "notes": count(r"^ *Note "), "html": 0}


def texts_of(text):
    """The lines of notes and of names, decoded."""
    for found in re.findall(r"^ *(?:Note [^:]+: |(?:actor|participant) \w+ as )(.*)$", text, re.M):
        for line in found.split("<br/>"):
            yield re.sub(r"#(\d+);", lambda code: chr(int(code[1])), line).strip()


def squeezed(text):
    return re.sub(r"\s+", "", text)


def draw(chromium, script, texts):
    """What became of each text: the counts, or an error."""
    flows = json.dumps(texts).replace("<", "\\u003c")
    root = ["--no-sandbox"] if os.getuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(PAGE.format(script=script.as_uri(), flows=flows), encoding="utf-8")
        run = subprocess.run([chromium, *OPTIONS, *root, f"--user-data-dir={folder}/profile",
                              page.as_uri()],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                             timeout=120, check=False)
    found = re.search(r'<pre id="drawn">([^<]+)</pre>', run.stdout)
    if not found:
        raise RuntimeError(f"the page was not drawn: {run.stderr.strip()}")
    return json.loads(unquote(found[1]))


def difference(text, drawn):
    if "error" in drawn:
        return drawn["error"]
    faults = [f"{drawn[what]} {what} are drawn, {number} are written"
              for what, number in wanted(text).items() if drawn[what] != number]
    shown = squeezed(drawn["text"])
    faults += [f"this is not shown as it is: {line}" for line in texts_of(text)
               if squeezed(line) not in shown]
    return "\n".join(faults)


def main():
    script = Path(sys.argv[1], "mermaid/node_modules/mermaid/dist/mermaid.min.js").resolve()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not script.exists() or not chromium:
        print(f"1..0 # SKIP {'no chromium' if script.exists() else 'no mermaid package'}")
        return
    flows = [flow for name in sys.argv[3:] for flow in flows_of(Path(name))]
    flows += diagrams.all_of(sys.argv[2])
    drawn = draw(chromium, script, [NO_DIAGRAM] + [text for _, text in flows])
    print(f"1..{len(drawn)}")
    print("ok 1" if "error" in drawn[0] else "not ok 1", "- half an arrow is refused")
    for number, ((name, text), result) in enumerate(zip(flows, drawn[1:]), 2):
        fault = difference(text, result)
        print("not ok" if fault else "ok", number, "-", name)
        for line in fault.splitlines():
            print("#", line)


main()
