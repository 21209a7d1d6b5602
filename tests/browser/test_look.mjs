// SPDX-License-Identifier: Apache-2.0
import { assert, test } from './lead.mjs';

const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 420, height: 900 } };

// The contrast of the colours that texts have with those behind them (WCAG 2.2, 1.4.3).
const leastContrast = () => {
    const style = getComputedStyle(document.documentElement);
    const light = (name) => {
        const hex = style.getPropertyValue(name).trim().slice(1);
        const [red, green, blue] = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    };
    const texts = ['--text', '--faint', '--accent', '--conforms', '--incomplete', '--deviates', '--unknown'];
    const papers = ['--paper', '--raised', '--hover', '--open'];
    return Math.min(...texts.flatMap((text) => papers.map((paper) => {
        const [low, high] = [light(text), light(paper)].sort((a, b) => a - b);
        return high / low;
    })));
};

for (const colorScheme of ['light', 'dark'])
    for (const [size, viewport] of Object.entries(SIZES))
        test(`${colorScheme} and ${size}: nothing sticks out, texts have contrast`,
            { page: 'samples', colorScheme, viewport }, async (reader) => {
                const { page } = reader;
                assert.ok(await page.evaluate(leastContrast) >= 4.5);
                const sticksOut = () => page.evaluate(() =>
                    document.documentElement.scrollWidth > innerWidth);
                assert.ok(!await sticksOut());
                await reader.picture(`list-${size}-${colorScheme}`);
                await page.evaluate(() => { location.hash = '#call=5'; });
                await page.waitForSelector('#ladder svg');
                assert.ok(!await sticksOut());
                await reader.picture(`call-${size}-${colorScheme}`);
                await reader.press('n', 'n', 'n');
                assert.ok(!await sticksOut());
                await reader.picture(`message-${size}-${colorScheme}`);
            });

test('the theme can be chosen against the system', { page: 'sample' }, async (reader) => {
    const { page } = reader;
    await page.click('#row-1');
    const colours = () => page.evaluate(() => [getComputedStyle(document.body).backgroundColor,
        getComputedStyle(document.querySelector('.ladder .request .line')).stroke]);
    const light = await colours();
    await page.click('#theme');
    assert.deepEqual(await colours(), light);
    await page.click('#theme');
    const dark = await colours();
    assert.ok(dark[0] !== light[0] && dark[1] !== light[1]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.click('#theme');
    assert.deepEqual(await colours(), dark);
});

test('on paper there is the open call without what can be pressed', { page: 'sample', hash: '#call=1' },
    async (reader) => {
        const { page } = reader;
        await page.emulateMedia({ media: 'print' });
        assert.ok(await page.isVisible('.page > svg'));
        for (const hidden of ['#tools', '#grid', '#buttons', '#call-close', '.heads'])
            assert.ok(!await page.isVisible(hidden), hidden);
        assert.equal((await page.pdf()).subarray(0, 5).toString(), '%PDF-');
    });

test('on paper without an open call there are all of them, in their order', { page: 'calls', hash: '#fold=no' },
    async (reader) => {
        const { page } = reader;
        await page.emulateMedia({ media: 'print' });
        await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
        const tops = await page.evaluate(() => [...document.querySelectorAll('#rows .row')]
            .map((row) => row.getBoundingClientRect().top));
        assert.equal(tops.length, 2000);
        assert.deepEqual(tops, [...tops].sort((a, b) => a - b));
        await page.evaluate(() => dispatchEvent(new Event('afterprint')));
        assert.ok(await reader.count('#rows .row') < 2000);
    });

test('everything that can be pressed has a name', { page: 'sample', hash: '#call=1&message=1' },
    async (reader) => {
        const nameless = await reader.page.evaluate(() =>
            [...document.querySelectorAll('button, [role=button], select, input')].filter((one) =>
                !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length))
                .map((one) => one.outerHTML));
        assert.deepEqual(nameless, []);
        for (const landmark of ['main', 'header', 'h1', '[role=search]', 'section[aria-label=Calls]'])
            assert.equal(await reader.count(landmark), 1, landmark);
    });
