// SPDX-License-Identifier: Apache-2.0
// Which calls are shown, in which order.

const SIGNS = { conforms: '✓', incomplete: '◐', deviates: '✗', unknown: '?' };
const VERDICTS = Object.keys(SIGNS);

const wanted = { q: '', verdict: '', flow: '', state: '', fold: true, sort: 'id', isDown: false };

// How a call compares by a column: texts as people sort them, numbers that are not there last.
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const RANKS = { deviates: 0, unknown: 1, incomplete: 2, conforms: 3 };
const ORDERS = {
    id: (call) => call.id,
    start: (call) => call.start,
    short: (call) => RANKS[call.verdict] + call.short,
};

function sortedBy(calls, column, isDown) {
    const key = ORDERS[column] || ((call) => call[column]);
    const keyed = calls.map((call) => [key(call), call]);
    keyed.sort(([a, left], [b, right]) => {
        if ((a ?? '') === '' || (b ?? '') === '')
            return ((a ?? '') === '') - ((b ?? '') === '') || left.place - right.place;
        const order = typeof a === 'number' ? a - b : collator.compare(a, b);
        return (isDown ? -order : order) || left.place - right.place;
    });
    return keyed.map(([, call]) => call);
}

function haystack(call) {
    call.haystack ??= [call.from, call.to, call.callIds, call.agents, call.method, call.state,
        call.status || '', call.verdict, call.short, call.deviations, call.path]
        .join('\n').toLowerCase();
    return call.haystack;
}

// Every word has to be somewhere.
function matches(call, words) {
    return words.every((word) => haystack(call).includes(word));
}

function selectedCalls(but = '') {
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    return allCalls.filter((call) =>
        !(wanted.fold && call.isFolded) &&
        (but === 'verdict' || !wanted.verdict || call.verdict === wanted.verdict) &&
        (but === 'flow' || !wanted.flow || (call.flow || 'none') === wanted.flow) &&
        (but === 'state' || !wanted.state || call.state === wanted.state) &&
        (words.length === 0 || matches(call, words)));
}

// How many calls there would be for each value of @field, whatever is chosen of it now.
function countsOf(field) {
    const counts = new Map();
    for (const call of selectedCalls(field)) {
        const value = call[field] || 'none';
        counts.set(value, (counts.get(value) || 0) + 1);
    }
    return counts;
}

function shownCalls() {
    return sortedBy(selectedCalls(), wanted.sort, wanted.isDown);
}

const signOf = (verdict) =>
    element('span', { class: 'sign ' + verdict, 'aria-hidden': 'true' }, SIGNS[verdict]);
