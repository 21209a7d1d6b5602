// SPDX-License-Identifier: Apache-2.0
import { assert, test } from './lead.mjs';

const SAMPLES = { page: 'samples' };

test('the list shows every call, and folds pings and refreshes', SAMPLES, async (reader) => {
    const { page } = reader;
    const all = Number((await reader.text('#facts')).match(/^\d+/)[0]);
    const shown = Number((await reader.text('#count')).match(/^\d+/)[0]);
    assert.ok(shown < all);
    const lines = (await reader.beside('samples.txt')).match(/^ *\d+ +\d{4}-\d\d-\d\d /gm);
    assert.equal(shown, lines.length);
    await page.locator('#fold').uncheck();
    assert.equal(await reader.text('#count'), `${all} calls`);
    assert.match(await reader.hash(), /fold=no/);
});

test('beside an open call every fault can be read', { ...SAMPLES, hash: '#call=3' }, async ({ page }) => {
    for (const width of [1280, 1600, 1920]) {
        await page.setViewportSize({ width, height: 2400 });
        const cut = await page.evaluate(() => [...document.querySelectorAll('#rows .what')]
            .filter((what) => what.scrollWidth > what.clientWidth).map((what) => what.textContent));
        assert.deepEqual(cut, [], `at ${width} px`);
    }
});

test('the last digits of a number are never cut', SAMPLES, async ({ page }) => {
    const isWhole = await page.evaluate(() => {
        const cell = document.querySelector('#rows .cell.to');
        const [begin, end] = cell.children;
        begin.textContent = '+4930123456789012345678901234567890';
        end.textContent = '67890';
        return begin.scrollWidth > begin.clientWidth
            && end.getBoundingClientRect().right <= cell.getBoundingClientRect().right + 1;
    });
    assert.ok(isWhole);
});

test('a limited page links to no call that it does not hold', { page: 'limited' }, async (reader) => {
    const buttons = reader.page.locator('#summary td button');
    assert.ok(await buttons.count() > 0);
    for (let at = 0; at < await buttons.count(); at++) {
        await buttons.nth(at).click();
        assert.ok(await reader.count('#rows .row') > 0);
    }
});

test('a page without calls says so', { page: 'none' }, async (reader) => {
    assert.match(await reader.text('#left-out'), /^No call to show/);
    assert.ok(!await reader.page.isVisible('#reset'));
});

test('search finds users, Call-IDs, agents, states, flows and faults', SAMPLES, async (reader) => {
    for (const [words, column, pattern] of [
        ['1-25417@192.0.2.10', 'short', /no-answer-caller/],
        ['never answered 487', 'short', /no-answer-caller/],
        ['held', 'state', /held/],
        ['486 forward', 'short', /forward/],
        ['FORWARD-UNCONDITIONAL', 'short', /forward-unconditional ok/]]) {
        await reader.page.fill('#search', words);
        const cells = await reader.column(column);
        assert.ok(cells.length > 0, words);
        for (const cell of cells)
            assert.match(cell, pattern);
    }
    await reader.page.fill('#search', 'nobody has this');
    assert.equal(await reader.count('#rows .row'), 0);
    await reader.page.click('#reset');
    assert.ok(await reader.count('#rows .row') > 10);
});

test('a click on a title sorts, another turns the order round', SAMPLES, async (reader) => {
    const { page } = reader;
    await page.click('#columns .id button');
    assert.equal(await page.getAttribute('#columns .id', 'aria-sort'), 'descending');
    const ids = (await reader.column('id')).map(Number);
    assert.deepEqual(ids, [...ids].sort((a, b) => b - a));
    await page.click('#columns .short button');
    assert.equal(await page.getAttribute('#columns .id', 'aria-sort'), 'none');
    assert.equal(await page.getAttribute('#columns .short', 'aria-sort'), 'ascending');
    assert.match((await reader.column('short'))[0], /missing|for|order|unexpected/);
    assert.match(await reader.hash(), /sort=short/);
    await page.focus('#columns .from button');
    await reader.press('Enter');
    assert.equal(await page.getAttribute('#columns .from', 'aria-sort'), 'ascending');
});

test('verdict, flow and state filter together', SAMPLES, async (reader) => {
    const { page } = reader;
    await page.click('.chip.deviates');
    assert.equal(await page.getAttribute('.chip.deviates', 'aria-pressed'), 'true');
    const deviating = await reader.count('#rows .row');
    assert.equal(await reader.count('#rows .row.deviates'), deviating);
    await page.selectOption('#flow', 'basic-call');
    assert.ok(await reader.count('#rows .row') < deviating);
    await page.selectOption('#state', 'in-call');
    assert.equal(await reader.count('#rows .row'), 1);
    await page.click('.chip.deviates');
    assert.ok(await reader.count('#rows .row') >= 1);
});

test('the overview counts flows, and its numbers select', SAMPLES, async (reader) => {
    const { page } = reader;
    const row = page.locator('#summary tr', { hasText: 'no-answer-caller' });
    const number = row.locator('td.deviates button');
    const wanted = Number(await number.textContent());
    await number.click();
    assert.equal(await reader.count('#rows .row'), wanted);
    assert.equal(await page.inputValue('#flow'), 'no-answer-caller');
    await page.click('#show-overview');
    assert.ok(!await page.isVisible('#overview'));
});

test('the charts are there, and a bar of the timeline opens its call', SAMPLES, async (reader) => {
    const { page } = reader;
    assert.equal(await reader.count('#charts svg'), 2);
    await page.locator('#charts [data-call="5"]').dispatchEvent('click');
    assert.match(await reader.text('#call-title'), /^Call 5 /);
    assert.equal(await reader.count('#charts .bar.selected[data-call="5"]'), 1);
});

test('keys move, open, search, read and close', SAMPLES, async (reader) => {
    const { page } = reader;
    await reader.press('j', 'j', 'ArrowDown', 'k');
    assert.equal(await page.getAttribute('#rows .cursor', 'aria-rowindex'), '4');
    assert.equal(await page.getAttribute('#grid', 'aria-activedescendant'),
        await page.getAttribute('#rows .cursor', 'id'));
    await reader.press('Enter');
    assert.match(await reader.hash(), /call=3/);
    await reader.press('n', 'J');
    assert.match(await reader.text('#message-place'), /^2 /);
    await reader.press('p', 'K');
    assert.match(await reader.text('#message-place'), /^1 /);
    await reader.press('Escape');
    assert.ok(!await page.isVisible('#message'));
    await reader.press('j');
    await page.waitForFunction(() => location.hash.includes('call=4'));
    await reader.press('Escape');
    assert.ok(!await page.isVisible('#call'));
    await reader.press('/', ...'hold jk', 'Escape');
    assert.equal(await page.inputValue('#search'), 'hold jk');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'grid');
    await reader.press('?');
    assert.ok(await page.isVisible('#keys'));
    await reader.press('Escape');
    assert.ok(!await page.isVisible('#keys'));
});
