// SPDX-License-Identifier: Apache-2.0
// The list: of thousands of rows only those that can be seen are elements.

const spanText = (ms) => {
    if (ms === null)
        return '';
    if (ms < 1000)
        return ms + ' ms';
    if (ms < 60000)
        return (ms / 1000).toFixed(1) + ' s';
    const seconds = Math.round(ms / 1000);
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const two = (number) => String(number).padStart(2, '0');
    return (hours ? hours + ':' + two(minutes) : minutes) + ':' + two(seconds % 60);
};

// Narrow lists leave the day and the milliseconds out.
const timeCell = (call) => [element('span', { class: 'day' }, call.date + ' '),
    call.time.slice(0, 8), element('span', { class: 'ms' }, call.time.slice(8))];

const COLUMNS = [
    { name: 'id', title: '#', label: 'number' },
    { name: 'start', title: 'Time', cell: timeCell },
    { name: 'from', title: 'From', cell: (call) => endsShown(call.from) },
    { name: 'to', title: 'To', cell: (call) => endsShown(call.to) },
    { name: 'method', title: 'Method' },
    { name: 'state', title: 'State', cell: (call) => [stateText(call)] },
    { name: 'short', title: 'Flow', label: 'verdict and flow', cell: (call) => [signOf(call.verdict), shortNode(call)] },
    { name: 'setup', title: 'Set up', cell: (call) => [spanText(call.setup)] },
    { name: 'talked', title: 'Talked', cell: (call) => [spanText(call.talked)] },
    { name: 'lasted', title: 'Lasted', cell: (call) => [spanText(call.lasted)] },
    { name: 'messages', title: 'Msgs', label: 'Messages' },
    { name: 'path', title: 'Path' },
    { name: 'callIds', title: 'Call-ID' },
];

// An answer that is no success is told by its code; the folded ones by their number.
function stateText(call) {
    const status = call.status >= 300 ? ' ' + call.status : '';
    const folded = wanted.fold && call.folded ? ' ×' + (call.folded + 1) : '';
    return call.state + status + folded;
}

// Users differ at their ends: the last characters are never cut.
function endsShown(text) {
    const characters = [...text || ''];
    return [element('span', { class: 'begin' }, characters.slice(0, -5).join('')),
        element('span', { class: 'end' }, characters.slice(-5).join(''))];
}

function shortNode(call) {
    const short = call.short || call.verdict;
    return element('span', { class: 'what', title: [short, call.deviations].filter(Boolean).join('\n') }, short);
}

const ROW = 26; // px, as the style sheet has it
const BEYOND = 8; // rows that are there although they cannot be seen yet

const list = { calls: [], cursor: 0, openId: null, drawn: new Map() };

function cellOf(column, call) {
    const value = column.cell ? column.cell(call) : [call[column.name] ?? ''];
    return element('span', { class: 'cell ' + column.name, role: 'gridcell' }, ...value);
}

function rowOf(call, at) {
    const isOpen = call.id === list.openId;
    const classes = ['row', call.verdict, isOpen && 'open', at === list.cursor && 'cursor'];
    const row = element('div', {
        class: classes.filter(Boolean).join(' '), role: 'row', id: 'row-' + call.id,
        'aria-rowindex': at + 2, 'aria-selected': isOpen ? 'true' : 'false',
        title: [`${call.date} ${call.time}`, call.deviations].filter(Boolean).join('\n'),
    }, ...COLUMNS.map((column) => cellOf(column, call)));
    row.style.transform = `translateY(${at * ROW}px)`;
    row.addEventListener('click', () => { moveTo(at); openCall(call.id); });
    return row;
}

function drawRows(isAll = false) {
    const grid = byId('grid');
    const seen = Math.ceil(grid.clientHeight / ROW);
    const first = isAll ? 0 : Math.max(0, Math.floor(grid.scrollTop / ROW) - BEYOND);
    const end = isAll ? list.calls.length : Math.min(list.calls.length, first + seen + 2 * BEYOND);
    for (const [at, row] of list.drawn)
        if (at < first || at >= end) {
            row.remove();
            list.drawn.delete(at);
        }
    for (let at = first; at < end; at++)
        if (!list.drawn.has(at)) {
            const row = rowOf(list.calls[at], at);
            list.drawn.set(at, row);
            byId('rows').append(row);
        }
}

