// SPDX-License-Identifier: Apache-2.0
// What the program wrote: the head, a row for each call, and of each call its JSON and its ladder,
// which are read when the call is selected and not before.

const head = JSON.parse(byId('head').textContent);

function readCalls() {
    const { columns, rows } = JSON.parse(byId('index').textContent);
    return rows.map((values, place) => {
        const call = { place };
        columns.forEach((name, at) => { call[name] = values[at]; });
        return call;
    });
}

const allCalls = readCalls();
const callById = new Map(allCalls.map((call) => [call.id, call]));

// What "fold pings and refreshes" hides is what the list in the terminal hides. A call whose
// leader is not in this page stays.
function markFolded() {
    for (const call of allCalls) {
        const leader = callById.get(call.foldedInto);
        if (leader) {
            leader.folded = (leader.folded || 0) + 1;
            call.isFolded = true;
        }
    }
}
markFolded();

// { call, words }: the call as sipstory's JSON has it, and words for people.
function readCall(id) {
    performance.mark('read-call');
    return JSON.parse(byId('c' + id).textContent);
}

// The ladder's pages: <svg> elements of this document.
function readLadder(id) {
    const parsed = new DOMParser().parseFromString(byId('l' + id).textContent, 'image/svg+xml');
    return [...document.importNode(parsed.documentElement, true).children];
}
