// SPDX-License-Identifier: Apache-2.0
// What keys do.

const KEYS = [
    [['j', 'ArrowDown'], 'j ↓', 'the call below', () => moveOrFollow(1)],
    [['k', 'ArrowUp'], 'k ↑', 'the call above', () => moveOrFollow(-1)],
    [['PageDown'], 'Page ↓', 'twenty calls down', () => moveOrFollow(20)],
    [['PageUp'], 'Page ↑', 'twenty calls up', () => moveOrFollow(-20)],
    [['Home', 'g'], 'Home g', 'the first call', () => moveOrFollow(-list.calls.length)],
    [['End', 'G'], 'End G', 'the last call', () => moveOrFollow(list.calls.length)],
    [['Enter', 'o'], 'Enter o', 'open the call', () => openCall(list.calls[list.cursor]?.id)],
    [['n', 'J'], 'n J', 'the next message', () => stepMessage(1)],
    [['p', 'K'], 'p K', 'the message before', () => stepMessage(-1)],
    [['/'], '/', 'search', () => byId('search').select()],
    [['i'], 'i', 'overview', () => toggleOverview()],
    [['Escape'], 'Esc', 'close the message, the call; leave the search', () => leave()],
    [['?'], '?', 'these keys', () => byId('keys').showModal()],
];

let following = 0;

// Where a call is open, the one that the list moves to is, too, once the keys rest.
function moveOrFollow(by) {
    moveTo(list.cursor < 0 && by < 0 ? 0 : list.cursor + by);
    clearTimeout(following);
    if (panel.call)
        following = setTimeout(() => openCall(list.calls[list.cursor]?.id, { isNew: false }), 120);
}

function leave() {
    if (panel.message)
        closeMessage();
    else if (panel.call)
        closeCall();
    else if (panel.hasOverview)
        toggleOverview();
}

// Arrows and the like scroll the panel that has the focus.
function belongsTo(target, key) {
    const isWithin = (id) => byId(id).contains(target);
    if (/^(Arrow|Page|Home|End)/.test(key))
        return isWithin('call') || isWithin('overview') || target.matches('select');
    if (key === 'Enter')
        return target.matches('button, select, summary, [role="button"]');
    return target.matches('select') && key.length === 1;
}

function onSearchKey(event) {
    if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') {
        event.preventDefault();
        byId('grid').focus({ preventScroll: true });
        if (list.cursor < 0)
            moveTo(0);
    }
}

function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || byId('keys').open)
        return;
    if (event.target === byId('search')) {
        onSearchKey(event);
        return;
    }
    const found = KEYS.find(([keys]) => keys.includes(event.key));
    if (!found || belongsTo(event.target, event.key))
        return;
    event.preventDefault();
    found[3]();
}

function setUpKeys() {
    fill(byId('keys-list'), ...KEYS.flatMap(([, shown, does]) => [
        element('dt', {}, ...shown.split(' ').map((key) => element('kbd', {}, key))),
        element('dd', {}, does)]));
    byId('show-keys').addEventListener('click', () => byId('keys').showModal());
    addEventListener('keydown', onKey);
}
