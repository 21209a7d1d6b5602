// SPDX-License-Identifier: Apache-2.0
import { assert, remark, test } from './lead.mjs';

const read = (reader) => reader.page.evaluate(() => performance.getEntriesByName('read-call').length);

test('of 2,000 calls few are elements, and none is read before it is opened', { page: 'calls', hash: '#fold=no' },
    async (reader) => {
        const { page } = reader;
        const ready = await page.evaluate(() => performance.getEntriesByName('ready')[0].startTime);
        remark(`2,000 calls were ready after ${Math.round(ready)} ms`);
        assert.equal(await reader.text('#count'), '2,000 calls');
        assert.equal(await read(reader), 0);
        assert.ok(await reader.count('#rows .row') < 80);
        await reader.press('End');
        assert.ok((await reader.column('id')).includes('2000'));
        assert.ok(await reader.count('#rows .row') < 80);
        await page.fill('#search', 'cancelled');
        assert.match(await reader.text('#count'), /^\d+ of 2,000 calls$/);
        await page.click('#columns .from button');
        assert.ok(await reader.count('#rows .row') < 80);
        await page.click('#rows .row >> nth=0');
        assert.equal(await read(reader), 1);
        assert.match(await reader.text('#call-title'), /cancelled/);
    });

test('a call of 3,000 messages has pages, and its last message is near', { page: 'long' }, async (reader) => {
    const { page } = reader;
    assert.equal(await reader.count('#ladder .page'), 8);
    await page.evaluate(() => { location.hash = '#call=1&message=2999'; });
    await page.waitForSelector('.row.selected[data-n="2999"]');
    await reader.press('n');
    assert.equal(await reader.text('#message-place'), '3000 / 3000');
    const row = await page.locator('.row.selected').boundingBox();
    const heads = await page.locator('.page:last-child .heads svg').boundingBox();
    const story = await page.locator('#story').boundingBox();
    assert.ok(Math.abs(heads.y - story.y) < 2, 'the participants stay in sight');
    assert.ok(row.y >= heads.y + heads.height - 1 && row.y + row.height <= story.y + story.height);
    await page.click('#message-before');
    assert.equal(await reader.text('#message-place'), '2999 / 3000');
});

test('twelve participants scroll inside of their panel, and to the arrow', { page: 'many' }, async (reader) => {
    const { page } = reader;
    assert.equal(await reader.count('.page > svg .head'), 12);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 1280);
    await page.evaluate(() => { location.hash = '#call=1&message=11'; });
    await page.waitForSelector('.row.selected[data-n="11"]');
    const arrow = await page.locator('.row.selected .line').boundingBox();
    assert.ok(arrow.x > 0 && arrow.x + arrow.width < 1280);
    await page.click('#call-facts summary');
    assert.ok((await reader.text('#call-facts')).includes('203.0.113.20:5060'));
});
