# SPDX-License-Identifier: Apache-2.0
"""Turns what the tap saw into samples: the capture, truth.json, README.md."""

import json
import os
import struct
from pathlib import Path

import flow as flows
import reading
from stage import Failure, run

SAMPLES = Path(__file__).resolve().parents[1]


def views(flow):
    """The flow's own sample, and those that show a part of it, each as one dictionary."""
    own = {**flow, "part": "all"}
    del own["view"]
    yield own
    for view in flow["view"]:
        part = "end" if "from_step" in view else \
            "begin" if "until" in view or "until_step" in view else "all"
        yield {**own, "part": part, **view}


def steps_of(view):
    steps = reading.parse_steps(view["steps"])
    if view.get("last_words") and view["part"] != "begin":
        last = max(step[0] for step in steps) + 1
        steps += [(last, "A", "P", "OPTIONS", False), (last, "P", "A", "200 OPTIONS", False)]
    if "hops" in view:
        steps = [s for s in steps if reading.hop(s[1], s[2]) in view["hops"]]
    return steps


def cut(view, source, target):
    """Copies to @target what the view keeps of @source."""
    if "hops" in view:
        pairs = []
        for hop in view["hops"]:
            one, other = (view["hosts"][role] for role in hop.split("-"))
            pairs.append(f"(host {one} and host {other})")
        run("tcpdump", "-r", source, "-w", target, " or ".join(pairs))
        source = target
    seen = reading.read(source)
    frames = None
    if "from_step" in view:
        frames = f"{seen[view['from_step'] - 1].frame}-999999"
    elif "until_step" in view:
        frames = f"1-{seen[view['until_step'] - 1].frame}"
    elif "until" in view:
        frames = f"1-{max(m.frame for m in seen if m.time < seen[0].time + view['until'])}"
    command = ["editcap", "-F", "pcapng", source, target + "ng"]
    if frames:
        command[3:3] = ["-r"]
        command.append(frames)
    run(*command)


def without_origin(path):
    """A pcapng file whose first block says nothing of the machine that wrote it."""
    data = Path(path).read_bytes()
    length, = struct.unpack_from("<I", data, 4)
    bare = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
    return bare + data[length:]


def participants(view, seen):
    """The roles with the addresses that they used, servers together."""
    found = {}
    roles = {host: role for role, host in view["hosts"].items()}
    for message in seen:
        for end in (message.src, message.dst):
            role = roles.get(reading.host_of(end), "?")
            found.setdefault("P" if role in flows.SERVERS else role, set()).add(end)
    return [{"role": role, "addresses": sorted(found[role])}
            for role in sorted(found, key="APBC".index)]


def truth(view, seen):
    """What is so in this capture: what the flow says of it, and what tshark counted."""
    also = list(view.get("also", []))
    story = seen
    if view.get("last_words") and view["part"] != "begin":
        story = [m for m in seen if not m.what.endswith("OPTIONS")]
        also.append({"flow": "options", "verdict": "conforms"})
    call_ids = {}
    for message in seen:
        call_ids[message.call_id] = call_ids.get(message.call_id, 0) + 1
    told = {"flow": view["flow"], "verdict": view["verdict"]}
    told.update({key: view[key] for key in ("reason", "legs", "roles_open") if key in view})
    return {**told, "deviations": view.get("deviations", []), "also": also,
            "participants": participants(view, story), "call_ids": call_ids,
            "messages": len(seen), "calls": view.get("calls", 1 + len(also))}


def players(flow):
    text = " ".join([*flow["play"].values(), *flow.get("before", {}).values()])
    versions = flows.versions()
    found = ["Kamailio"] if "kamailio" in text else []
    if any(line.lstrip()[0] in "<>" for line in flow["play"].values()) or "sipp" in text:
        found.append("SIPp")
    if "baresip" in text:
        found.append("baresip")
    return " and ".join(f"{name} {versions[name]}" for name in found)


def describe(view, flow):
    how = view.get("how", "")
    return (f"What happens: {view['what']}\n"
            f"Why it exists: {view['why']}\n"
            f"How it was made: by `samples/lab/make {flow['name']}`, with {players(flow)}"
            f"{', ' + how if how else ''}.\n")


def check(view, path):
    """The messages of @path; fails if they are not what the view's steps say."""
    seen = reading.read(path)
    found = reading.with_roles(seen, view["hosts"])
    wrong = list(reading.faults(found, steps_of(view), view["part"]))
    if wrong:
        listing = "\n".join(f"    {reading.show(m)}" for m in found)
        raise Failure("\n".join([*wrong, listing]))
    if not seen:
        raise Failure("no message")
    return seen


def write(view, flow, source, folder):
    """Makes one sample of the capture @source; @folder is for what it needs in between."""
    work = os.path.join(folder, view["name"] + ".pcap")
    cut(view, source, work)
    seen = check(view, work + "ng")
    target = SAMPLES / view["name"]
    target.mkdir(exist_ok=True)
    (target / "capture.pcapng").write_bytes(without_origin(work + "ng"))
    (target / "truth.json").write_text(json.dumps(truth(view, seen), indent=2) + "\n",
                                       encoding="utf-8")
    (target / "README.md").write_text(describe(view, flow), encoding="utf-8")


def table():
    """Writes the list of all samples."""
    rows = []
    for path in sorted(SAMPLES.glob("*/capture.pcapng")):
        name = path.parent.name
        what = (path.parent / "README.md").read_text(encoding="utf-8").splitlines()[0]
        what = what.removeprefix("What happens: ").rstrip(".")
        truth_file = path.parent / "truth.json"
        count, told = len(reading.read(path)), ""
        if truth_file.exists():
            known = json.loads(truth_file.read_text(encoding="utf-8"))
            told = f"{known['flow']}, {known['verdict']}"
        rows.append(f"| [{name}]({name}) | {count} | {told} | {what} |\n")
    (SAMPLES / "README.md").write_text(
        "# Samples\n\n"
        "One folder each: the capture, what happens in it, why it exists, and what makes it "
        "again. Most\nare made by [lab](lab) with real SIP software; their `truth.json` says "
        "what a reader has to find.\n\n"
        "| sample | messages | flow and verdict | what happens |\n|---|---|---|---|\n" +
        "".join(rows), encoding="utf-8")
