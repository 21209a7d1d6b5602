// SPDX-License-Identifier: Apache-2.0
// The report as a whole: what was read, what was not, flows and verdicts; and light or dark.

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

function sizeText(bytes) {
    const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
    let at = 0;
    for (; bytes >= 1000 && at + 1 < units.length; at++)
        bytes /= 1000;
    return `${at ? bytes.toFixed(1) : bytes} ${units[at]}`;
}

function drawTop() {
    const { captures } = head;
    const paths = captures.map((capture) => capture.path);
    byId('title').textContent = paths.length > 3 ? `${paths[0]} and ${paths.length - 1} more`
        : paths.join(', ') || 'SIP calls';
    byId('title').title = paths.join('\n');
    const first = captures.map((capture) => capture.first).filter(Boolean).sort()[0];
    const last = captures.map((capture) => capture.last).filter(Boolean).sort().at(-1);
    byId('facts').textContent = [
        counted(head.calls, 'call'),
        counted(sum(captures.map((capture) => capture.messages)), 'SIP message'),
        counted(sum(captures.map((capture) => capture.packets)), 'packet'),
        first && `${first.slice(0, 19)} to ${last.slice(0, 10) === first.slice(0, 10) ? last.slice(11, 19) : last.slice(0, 19)} ${head.zone}`,
        head.skipped.length && `${counted(head.skipped.length, 'note')} on what was odd`,
    ].filter(Boolean).join(' · ');
    const notice = allCalls.length ? head.leftOut : head.noCalls;
    byId('left-out').hidden = !notice;
    byId('left-out').textContent = notice || '';
}

const numbersOf = (text) => ({ text, isNumber: true });

function table(caption, titles, rows) {
    return element('table', {}, element('caption', {}, caption),
        element('thead', {}, element('tr', {}, ...titles.map((title) =>
            element('th', { scope: 'col', class: title.isNumber && 'number' }, title.text)))),
        element('tbody', {}, ...rows));
}

const numberCell = (number) =>
    element('td', { class: 'number' }, number ? number.toLocaleString('en') : '–');

function capturesTable() {
    return table('Read', [{ text: 'File' }, ...['Packets', 'SIP', 'Packet bytes'].map(numbersOf),
        { text: 'From' }, { text: 'For' }],
        head.captures.map((capture) => element('tr', {},
            element('th', { scope: 'row', class: 'mono' }, capture.path),
            numberCell(capture.packets), numberCell(capture.messages),
            element('td', { class: 'number' }, sizeText(capture.bytes)),
            element('td', {}, capture.first || ''), element('td', {}, capture.span || ''))));
}

function chooseFlow(flow, verdict) {
    Object.assign(wanted, { flow, verdict });
    refreshList();
}

// A page that is limited counts more calls than it holds.
const holdsCalls = (flow, verdict) => allCalls.some((call) =>
    (!flow || call.flow === flow) && (!verdict || call.verdict === verdict));

function flowCell(flow, verdict) {
    if (!flow[verdict] || !holdsCalls(flow.name, verdict))
        return numberCell(flow[verdict]);
    return element('td', { class: 'number ' + verdict }, button(flow[verdict].toLocaleString('en'),
        { class: 'link', title: `Show these: ${flow.name} ${verdict}` },
        () => chooseFlow(flow.name, verdict)));
}

function flowsTable() {
    const verdicts = ['conforms', 'incomplete', 'deviates'];
    const total = (flow) => sum(verdicts.map((verdict) => flow[verdict]));
    const rows = [...head.flows].sort((a, b) => total(b) - total(a)).map((flow) =>
        element('tr', {}, element('th', { scope: 'row', title: flow.title }, holdsCalls(flow.name, '')
            ? button(flow.name, { class: 'link' }, () => chooseFlow(flow.name, '')) : flow.name),
        ...verdicts.map((verdict) => flowCell(flow, verdict))));
    if (!rows.length)
        return null;
    return table('Flows', [{ text: 'Flow' }, ...verdicts.map((verdict) =>
        numbersOf(element('span', {}, signOf(verdict), verdict)))], rows);
}

function drawOverview() {
    const unknown = head.unknown
        ? element('p', {}, `${counted(head.unknown, 'call')} ${head.unknown === 1 ? 'comes' : 'come'} close to no flow. `,
            holdsCalls('', 'unknown')
                ? button('Show', { class: 'link' }, () => chooseFlow('', 'unknown')) : null) : null;
    const skipped = head.skipped.length
        ? element('div', {}, element('h2', {}, 'What was odd or could not be read'),
            element('ul', {}, ...head.skipped.map((line) => element('li', {}, line)))) : null;
    fill(byId('summary'), flowsTable(), unknown, skipped);
    fill(byId('inputs'), capturesTable(), element('p', { class: 'faint' }, `Times are ${head.zone}. Written by sipstory ${head.sipstory}.`));
    byId('charts').hidden = byId('charts').childElementCount === 0;
}

// A bar of the timeline opens its call; the open call's is marked.
function setUpCharts() {
    byId('charts').addEventListener('click', (event) => {
        const bar = event.target.closest('[data-call]');
        if (bar)
            openCall(Number(bar.dataset.call));
    });
}

function markBar(id) {
    for (const bar of byId('charts').querySelectorAll('.bar.selected'))
        bar.classList.remove('selected');
    byId('charts').querySelector(`[data-call="${id}"]`)?.classList.add('selected');
}

// The style sheets' dark sides are media rules; a choice against the system's turns these.
const THEMES = ['auto', 'light', 'dark'];
let chosenTheme = 'auto';
const darkRules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule.media?.mediaText.includes('prefers-color-scheme'));

function chooseTheme(theme) {
    const media = { auto: 'screen and (prefers-color-scheme: dark)', light: 'not all', dark: 'screen' };
    for (const rule of darkRules)
        rule.media.mediaText = media[theme];
    document.documentElement.style.colorScheme = { auto: 'light dark', light: 'light', dark: 'dark' }[theme];
    byId('theme').textContent = `Theme: ${theme}`;
    chosenTheme = theme;
}

function setUpHead() {
    drawTop();
    drawOverview();
    chooseTheme(chosenTheme);
    setUpCharts();
    byId('theme').addEventListener('click', () =>
        chooseTheme(THEMES[(THEMES.indexOf(chosenTheme) + 1) % THEMES.length]));
}
