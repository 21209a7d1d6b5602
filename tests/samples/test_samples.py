#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Reads every sample and compares with its truth.json: test_samples.py SIPSTORY [SAMPLE...]

TAP on standard output, one case for each sample: its messages, calls, flows, verdicts,
deviations and roles.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
VERDICTS = {"conforms", "incomplete", "deviates", "unknown"}
KINDS = {"missing", "unexpected", "out-of-order"}


def told_by(program, capture):
    run = subprocess.run([program, str(capture), "--format", "json"], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    if run.returncode != 0:
        raise ValueError(f"exit status {run.returncode}: {run.stderr.strip()}")
    return json.loads(run.stdout)


def messages_by_call_id(told):
    """Every message, copies too, under its Call-ID."""
    counts = Counter()
    for call in told["calls"]:
        for message in call["messages"]:
            counts[call["dialogs"][message.get("dialog") or 0]["call_id"]] += 1
    return dict(counts)


def story_of(told, truth):
    """The calls without the OPTIONS that stand behind a story, where the capture goes on."""
    return [call for call in told["calls"]
            if truth["flow"] == "options" or call["dialogs"][0].get("method") != "OPTIONS"]


def addresses(participants):
    return {address for each in participants for address in each["addresses"]}


def roles(participants):
    """Who has which address, for what has a role; one letter may be several servers."""
    return {(each["role"], address) for each in participants if each.get("role")
            for address in each["addresses"]}


def faults_of_messages(told, truth):
    count = sum(each["sip_messages"] for each in told["captures"])
    if count != truth["messages"]:
        yield f"sip_messages is {count}, {truth['messages']} are in the capture"
    found = messages_by_call_id(told)
    for call_id in sorted(set(found) | set(truth["call_ids"])):
        has, wants = found.get(call_id, 0), truth["call_ids"].get(call_id, 0)
        if has != wants:
            yield f"{call_id} has {has} messages, {wants} are in the capture"


def faults_of_calls(told, truth):
    if len(told["calls"]) != truth["calls"]:
        yield f"{len(told['calls'])} calls, {truth['calls']} are in the capture"
    story = story_of(told, truth)
    found = set().union(*(addresses(call["participants"]) for call in story))
    wants = addresses(truth["participants"])
    if found != wants:
        yield f"participants have {sorted(found)}, in the capture are {sorted(wants)}"


def faults_of_form(told):
    for call in told["calls"]:
        flow = call.get("flow") or {}
        verdict = flow.get("verdict")
        if verdict is not None and verdict not in VERDICTS:
            yield f"call {call['id']}: no verdict is called {verdict}"
        for each in flow.get("deviations") or []:
            if each.get("kind") not in KINDS:
                yield f"call {call['id']}: no deviation is called {each.get('kind')}"


def faults_of_flows(told, truth):
    wants = Counter((each["flow"], each["verdict"]) for each in [truth, *truth["also"]])
    wants[truth["flow"], truth["verdict"]] += truth["calls"] - sum(wants.values())
    found = Counter((call["flow"].get("name"), call["flow"].get("verdict"))
                    for call in told["calls"])
    if found != wants:
        yield f"flows are {dict(found)}, should be {dict(wants)}"
        return
    for call in told["calls"]:
        if (call["flow"]["name"], call["flow"]["verdict"]) != (truth["flow"], truth["verdict"]):
            continue
        yield from faults_of_verdict(call, truth)
        if not truth.get("roles_open"):
            wrong = roles(call["participants"]) - roles(truth["participants"])
            if wrong:
                yield f"roles should not be {sorted(wrong)}"


def faults_of_verdict(call, truth):
    if "reason" in truth and call["flow"].get("reason") != truth["reason"]:
        yield f"reason is {call['flow'].get('reason')}, should be {truth['reason']}"
    found = call["flow"].get("deviations") or []
    if len(found) != len(truth["deviations"]):
        yield f"{len(found)} deviations, should be {len(truth['deviations'])}"
        return
    for has, wants in zip(found, truth["deviations"]):
        wrong = {key: has.get(key) for key in wants if has.get(key) != wants[key]}
        if wrong:
            yield f"deviation has {wrong}, should be {wants}"


def faults(program, name):
    folder = SAMPLES / name
    try:
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        told = told_by(program, folder / "capture.pcapng")
        return [*faults_of_messages(told, truth), *faults_of_calls(told, truth),
                *faults_of_form(told), *faults_of_flows(told, truth)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError,
            subprocess.TimeoutExpired) as error:
        return [f"{type(error).__name__}: {error}"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("sample", nargs="*")
    options = parser.parse_args()
    names = options.sample or sorted(p.parent.name for p in SAMPLES.glob("*/truth.json"))
    print(f"1..{len(names)}")
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda name: faults(options.program, name), names)
        for number, (name, wrong) in enumerate(zip(names, found), 1):
            print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
            for line in wrong:
                print("# " + line.replace("\n", "\n# "))
            sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
