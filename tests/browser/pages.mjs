// SPDX-License-Identifier: Apache-2.0
// node pages.mjs PLAYWRIGHT CHROMIUM FOLDER PICTURES: called by test_browser.py.

import { runAll } from './lead.mjs';

await import('./test_list.mjs');
await import('./test_call.mjs');
await import('./test_hostile.mjs');
await import('./test_large.mjs');
await import('./test_look.mjs');
await runAll();
