#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Are the pictures and documents what they should be? TAP on standard output.

test_drawings.py PROGRAM SAMPLES BROKEN OLD   has them opened by rsvg-convert, poppler, Pillow
and pypdf, which share no code with what wrote them but librsvg. BROKEN is a module that fails
while it paints, OLD one of another version.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "formats"))

import captures  # noqa: E402

try:
    import PIL.Image
except ImportError:
    PIL = None
try:
    import pypdf
except ImportError:
    pypdf = None

HIGHEST = 65535  # pixels of a PNG


class Failed(Exception):
    """What a case found."""


class Skip(Exception):
    """What is missing here."""


def expect(condition, what):
    if not condition:
        raise Failed(what)


def tool(name):
    if not shutil.which(name):
        raise Skip(f"no {name}")
    return name


def output_of(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                          timeout=100)
    expect(done.returncode == 0, f"{command[0]}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8", "replace")


class Place:
    """A program, the samples, and a folder for one case."""

    def __init__(self, program, samples, modules, folder):
        self.program, self.samples, self.modules = program, samples, modules
        self.folder = folder

    def draw_large(self, capture, suffix, *arguments):
        """The same by the program as it is released, where there is one."""
        return self.draw(capture, suffix, *arguments,
                         program=os.environ.get("SIPSTORY_RELEASE"))

    def run(self, *arguments, program=None, **environment):
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC", **environment}
        return subprocess.run([program or self.program, *map(str, arguments)], env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                              timeout=100)

    def draw(self, capture, suffix, *arguments, program=None):
        """The drawing of @capture, and what was said of it."""
        path = self.folder / f"drawn{suffix}"
        done = self.run(capture, "-o", path, *arguments, program=program)
        expect(done.returncode == 0, f"exit status {done.returncode}: {done.stderr[-2000:]}")
        return path, done.stderr.decode()

    def program_with(self, module):
        """A copy of the program that finds this module."""
        for name in ("src", "reports/paint"):
            (self.folder / name).mkdir(parents=True)
        shutil.copy(module, self.folder / "reports/paint/sipstory-paint.so")
        return shutil.copy(self.program, self.folder / "src")

    def sample(self, name):
        return self.samples / name / "capture.pcapng"

    def capture(self, call):
        path = self.folder / "call.pcap"
        call.write(path)
        return path


def picture(path):
    if not PIL:
        raise Skip("no Pillow")
    PIL.Image.MAX_IMAGE_PIXELS = None
    image = PIL.Image.open(path)
    image.load()
    return image


def text_of(path):
    return output_of(tool("pdftotext"), "-layout", str(path), "-")


def pages_of(path):
    """Their sizes in points."""
    said = output_of(tool("pdfinfo"), "-l", "100000", str(path))
    return [tuple(map(float, size)) for size in
            re.findall(r"^Page +\d+ size: +([\d.]+) x ([\d.]+) pts", said, re.MULTILINE)]


def many_calls(count, path):
    """The same short call, so often."""
    packets = []
    for number in range(count):
        call = captures.three_messages(call_id=f"c{number}@example.net")
        packets += [packet._replace(time=packet.time + number * 10**9) for packet in call.packets]
    captures.wire.write(path, packets)
    return path


def svg_has_the_size_that_it_names(place):
    tool("rsvg-convert")
    path, _ = place.draw(place.sample("never-forwarded"), ".svg")
    width, height = re.search(r'<svg [^>]*width="(\d+)" height="(\d+)"',
                              path.read_text(encoding="utf-8")).groups()
    image = place.folder / "drawn.png"
    output_of("rsvg-convert", "-o", str(image), str(path))
    expect(picture(image).size == (int(width), int(height)),
           f"{picture(image).size}, not {width} x {height}")


def png_is_the_svg_at_twice_its_size(place):
    capture = place.sample("487-missing")
    svg, _ = place.draw(capture, ".svg")
    width, height = map(int, re.search(r'width="(\d+)" height="(\d+)"',
                                       svg.read_text(encoding="utf-8")).groups())
    image = picture(place.draw(capture, ".png")[0])
    expect(image.mode == "RGB", image.mode)
    expect(image.size == (2 * width, 2 * height),
           f"{image.size}, not twice {width} x {height}")
    expect(round(image.info["dpi"][0]) == 192, image.info)


def png_is_dark_on_white_with_the_colours_of_the_style_sheet(place):
    image = picture(place.draw(place.sample("487-missing"), ".png")[0])
    colours = dict((colour, count) for count, colour in image.getcolors(1 << 24))
    expect(max(colours, key=colours.get) == (255, 255, 255), "it is not white")
    for colour in ((0x0b, 0x5c, 0xad), (0xb3, 0x16, 0x1f), (0x11, 0x65, 0x2f)):
        expect(colours.get(colour, 0) > 100, f"no pixel is {colour}")


