// SPDX-License-Identifier: Apache-2.0
// One message of the open call: its facts and its text.

const COMPACT = { // RFC 3261, 7.3.3, and the RFCs that register others
    a: 'Accept-Contact', b: 'Referred-By', c: 'Content-Type', e: 'Content-Encoding', f: 'From',
    i: 'Call-ID', k: 'Supported', l: 'Content-Length', m: 'Contact', o: 'Event', r: 'Refer-To',
    s: 'Subject', t: 'To', u: 'Allow-Events', v: 'Via', x: 'Session-Expires', y: 'Identity',
};

function headerLine(line) {
    const [, name, rest] = /^([^\s:]+)(\s*:.*)$/s.exec(line) || [];
    if (!name)
        return element('div', { class: 'line' }, ...visibleNodes(line));
    const meaning = COMPACT[name.toLowerCase()];
    return element('div', { class: 'line' },
        element('span', { class: 'name', title: meaning || null }, ...visibleNodes(name)),
        meaning ? element('span', { class: 'long' }, ` ${meaning}`) : null, ...visibleNodes(rest));
}

// A line of SDP begins with its type (RFC 8866, 5).
function bodyLine(line) {
    const type = /^[a-z]=/.exec(line);
    if (!type)
        return element('div', { class: 'line' }, ...visibleNodes(line));
    return element('div', { class: 'line' }, element('span', { class: 'name' }, type[0]),
        ...visibleNodes(line.slice(2)));
}

function linesOf(text) {
    const lines = text.split(/\r\n|\n/);
    if (lines.at(-1) === '')
        lines.pop();
    return lines;
}

const rawText = (message) =>
    message.raw_base64 ? textOfBytes(message.raw_base64) : message.raw || '';

// The text with its start line, its header names and its body apart.
function wireText(message) {
    const text = rawText(message);
    const [, top, body] = /^(.*?)(?:\r?\n\r?\n(.*))?$/s.exec(text);
    const [start, ...headers] = linesOf(top);
    const shown = element('div', { class: 'wire' },
        element('div', { class: 'line start' }, ...visibleNodes(start || '')),
        ...headers.map(headerLine));
    if (body)
        shown.append(element('div', { class: 'body' }, ...linesOf(body).map(bodyLine)));
    return shown;
}

// "A 1001 192.0.2.10:5060": who in the call has this address.
function partyOf(call, address) {
    const party = call.participants.find((one) => one.addresses.includes(address));
    return [party?.role, visible(party?.name || party?.user), address].filter(Boolean).join(' ');
}

const kindOf = (message) => message.status
    ? visible((message.start_line || '').replace(/^\S+ /, '') || String(message.status))
    : visible(message.method);

function packetsOf(message) {
    const packets = message.packets.length > 1 ? message.packets : [message.packet];
    const capture = head.captures.length > 1 ? ` of ${head.captures[message.capture].path}` : '';
    const place = message.ordinal > 0 ? `, message ${message.ordinal + 1} in it` : '';
    return packets.join(', ') + place + capture;
}

function originalOf(message) {
    const number = message.retransmission_of || message.duplicate_of;
    if (!number)
        return null;
    const what = message.retransmission_of ? 'Sent again: first as ' : 'The same packet as ';
    return element('span', {}, what, button('message ' + number, { class: 'link' },
        () => openMessage(number)));
}

function timeOf(call, message) {
    const since = Date.parse(message.time) - Date.parse(call.start);
    return message.time ? `${message.time.replace('T', ' ').replace('Z', ' UTC')}`
        + (since ? `, ${(since / 1000).toFixed(3)} s into the call` : '') : null;
}

function messageFacts(call, message) {
    const deviations = (call.flow.deviations || [])
        .filter((deviation) => deviation.message === message.n);
    const meaning = head.meanings[message.status || message.method];
    return [
        ...deviations.map((deviation) =>
            element('p', { class: 'fault' }, signOf('deviates'), visible(deviation.text))),
        ...(message.lint || []).map((finding) => element('p', { class: 'fault' },
            `${finding.severity} ${finding.rule}: ${visible(finding.text)} (${finding.source})`)),
        pairs(
            ['Way', `${partyOf(call, message.from)} → ${partyOf(call, message.to)}, ${message.transport.toUpperCase()}`],
            ['Time', timeOf(call, message)],
            [message.packets.length > 1 ? 'Packets' : 'Packet', packetsOf(message)],
            ['Step', message.step && `${message.step} of ${call.flow.name}`],
            ['Call-ID', call.dialogs.length > 1
                && `#${message.dialog + 1} ${visible(call.dialogs[message.dialog].call_id)}`],
            ['Repeat', originalOf(message)],
            ['Odd', message.anomalies.join(', ')],
            ['Meaning', meaning]),
    ];
}

function drawMessage(call, message) {
    fill(byId('message-title'), kindOf(message),
        message.status ? element('span', { class: 'faint' }, ` (${visible(message.method)})`) : null);
    byId('message-place').textContent = `${message.n} / ${call.messages.length}`;
    byId('message-before').disabled = message.n === 1;
    byId('message-after').disabled = message.n === call.messages.length;
    fill(byId('message-body'), ...messageFacts(call, message), message.raw ? wireText(message)
        : element('p', { class: 'faint' }, 'Its text could not be read again.'));
    byId('message-body').scrollTop = 0;
}

// Into the clipboard; where a browser does not let a file do that, the text is selected instead.
async function copyMessage(message) {
    try {
        await navigator.clipboard.writeText(message.raw || '');
        say('Copied');
        byId('copy').textContent = 'Copied';
    } catch {
        getSelection().selectAllChildren(document.querySelector('#message-body .wire'));
        byId('copy').textContent = 'Selected';
    }
    setTimeout(() => { byId('copy').textContent = 'Copy'; }, 1500);
}
