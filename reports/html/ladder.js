// SPDX-License-Identifier: Apache-2.0
// The ladder of the open call: pictures that the program drew, whose arrows are buttons here.

const ladder = { rows: new Map(), missing: [], selected: null };

// The heads once more, which stay in sight while the page is scrolled.
function headsOf(svg) {
    const height = Number(svg.dataset.heads);
    const heads = svg.cloneNode(false);
    heads.setAttribute('height', height);
    heads.setAttribute('viewBox', `0 0 ${svg.getAttribute('width')} ${height}`);
    const group = svg.querySelector('.ladder').cloneNode(false);
    for (const part of svg.querySelectorAll('.ladder > rect, .ladder > text'))
        if (Number(part.getAttribute('y')) < height)
            group.append(part.cloneNode(true));
    heads.append(group);
    return element('div', { class: 'heads', 'aria-hidden': 'true' }, heads);
}

function describe(call, row) {
    const message = call.messages[row.dataset.n - 1];
    const label = row.querySelector('.label')?.textContent || kindOf(message);
    return `Message ${message.n}: ${label}, ${partyOf(call, message.from)} to ${partyOf(call, message.to)}`;
}

function drawLadder(call) {
    const pages = readLadder(call.id);
    ladder.rows.clear();
    ladder.missing = [];
    ladder.selected = null;
    fill(byId('ladder'), ...pages.map((svg, at) => {
        svg.setAttribute('role', 'group');
        svg.setAttribute('aria-label', pages.length > 1 ? `Ladder, page ${at + 1}` : 'Ladder');
        for (const row of svg.querySelectorAll('.row.missing'))
            ladder.missing.push(row);
        for (const row of svg.querySelectorAll('.row[data-n]')) {
            ladder.rows.set(Number(row.dataset.n), row);
            row.setAttribute('role', 'button');
            row.setAttribute('tabindex', '-1');
            row.setAttribute('aria-label', describe(call, row));
        }
        const page = element('div', { class: 'page' }, headsOf(svg), svg);
        page.style.setProperty('--natural', svg.getAttribute('width') + 'px');
        page.style.setProperty('--height', svg.getAttribute('height') + 'px');
        return page;
    }));
    const [first] = ladder.rows.values();
    first?.setAttribute('tabindex', '0');
}

// The row that shows message @number: a repeat may be folded into that of its original.
function rowOfMessage(call, number) {
    for (let n = number; n;) {
        if (ladder.rows.has(n))
            return ladder.rows.get(n);
        const message = call.messages[n - 1];
        const before = message.retransmission_of || message.duplicate_of;
        n = before < n ? before : 0;
    }
    return null;
}

function selectRow(row) {
    if (ladder.selected) {
        ladder.selected.classList.remove('selected');
        if (ladder.selected.dataset.n)
            ladder.selected.setAttribute('aria-pressed', 'false');
    }
    for (const one of byId('ladder').querySelectorAll('[tabindex="0"]'))
        one.setAttribute('tabindex', '-1');
    ladder.selected = row;
    if (!row)
        return;
    row.classList.add('selected');
    if (row.dataset.n) {
        row.setAttribute('tabindex', '0');
        row.setAttribute('aria-pressed', 'true');
    }
    showRow(row);
}

// Scrolls as little as makes @row visible between the heads and the lower edge, and its arrow.
function showRow(row) {
    const story = byId('story');
    const room = story.getBoundingClientRect();
    const place = row.getBoundingClientRect();
    const arrow = row.querySelector('.line').getBoundingClientRect();
    if (arrow.left < room.left)
        story.scrollLeft -= room.left + 40 - arrow.left;
    else if (arrow.right > room.right)
        story.scrollLeft += arrow.right - room.right + 40;
    const heads = Number(row.ownerSVGElement.dataset.heads);
    if (place.top < room.top + heads)
        story.scrollTop -= room.top + heads - place.top;
    else if (place.bottom > room.bottom - 8)
        story.scrollTop += place.bottom - room.bottom + 8;
}

function setUpLadder() {
    byId('ladder').addEventListener('click', (event) => {
        const row = event.target.closest('.row[data-n]');
        if (row && getSelection().isCollapsed)
            openMessage(Number(row.dataset.n));
    });
    byId('ladder').addEventListener('keydown', (event) => {
        const row = event.target.closest('.row[data-n]');
        if (!row || (event.key !== 'Enter' && event.key !== ' '))
            return;
        event.preventDefault();
        event.stopPropagation();
        openMessage(Number(row.dataset.n));
    });
}
