// SPDX-License-Identifier: Apache-2.0
import { assert, test } from './lead.mjs';

const HOSTILE = { page: 'hostile' };

const openEach = async (reader, look) => {
    for (const row of await reader.page.locator('#rows .row').all()) {
        await row.click();
        await reader.press('n', 'n', 'n');
        await look();
    }
};

test('what would run is shown as text', HOSTILE, async (reader) => {
    const { page } = reader;
    const seen = [];
    await openEach(reader, async () => {
        seen.push(await reader.text('.wire'), await reader.text('#ladder'), await reader.text('#call-facts'));
        assert.equal(await reader.count('#main script, #main img, #main iframe, #main a, #main foreignObject'), 0);
        assert.equal(await reader.count('#main [onerror], #main [onload], #main [href]'), 0);
    });
    const all = seen.join('\n');
    for (const text of ['</script><script>window.hit=1</script>', '<img src=x onerror="window.hit=1">',
        '<!--<script>window.hit=1', ']]></svg><script>window.hit=1</script>', 'javascript:window.hit=1',
        '&lt;b&gt;&amp;#60;', '用户忙', 'مشغول'])
        assert.ok(all.includes(text), text);
    assert.equal(await page.evaluate(() => document.scripts.length),
        3 + 2 * 11); // head, index, the script; two of each call
});

test('characters that hide, turn or steer are escapes', HOSTILE, async (reader) => {
    const { page } = reader;
    const seen = [];
    await openEach(reader, async () => {
        seen.push(await page.evaluate(() => document.querySelector('#main').textContent));
    });
    const all = seen.join('\n');
    assert.doesNotMatch(all, /[\u202a-\u202e\u2066-\u2069\u200b\ufeff\u2028\u2029]/);
    assert.doesNotMatch(all, /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/);
    for (const escape of ['\\u202e', '\\u200b', '\\u2028', '\\x1b', '\\x00'])
        assert.ok(all.includes(escape), escape);
});

test('bytes that are not UTF-8 are shown as such', HOSTILE, async (reader) => {
    await reader.page.fill('#search', 'broken');
    await reader.press('Enter', 'Enter', 'n');
    assert.ok((await reader.text('.wire')).includes('X-Odd: A\ufffd\\xff\ufffd\\xc3B'));
    assert.match(await reader.text('#message-body .pairs'), /not-utf8/);
});

test('a Call-ID of 4 kB keeps its place', { ...HOSTILE, hash: '#call=10&message=1' }, async (reader) => {
    const wide = await reader.page.evaluate(() => [document.documentElement, document.querySelector('#calls'),
        document.querySelector('#message-body')].map((one) => one.scrollWidth - one.clientWidth));
    assert.deepEqual(wide, [0, 0, 0]);
    assert.ok((await reader.text('#call-facts')).includes('c'.repeat(4096)));
});
