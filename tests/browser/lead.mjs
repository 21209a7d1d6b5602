// SPDX-License-Identifier: Apache-2.0
// What tests of the page share: TAP, a browser, and an eye on what a page must never do.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const [, , playwright, executablePath, folder, pictures] = process.argv;
const { chromium } = await import(playwright);
const cases = [];

export { assert };

// One case; @options are of the window.
export function test(name, options, body) {
    cases.push({ name, options, body });
}

export function remark(text) {
    console.log('# ' + text);
}

// Everything that a page asks for, complains about or is refused, but itself.
function watch(page, address) {
    const odd = [];
    page.on('console', (message) => odd.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => odd.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => { odd.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('popup', () => odd.push('a window was opened'));
    page.on('request', (request) => {
        if (request.url().split('#')[0] !== address)
            odd.push(`request: ${request.url()}`);
    });
    return odd;
}

class Reader {
    constructor(page, odd) {
        this.page = page;
        this.odd = odd;
    }

    async open(name, hash = '') {
        await this.page.goto(`file://${folder}/${name}.html${hash}`);
        await this.page.waitForFunction(() => performance.getEntriesByName('ready').length > 0);
    }

    // What another report that lies beside the page says.
    beside(name) {
        return readFile(`${folder}/${name}`, 'utf8');
    }

    count(selector) {
        return this.page.locator(selector).count();
    }

    text(selector) {
        return this.page.locator(selector).first().textContent();
    }

    async press(...keys) {
        for (const key of keys)
            await this.page.keyboard.press(key);
    }

    hash() {
        return this.page.evaluate(() => location.hash);
    }

    // The cells of a column, from above.
    column(name) {
        return this.page.evaluate((column) => [...document.querySelectorAll('#rows .row')]
            .sort((a, b) => a.getAttribute('aria-rowindex') - b.getAttribute('aria-rowindex'))
            .map((row) => row.querySelector('.cell.' + column).textContent), name);
    }

    picture(name) {
        return this.page.screenshot({ path: `${pictures}/${name}.png` });
    }
}

async function run(browser, { options, body }) {
    const { page: name, hash, ...window } = options;
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...window });
    await context.addInitScript(() => {
        window.violations = [];
        document.addEventListener('securitypolicyviolation', (event) =>
            window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30000);
    const reader = new Reader(page, watch(page, `file://${folder}/${name}.html`));
    try {
        await reader.open(name, hash);
        await body(reader);
        assert.deepEqual(reader.odd, []);
        assert.deepEqual(await page.evaluate(() => window.violations), []);
        assert.equal(await page.evaluate(() => window.hit), undefined);
    } finally {
        await context.close();
    }
}

export async function runAll() {
    const root = process.getuid() === 0 ? ['--no-sandbox'] : [];
    const browser = await chromium.launch({
        executablePath, args: [...root, '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND'],
    });
    let failed = 0;
    console.log(`1..${cases.length}`);
    for (const [at, one] of cases.entries()) {
        let fault = '';
        try {
            await run(browser, one);
        } catch (error) {
            fault = error.stack;
            failed++;
        }
        console.log(`${fault ? 'not ok' : 'ok'} ${at + 1} - ${one.name}`);
        for (const line of fault.split('\n').filter(Boolean))
            remark(line);
    }
    await browser.close();
    process.exit(failed ? 1 : 0);
}