function redrawRows(isAll = false) {
    list.drawn.clear();
    byId('rows').replaceChildren();
    drawRows(isAll);
    const call = list.calls[list.cursor];
    if (call && list.drawn.has(list.cursor))
        byId('grid').setAttribute('aria-activedescendant', 'row-' + call.id);
    else
        byId('grid').removeAttribute('aria-activedescendant');
}

// Makes the row at @at the one that keys act on, and visible.
function moveTo(at) {
    const grid = byId('grid');
    if (!list.calls.length)
        return;
    list.cursor = Math.max(0, Math.min(at, list.calls.length - 1));
    const head = byId('columns').offsetHeight;
    const top = list.cursor * ROW;
    const room = grid.clientHeight - head - ROW;
    if (top < grid.scrollTop)
        grid.scrollTop = top;
    else if (top > grid.scrollTop + room)
        grid.scrollTop = top - room;
    redrawRows();
}

function drawColumns() {
    fill(byId('columns'), ...COLUMNS.map((column) => {
        const isBy = wanted.sort === column.name;
        const header = element('span', {
            class: 'cell ' + column.name, role: 'columnheader',
            'aria-sort': isBy ? (wanted.isDown ? 'descending' : 'ascending') : 'none',
        }, button(column.title, { title: 'Sort by ' + (column.label || column.title) },
            () => sortBy(column.name)));
        return header;
    }));
}

function sortBy(name) {
    wanted.isDown = wanted.sort === name ? !wanted.isDown : false;
    wanted.sort = name;
    refreshList();
    say(`Sorted by ${name}, ${wanted.isDown ? 'descending' : 'ascending'}`);
}

function fillSelect(select, field, all) {
    const counts = [...countsOf(field)].sort(([a], [b]) => collator.compare(a, b));
    if (wanted[field] && !counts.some(([value]) => value === wanted[field]))
        counts.push([wanted[field], 0]);
    fill(select, element('option', { value: '' }, all), ...counts.map(([value, count]) =>
        element('option', { value }, `${value === 'none' ? 'no flow' : value} (${count})`)));
    select.value = wanted[field];
}

function drawVerdicts() {
    const counts = countsOf('verdict');
    fill(byId('verdicts'), ...VERDICTS.filter((name) => counts.get(name) || wanted.verdict === name)
        .map((name) => {
            const chip = button('', {
                class: 'chip ' + name, 'aria-pressed': String(wanted.verdict === name),
                'data-verdict': name,
            }, () => choose('verdict', wanted.verdict === name ? '' : name));
            chip.append(signOf(name), element('b', {}, (counts.get(name) || 0).toLocaleString('en')),
                ' ' + name);
            return chip;
        }));
}

function choose(field, value) {
    wanted[field] = value;
    refreshList();
}

// After anything that is wanted changed.
function refreshList() {
    list.calls = shownCalls();
    list.cursor = Math.max(0, list.calls.indexOf(callById.get(list.openId)));
    byId('rows').style.height = list.calls.length * ROW + 'px';
    byId('grid').setAttribute('aria-rowcount', list.calls.length + 1);
    byId('nothing').hidden = list.calls.length > 0 || allCalls.length === 0;
    byId('count').textContent = list.calls.length === allCalls.length
        ? counted(allCalls.length, 'call')
        : `${list.calls.length.toLocaleString('en')} of ${counted(allCalls.length, 'call')}`;
    fillSelect(byId('flow'), 'flow', 'All flows');
    fillSelect(byId('state'), 'state', 'All states');
    drawVerdicts();
    drawColumns();
    moveTo(list.cursor);
    redrawRows();
    keepPlace();
}

function setUpList() {
    byId('fold').checked = wanted.fold;
    byId('folding').hidden = !allCalls.some((call) => call.isFolded);
    byId('search').value = wanted.q;
    byId('search').addEventListener('input', (event) => choose('q', event.target.value));
    byId('flow').addEventListener('change', (event) => choose('flow', event.target.value));
    byId('state').addEventListener('change', (event) => choose('state', event.target.value));
    byId('fold').addEventListener('change', (event) => choose('fold', event.target.checked));
    byId('tools').addEventListener('submit', (event) => event.preventDefault());
    byId('reset').addEventListener('click', () => {
        Object.assign(wanted, { q: '', verdict: '', flow: '', state: '' });
        byId('search').value = '';
        refreshList();
    });
    byId('grid').addEventListener('scroll', () => drawRows(), { passive: true });
    new ResizeObserver(() => drawRows()).observe(byId('grid'));
    addEventListener('beforeprint', () => redrawRows(true));
    addEventListener('afterprint', () => redrawRows());
}