def png_goes_to_a_pipe_as_well(place):
    capture = place.sample("487-missing")
    path, _ = place.draw(capture, ".png")
    piped = place.run(capture, "--format", "png")
    expect(piped.returncode == 0 and piped.stdout == path.read_bytes(), "they differ")


def png_of_a_very_long_call_ends_and_says_so(place):
    path, said = place.draw_large(place.capture(captures.three_thousand_messages()), ".png")
    expect(picture(path).size[1] <= HIGHEST, picture(path).size)
    expect(re.search(r"call 1 goes on for \d+ more pages that have no room", said), said)


def png_of_many_calls_holds_what_has_room(place):
    capture = many_calls(260, place.folder / "calls.pcap")
    path, said = place.draw_large(capture, ".png", "--limit=260")
    expect(picture(path).size[1] <= HIGHEST, picture(path).size)
    expect(re.search(r"\d+ of 260 calls have no room in a picture", said), said)


def pdf_is_text_with_labels_verdict_and_deviation(place):
    text = text_of(place.draw(place.sample("487-missing"), ".pdf")[0])
    for wanted in ("Call 1: 1001 > 1002, INVITE, cancelled 487", "deviates", "INVITE sdp",
                   "(missing) 487 INVITE", "192.0.2.10:5060", "A 1001"):
        expect(wanted in text, f"{wanted!r} is not in it")


def letters_alone(text):
    """Without marks of direction; Arabic in its letters, not in their joined forms."""
    import unicodedata
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if unicodedata.category(c)[0] == "L")


def pdf_has_chinese_and_arabic(place):
    """pdftotext gives right-to-left text in the order in which it is read or seen."""
    for language in ("zh", "ar"):
        if not output_of(tool("fc-list"), f":lang={language}"):
            raise Skip(f"no font for {language}")
    found = letters_alone(text_of(place.draw(place.capture(captures.other_scripts()),
                                             ".pdf")[0]))
    expect(letters_alone(captures.CHINESE) in found, "no Chinese")
    words = [letters_alone(word) for word in captures.ARABIC.split()]
    expect(all(word in found or word[::-1] in found for word in words), f"no Arabic: {found}")


def pdf_embeds_its_fonts(place):
    said = output_of(tool("pdffonts"),
                     str(place.draw(place.capture(captures.other_scripts()), ".pdf")[0]))
    rows = said.splitlines()[2:]
    expect(rows and all(re.search(r" yes yes yes +\d+ +\d+$", row) for row in rows), said)


def pdf_has_a_bookmark_for_each_call(place):
    if not pypdf:
        raise Skip("no pypdf")
    reader = pypdf.PdfReader(place.draw(place.sample("never-forwarded"), ".pdf")[0])
    titles = [entry.title for entry in reader.outline]
    wanted = place.run(place.sample("never-forwarded"), "--format", "text").stdout.decode()
    wanted = re.findall(r"^Call \d+: .*", wanted, re.MULTILINE)
    expect([title.rpartition(", ")[0] for title in titles] == wanted, titles)
    expect(all(re.search(r"(conforms|incomplete|deviates|unknown)$", t) for t in titles), titles)
    for entry in reader.outline:
        page = reader.pages[reader.get_destination_page_number(entry)]
        expect(entry.title.partition(":")[0] in page.extract_text(), entry.title)


def pdf_names_its_capture_and_time(place):
    if not pypdf:
        raise Skip("no pypdf")
    about = pypdf.PdfReader(place.draw(place.sample("487-missing"), ".pdf")[0]).metadata
    expect(about.title == "SIP ladders of capture.pcapng", about.title)
    # cairo 1.16 forgets the prefix, and readers do without
    expect(re.match(r"(D:)?20261123022046Z", about["/CreationDate"]), about["/CreationDate"])


def pdf_is_the_same_each_time(place):
    capture = place.sample("never-forwarded")
    first = place.draw(capture, ".pdf")[0].read_bytes()
    expect(first == place.draw(capture, ".pdf")[0].read_bytes(), "they differ")


def pdf_pages_are_paper(place):
    sizes = pages_of(place.draw(place.sample("never-forwarded"), ".pdf")[0])
    expect(sizes and all(size in ((595, 842), (842, 595), (1191, 842)) for size in sizes), sizes)


