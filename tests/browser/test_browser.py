#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A browser opens reports: test_browser.py BUILD SIPSTORY GENERATE SAMPLES.

Makes captures, has SIPSTORY write pages of them and of the samples, looks whether they are
well-formed, and lets pages.mjs lead Chromium through them with playwright-core of
BUILD/browser/node_modules (./check puts it there). Pictures are left in BUILD/browser/pictures.
TAP on standard output.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CALLS = 2000


def skip(why):
    print(f'1..0 # SKIP {why}')
    sys.exit()


def write(sipstory, page, *inputs):
    subprocess.run([sipstory, *inputs, '--utc', '-o', page], check=True,
                   stdout=subprocess.DEVNULL)


def write_pages(folder, sipstory, generate, samples):
    import captures
    captures.make(folder)
    subprocess.run([generate, f'--calls={CALLS}', f'--output={folder}/calls.pcap'], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for name in ('hostile', 'long', 'many', 'calls'):
        write(sipstory, folder / f'{name}.html', folder / f'{name}.pcap')
    write(sipstory, folder / 'sample.html', samples / '487-missing/capture.pcapng')
    inputs = sorted(samples.glob('*/capture.pcapng'))
    write(sipstory, folder / 'samples.html', *inputs)
    write(sipstory, folder / 'limited.html', *inputs, '--limit=5')
    write(sipstory, folder / 'none.html', inputs[0], '--from=nobody')
    with (folder / 'samples.txt').open('w') as out:
        subprocess.run([sipstory, *inputs, '--utc', '--color=never'], check=True, stdout=out)


def main():
    build, sipstory, generate, samples = (Path(name).resolve() for name in sys.argv[1:])
    chromium = shutil.which('chromium') or shutil.which('chromium-browser')
    playwright = build / 'browser/node_modules/playwright-core/index.mjs'
    if not chromium or not shutil.which('node') or not playwright.exists():
        skip('no chromium, node or playwright-core')
    try:
        import scapy  # noqa: F401
    except ImportError:
        skip('no scapy')
    pictures = build / 'browser/pictures'
    pictures.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # A page is the same from any build; the released one is quicker.
        program = os.environ.get('SIPSTORY_RELEASE', sipstory)
        write_pages(folder, program, generate, samples)
        run = subprocess.run(['node', Path(__file__).with_name('pages.mjs'), playwright, chromium,
                              folder, pictures], check=False)
    sys.exit(run.returncode)


main()
