#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Mermaid itself draws every flow: test_mermaid.py BUILD FLOW...

FLOW is a .flow file, a folder of these, or a .md file, whose ```mermaid blocks are drawn.
Chromium without a window loads one page from disk with mermaid.min.js of
BUILD/mermaid/node_modules (./check puts it there) and draws all of them. A flow is drawn if its
picture has as many arrows of each kind, and as many notes, as its text has lines of these. TAP
on standard output.
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
            notes: count('.note'),
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
    return {"requests": count(r"^ *[A-Z]->>[A-Z]:"), "answers": count(r"^ *[A-Z]-->>[A-Z]:"),
            "notes": count(r"^ *Note ")}


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


def difference(want, drawn):
    if "error" in drawn:
        return drawn["error"]
    return ", ".join(f"{drawn[what]} {what} are drawn, {number} are written"
                     for what, number in want.items() if drawn[what] != number)


def main():
    script = Path(sys.argv[1], "mermaid/node_modules/mermaid/dist/mermaid.min.js").resolve()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not script.exists() or not chromium:
        print(f"1..0 # SKIP {'no chromium' if script.exists() else 'no mermaid package'}")
        return
    flows = [flow for name in sys.argv[2:] for flow in flows_of(Path(name))]
    drawn = draw(chromium, script, [NO_DIAGRAM] + [text for _, text in flows])
    print(f"1..{len(drawn)}")
    print("ok 1" if "error" in drawn[0] else "not ok 1", "- half an arrow is refused")
    for number, ((name, text), result) in enumerate(zip(flows, drawn[1:]), 2):
        fault = difference(wanted(text), result)
        print("not ok" if fault else "ok", number, "-", name)
        for line in fault.splitlines():
            print("#", line)


main()
