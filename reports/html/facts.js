// SPDX-License-Identifier: Apache-2.0
// What stands above the ladder: the verdict, where the call left its flow, and what it was.

function placeOf(call, deviation, place) {
    const text = visible(deviation.text);
    const isThere = place.message || place.missing !== undefined;
    if (!isThere)
        return element('span', {}, text);
    return button(text, { class: 'link' }, () => {
        if (place.message)
            openMessage(place.message);
        else
            showMissing(place.missing);
    });
}

function deviationList(call, words) {
    const deviations = call.flow.deviations || [];
    if (!deviations.length)
        return null;
    return element('ol', { class: 'deviations' }, ...deviations.map((deviation, at) =>
        element('li', {}, element('span', { class: 'faint' }, `${deviation.kind}: `),
            placeOf(call, deviation, words.places[at]))));
}

function verdictOf(call, words) {
    const { flow } = call;
    const named = flow.verdict === 'unknown' || !flow.name ? null
        : [element('b', {}, flow.name), ` ${visible(flow.title)}: `];
    return element('div', { class: 'verdict ' + flow.verdict },
        element('p', {}, signOf(flow.verdict), ...(named || ['flow ']),
            element('b', {}, flow.verdict), words.reason ? `, ${words.reason}` : ''),
        deviationList(call, words),
        words.open ? element('p', {}, `Still open: ${words.open}`) : null,
        words.seen ? element('p', { class: 'faint' }, `Seen: ${words.seen}`) : null,
        flow.related ? element('p', {}, 'Judged together with ', callLink(flow.related)) : null,
        words.possibly ? element('p', {}, 'Possibly the same as ', callLink(words.possibly)) : null);
}

function callLink(id) {
    if (!callById.has(id))
        return `call ${id}`;
    return button(`call ${id}`, { class: 'link' }, () => openCall(id));
}

function repeatsOf(counts) {
    return [counts.retransmissions ? counted(counts.retransmissions, 'retransmission') : null,
        counts.duplicates ? counted(counts.duplicates, 'duplicate packet') : null];
}

function timesOf(call, words) {
    return [words.start, words.lasted && `lasted ${words.lasted}`,
        words.setup && `set up in ${words.setup}`, words.ring && `rang for ${words.ring}`,
        words.talk && `talked for ${words.talk}`,
        call.released_by && `ended by ${call.released_by}`].filter(Boolean).join(' · ');
}

function partyLine(party) {
    return element('li', {}, element('b', {}, party.role || '–'), ' ',
        visible([party.name, party.user].filter(Boolean).join(' ')), ' ',
        element('span', { class: 'mono' }, party.addresses.join(', ')));
}

function dialogLine(dialog, at, isOne) {
    const how = /^late: /.test(dialog.linked_by) ? '' : 'linked by ';
    const linked = dialog.linked_by ? `, ${how}${visible(dialog.linked_by)}` : '';
    const forks = dialog.forks.length > 1 ? `, ${dialog.forks.length} forks` : '';
    return element('li', {}, isOne ? '' : `#${at + 1} ${visible(dialog.method)} `,
        dialog.call_id ? element('span', { class: 'mono' }, visible(dialog.call_id)) : 'none',
        element('span', { class: 'faint' }, forks + linked));
}

// A few lines; the rest of a long list can be unfolded.
function shortList(lines) {
    const list = element('ul', {}, ...lines.slice(0, 6));
    if (lines.length <= 6)
        return list;
    return element('div', {}, list, element('details', {},
        element('summary', {}, `${lines.length - 6} more`), element('ul', {}, ...lines.slice(6))));
}

function findingLine(message, finding) {
    return element('li', {}, element('span', { class: 'faint' }, `${finding.severity} ${finding.rule}, `),
        button(`message ${message.n}`, { class: 'link' }, () => openMessage(message.n)),
        `: ${visible(finding.text)}`, element('span', { class: 'faint' }, ` (${finding.source})`));
}

// What breaks the protocol; nothing where nobody asked for it.
function findingsOf(call) {
    const lines = call.messages.flatMap((message) =>
        (message.lint || []).map((finding) => findingLine(message, finding)));
    return lines.length ? shortList(lines) : null;
}

function agentsOf(call) {
    return [...new Set(call.dialogs.map((dialog) => visible(dialog.user_agent)))].filter(Boolean);
}

function drawFacts({ call, words }) {
    const dialogs = call.dialogs.map((one, at) => dialogLine(one, at, call.dialogs.length === 1));
    fill(byId('call-facts'), verdictOf(call, words), pairs(
        ['Time', timesOf(call, words)],
        ['Messages', [call.counts.messages.toLocaleString('en'), ...repeatsOf(call.counts)]
            .filter(Boolean).join(' · ')],
        ['Who', shortList(call.participants.map(partyLine))],
        ['Call-ID', shortList(dialogs)],
        ['Agent', agentsOf(call).join(' · ')],
        ['Protocol', findingsOf(call)]));
}
