#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Are the metrics what somebody else counts? TAP on standard output.

recount.py PROGRAM SAMPLES   counts sessions and registrations of each sample again from the messages
that --format jsonl tells, by addresses alone. A call whose first message is no INVITE began
before its capture.
"""
import json
import subprocess
import sys
from pathlib import Path

CHALLENGES = (401, 407)


def run(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, check=True)
    return done.stdout.decode('utf-8')


def microseconds(message, digits=6):
    clock, _, fraction = message['time'][11:-1].partition('.')
    hours, minutes, seconds = (int(part) for part in clock.split(':'))
    return ((hours * 60 + minutes) * 60 + seconds) * 10 ** digits + int(
        (fraction + '0' * digits)[:digits])


def spent(first, last):
    """Microseconds from one message to another of the same day."""
    return (microseconds(last, 9) - microseconds(first, 9)) // 1000


def first_leg(call):
    """What counts: the first Call-ID, nothing twice."""
    return [m for m in call['messages'] if m['dialog'] == 0
            and not m.get('retransmission_of') and not m.get('duplicate_of')]


def is_initial(message, method):
    return message.get('status') is None and message['method'] == method


def host(address):
    return address.rpartition(':')[0]


def session_of(call):
    """The last answer to the caller, the INVITE, what rang first and the 2xx."""
    messages = first_leg(call)
    invites = [m for m in messages if is_initial(m, 'INVITE')]
    first = invites[0]
    answers = [m for m in messages if m['method'] == 'INVITE' and m.get('status')
               and host(m['to']) == host(first['from'])]
    answered = next((m for m in answers if 200 <= m['status'] < 300), None)
    upto = answers[:answers.index(answered)] if answered else answers
    finals = [m['status'] for m in upto if m['status'] >= 300]
    shown = next((m for m in upto if 100 < m['status'] < 200), answered)
    return {'invite': first, 'answered': answered, 'shown': shown,
            'outcome': answered['status'] if answered else finals[-1] if finals else None}


def registration_times(call):
    start, times = None, []
    messages = [m for m in first_leg(call) if m['method'] == 'REGISTER']
    for message in messages:
        status = message.get('status')
        if host(message['from' if status is None else 'to']) != host(messages[0]['from']):
            continue
        if status is None:
            start = start or message
        elif status >= 200 and status not in CHALLENGES:
            if status < 300:
                times.append(spent(start, message))
            start = None
    return times


def problems_of(program, capture):
    lines = run(program, capture, '--format=jsonl').splitlines()
    calls = [json.loads(line) for line in lines]
    stats = json.loads(run(program, 'stats', capture, '--format=json'))['stats']
    metrics = {metric['name']: metric for metric in stats['metrics']}
    begun = [call for call in calls if is_initial(first_leg(call)[0], 'INVITE')]
    sessions = [session_of(call) for call in begun]
    answered = [session for session in sessions if session['answered']]
    delays = [spent(s['invite'], s['shown']) for s in answered]
    registered = [time for call in calls for time in registration_times(call)]
    wanted = {
        'sessions': (stats['basis']['session_requests'], len(sessions)),
        'SER': (metrics['SER']['numerator'], len(answered)),
        '3xx': (metrics['ASR']['denominator'] - metrics['SER']['denominator'],
                sum(300 <= (s['outcome'] or 0) < 400 for s in sessions)),
        'SRD': ((metrics['SRD']['numerator'], metrics['SRD'].get('max', 0)),
                (sum(delays), max(delays, default=0))),
        'RRD': (metrics['RRD']['numerator'], sum(registered)),
        'calls': (stats['calls'], len(calls)),
        'verdicts': (sum(stats['verdicts'].values()), len(calls)),
    }
    return [f'{name}: {found}, counted {counted}' for name, (found, counted) in wanted.items()
            if found != counted]


def main(program, samples):
    captures = sorted(str(path) for path in Path(samples).glob('*/capture.pcapng'))
    failed = 0
    print(f'1..{len(captures)}')
    for number, capture in enumerate(captures, 1):
        problems = problems_of(program, capture)
        failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {number} - {Path(capture).parent.name}")
        for problem in problems:
            print(f'# {problem}')
    return 1 if failed or not captures else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
