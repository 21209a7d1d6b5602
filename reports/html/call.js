// SPDX-License-Identifier: Apache-2.0
// The panel at the right: a call, its message, or the overview; and the address that leads there.

const panel = { call: null, words: null, message: 0, hasOverview: false };

function addressOf() {
    const parts = new URLSearchParams();
    if (panel.call)
        parts.set('call', panel.call.id);
    if (panel.message)
        parts.set('message', panel.message);
    for (const field of ['q', 'verdict', 'flow', 'state'])
        if (wanted[field])
            parts.set(field, wanted[field]);
    if (wanted.sort !== 'id' || wanted.isDown)
        parts.set('sort', (wanted.isDown ? '-' : '') + wanted.sort);
    if (!wanted.fold)
        parts.set('fold', 'no');
    return '#' + parts;
}

// Keeps the address true: a new entry of the history for a call, the same one for the rest.
function keepPlace(isNew = false) {
    const address = addressOf();
    if (address === (location.hash || '#'))
        return;
    if (isNew)
        history.pushState(null, '', address);
    else
        history.replaceState(null, '', address);
}

function showPanels() {
    const hasCall = panel.call !== null;
    byId('call').hidden = !hasCall;
    byId('overview').hidden = hasCall || !panel.hasOverview;
    byId('message').hidden = !panel.message;
    document.body.classList.toggle('has-call', hasCall);
    document.body.classList.toggle('has-panel', hasCall || panel.hasOverview);
    document.body.classList.toggle('has-message', panel.message > 0);
    byId('show-overview').setAttribute('aria-expanded', String(!hasCall && panel.hasOverview));
    document.title = hasCall ? byId('call-title').textContent : 'SIP calls';
}

function drawTitle() {
    const { call, words } = panel;
    const status = call.final_status >= 300 ? ` ${call.final_status}` : '';
    fill(byId('call-title'), `Call ${call.id} `,
        element('span', { class: 'users' }, `${words.from || ''} → ${words.to || ''}`),
        element('span', { class: 'faint' },
            ` ${visible(call.dialogs[0]?.method)} ${call.state}${status}`));
}

function openCall(id, { message = 0, isNew = true } = {}) {
    if (!callById.has(id))
        return;
    if (panel.call?.id !== id) {
        Object.assign(panel, readCall(id), { message: 0 });
        list.openId = id;
        drawTitle();
        drawFacts(panel);
        drawLadder(panel.call);
        markBar(id);
        byId('story').scrollTop = 0;
    }
    showPanels();
    const at = list.calls.findIndex((call) => call.id === id);
    if (at >= 0)
        moveTo(at);
    else
        redrawRows();
    byId('call-before').disabled = at <= 0;
    byId('call-after').disabled = at < 0 || at + 1 >= list.calls.length;
    if (message)
        openMessage(message, false);
    keepPlace(isNew);
}

function openMessage(number, isKept = true) {
    const message = panel.call?.messages[number - 1];
    if (!message)
        return;
    panel.message = number;
    drawMessage(panel.call, message);
    showPanels();
    selectRow(rowOfMessage(panel.call, number));
    say(`Message ${number} of ${panel.call.messages.length}`);
    if (isKept)
        keepPlace();
}

function stepMessage(by) {
    openMessage(panel.message ? panel.message + by : by > 0 ? 1 : panel.call?.messages.length);
}

function showMissing(at) {
    closeMessage();
    selectRow(ladder.missing[at] || null);
}

function closeMessage() {
    panel.message = 0;
    selectRow(null);
    const [first] = ladder.rows.values();
    first?.setAttribute('tabindex', '0');
    showPanels();
    keepPlace();
}

function closeCall(isNew = true) {
    Object.assign(panel, { call: null, words: null, message: 0 });
    list.openId = null;
    fill(byId('ladder'));
    showPanels();
    redrawRows();
    keepPlace(isNew);
    byId('grid').focus({ preventScroll: true });
}

// The call @by rows further in the list.
function stepCall(by) {
    const at = list.cursor + by;
    if (at >= 0 && at < list.calls.length)
        openCall(list.calls[at].id, { isNew: false });
}

function toggleOverview() {
    panel.hasOverview = panel.call !== null || !panel.hasOverview;
    if (panel.call)
        closeCall();
    showPanels();
}

// What an address says, also one that was typed or gone back to.
function readAddress() {
    const parts = new URLSearchParams(location.hash.slice(1));
    const sort = parts.get('sort') || 'id';
    for (const field of ['q', 'verdict', 'flow', 'state'])
        wanted[field] = parts.get(field) || '';
    wanted.fold = parts.get('fold') !== 'no';
    wanted.isDown = sort.startsWith('-');
    wanted.sort = COLUMNS.some(({ name }) => name === sort.replace(/^-/, '')) ? sort.replace(/^-/, '') : 'id';
    return { id: Number(parts.get('call')), message: Number(parts.get('message')) };
}

function goToAddress() {
    const { id, message } = readAddress();
    byId('search').value = wanted.q;
    byId('fold').checked = wanted.fold;
    if (callById.has(id))
        openCall(id, { message, isNew: false });
    else if (panel.call)
        closeCall(false);
    refreshList();
}

function setUpCall() {
    byId('call-before').addEventListener('click', () => stepCall(-1));
    byId('call-after').addEventListener('click', () => stepCall(1));
    byId('call-close').addEventListener('click', () => closeCall());
    byId('message-before').addEventListener('click', () => stepMessage(-1));
    byId('message-after').addEventListener('click', () => stepMessage(1));
    byId('message-close').addEventListener('click', () => closeMessage());
    byId('copy').addEventListener('click', () => copyMessage(panel.call.messages[panel.message - 1]));
    byId('show-overview').addEventListener('click', toggleOverview);
    addEventListener('popstate', goToAddress);
}
