// SPDX-License-Identifier: Apache-2.0
import { assert, test } from './lead.mjs';

const SAMPLE = { page: 'sample' };

test('a call is told in words, and a fault leads to the arrow that never came', SAMPLE, async (reader) => {
    const { page } = reader;
    await page.click('#row-1');
    assert.match(await reader.text('#call-title'), /Call 1 1001 → 1002 INVITE cancelled 487/);
    assert.match(await reader.text('.verdict'), /no-answer-caller Caller gives up: deviates/);
    for (const fact of ['rang for 1.0 s', 'Terminal A', '1-25417@192.0.2.10', '203.0.113.20:5060'])
        assert.ok((await reader.text('#call-facts')).includes(fact), fact);
    await page.click('.deviations button');
    assert.equal(await reader.count('.row.missing.selected'), 1);
    const arrow = await page.locator('.row.missing.selected').boundingBox();
    const story = await page.locator('#story').boundingBox();
    assert.ok(arrow.y >= story.y && arrow.y + arrow.height <= story.y + story.height);
});

test('a click on an arrow shows its message, with its parts apart', SAMPLE, async (reader) => {
    const { page } = reader;
    await page.click('#row-1');
    await page.click('.page > svg .row[data-n="1"] .label');
    assert.equal(await reader.text('.wire .start'), 'INVITE sip:1002@example.com SIP/2.0');
    assert.ok((await page.locator('.wire .name').allTextContents()).includes('Call-ID'));
    assert.ok((await reader.text('.wire .body')).includes('m=audio 40000 RTP/AVP 0'));
    assert.match(await reader.text('#message-body .pairs'), /A 1001 192\.0\.2\.10:5060 → P/);
    assert.equal(await page.getAttribute('.row.selected', 'aria-pressed'), 'true');
    await page.click('#message-after');
    assert.match(await reader.text('#message-title'), /^100 /);
    assert.ok(await page.isEnabled('#message-before'));
    await page.click('#message-before');
    assert.ok(!await page.isEnabled('#message-before'));
    assert.equal(await reader.hash(), '#call=1&message=1');
});

test('arrows are buttons for the keyboard too', SAMPLE, async (reader) => {
    const { page } = reader;
    await page.click('#row-1');
    assert.equal(await reader.count('#ladder [tabindex="0"]'), 1);
    const arrow = page.locator('#ladder [role=button]').first();
    assert.match(await arrow.getAttribute('aria-label'), /^Message 1: INVITE sdp, A 1001 .* to P /);
    await arrow.focus();
    await reader.press('Enter');
    assert.match(await reader.text('#message-title'), /^INVITE/);
    await reader.press('n');
    assert.match(await reader.text('#message-title'), /^100/);
});

test('copying takes the text as it was on the wire',
    { ...SAMPLE, permissions: ['clipboard-read', 'clipboard-write'] }, async (reader) => {
        const { page } = reader;
        await page.click('#row-1');
        await reader.press('n');
        await page.click('#copy');
        await page.waitForFunction(() => document.querySelector('#copy').textContent !== 'Copy');
        if (await reader.text('#copy') === 'Copied')
            assert.match(await page.evaluate(() => navigator.clipboard.readText()),
                /^INVITE sip:1002@example\.com SIP\/2\.0\r\nVia: .*\r\n\r\nv=0/s);
    });

test('an address leads to the same call and message, and back', { ...SAMPLE, hash: '#call=1&message=5' },
    async (reader) => {
        const { page } = reader;
        assert.match(await reader.text('#message-title'), /^180 Ringing/);
        await page.click('#row-2');
        assert.match(await reader.text('#call-title'), /Call 2/);
        await page.goBack();
        await page.waitForFunction(() => document.querySelector('#call-title').textContent.includes('Call 1'));
        assert.match(await reader.text('#message-title'), /^180 Ringing/);
    });

test('every call of the samples opens, and its first messages', { page: 'samples', hash: '#fold=no' },
    async (reader) => {
        const { page } = reader;
        const ids = await page.evaluate(() => JSON.parse(document.querySelector('#index').textContent)
            .rows.map((row) => row[0]));
        for (const id of ids) {
            await page.evaluate((call) => { location.hash = `#fold=no&call=${call}`; }, id);
            await page.waitForFunction((call) =>
                document.querySelector('#call-title').textContent.startsWith(`Call ${call} `), id);
            const faults = await page.evaluate((call) => {
                const { call: { messages } } = JSON.parse(document.getElementById('c' + call).textContent);
                return messages.slice(0, 6).flatMap(({ n, start_line: start }) => {
                    document.querySelector('#grid').dispatchEvent(
                        new KeyboardEvent('keydown', { key: 'n', bubbles: true }));
                    const shown = document.querySelector('.wire .start')?.textContent;
                    const selected = document.querySelectorAll('#ladder .row.selected').length;
                    return shown === start && selected === 1 ? [] : [`call ${call} message ${n}: ${shown}`];
                });
            }, id);
            assert.deepEqual(faults, []);
        }
    });