def pdf_of_a_very_long_call_has_all_of_it(place):
    path, said = place.draw_large(place.capture(captures.three_thousand_messages()), ".pdf")
    expect(said == "", said)
    text = text_of(path)
    pages = text.split("\f")[:-1]
    expect(len(pages) == len(pages_of(path)) > 50, len(pages))
    expect(text.count("INFO\n") + text.count("INFO \n") >= 1498, text.count("INFO"))
    expect(all("Call 1:" in page and "192.0.2.1" in page for page in pages),
           "a page without title or heads")
    expect(all("continued (" in page for page in pages[1:]), "a page that does not go on")


def what_is_left_out_is_said_on_the_first_page(place):
    capture = many_calls(5, place.folder / "calls.pcap")
    path, said = place.draw(capture, ".pdf", "--limit=2")
    expect("3 of 5 calls are left out" in said, said)
    expect("3 of 5 calls are left out" in text_of(path).split("\f")[0], text_of(path)[:500])
    expect(len(pages_of(path)) == 2, pages_of(path))


def without_calls_there_is_a_page_that_says_so(place):
    capture = place.sample("487-missing")
    path, _ = place.draw(capture, ".pdf", "--from=nobody")
    expect("No call to show." in text_of(path), text_of(path))
    expect(picture(place.draw(capture, ".png", "--from=nobody")[0]).size[0] > 100, "no picture")


def the_program_itself_has_no_library_for_drawing(place):
    said = output_of(tool("ldd"), place.program)
    expect(not re.search("rsvg|cairo|pango|gdk", said), said)


def without_the_module_it_says_so_before_reading(place):
    alone = place.folder / "sipstory"
    shutil.copy(place.program, alone)
    if os.path.exists("/usr/local/lib/sipstory-paint.so"):
        raise Skip("the module is installed")
    for arguments in (("-o", place.folder / "x.pdf"), ("--format", "png")):
        done = place.run("missing.pcap", *arguments, program=alone)
        expect(done.returncode == 2, f"exit status {done.returncode}")
        expect(b"the module that paints is not built or not installed" in done.stderr,
               done.stderr)
        expect(b"missing.pcap" not in done.stderr, done.stderr)
    expect(place.run(place.sample("busy"), program=alone).returncode == 0, "the list needs it")


def what_fails_while_it_is_painted_leaves_nothing(place):
    program = place.program_with(place.modules[0])
    for name in ("x.pdf", "x.png"):
        path = place.folder / name
        done = place.run(place.sample("busy"), "-o", path, program=program)
        expect(done.returncode == 3, f"exit status {done.returncode}")
        expect(done.stderr.decode() == f"sipstory: {path}: the paint is dry\n", done.stderr)
    expect(not list(place.folder.glob("x.*")), "a file is left")


def the_module_of_another_version_is_refused(place):
    done = place.run("missing.pcap", "-o", place.folder / "x.pdf",
                     program=place.program_with(place.modules[1]))
    expect(done.returncode == 2, f"exit status {done.returncode}")
    expect(b"of another version of sipstory" in done.stderr, done.stderr)


def what_is_no_module_is_refused(place):
    (place.folder / "text").write_text("no module")
    done = place.run("missing.pcap", "-o", place.folder / "x.png",
                     program=place.program_with(place.folder / "text"))
    expect(done.returncode == 2, f"exit status {done.returncode}")
    expect(b"the module that paints cannot be loaded: " in done.stderr, done.stderr)


CASES = [value for value in list(globals().values())
         if callable(value) and getattr(value, "__doc__", 1) is None and
         re.match(r"(svg|png|pdf|what|without|the)_", getattr(value, "__name__", ""))]
CASES.append(pdf_has_chinese_and_arabic)


def outcome_of(case, *place):
    with tempfile.TemporaryDirectory() as folder:
        try:
            case(Place(*place, Path(folder)))
        except Skip as why:
            return "ok", f" # SKIP {why}", ""
        except (Failed, subprocess.TimeoutExpired) as problem:
            return "not ok", "", "# " + str(problem).replace("\n", "\n# ")
    return "ok", "", ""


def main(program, samples, *modules):
    samples = Path(samples)
    program = str(Path(program).resolve())
    probe = subprocess.run([program, "-", "--format", "png"], stdin=subprocess.DEVNULL,
                           capture_output=True, check=False)
    if b"not built" in probe.stderr:
        print("1..0 # SKIP the module that paints is not built")
        return 0
    failed = 0
    print(f"1..{len(CASES)}")
    for number, case in enumerate(CASES, 1):
        result, why, problems = outcome_of(case, program, samples, modules)
        failed += result != "ok"
        print(f"{result} {number} - {case.__name__.replace('_', ' ')}{why}")
        if problems:
            print(problems)
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
