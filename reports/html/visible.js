// SPDX-License-Identifier: Apache-2.0
// Characters that hide, turn the reading direction or steer are shown as escapes, as in every
// other report of sipstory; so are bytes that are not UTF-8.

const HIDDEN = /(?!\t)[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\ufff0-\ufffc\ufffe\uffff]/gu;

function escaped(character) {
    const code = character.codePointAt(0);
    if (code < 0x100)
        return '\\x' + code.toString(16).padStart(2, '0');
    return code > 0xffff ? '\\U' + code.toString(16).padStart(8, '0')
        : '\\u' + code.toString(16).padStart(4, '0');
}

// One line of text.
function visible(text) {
    return (text || '').replace(HIDDEN, escaped);
}

// The same as nodes, the escapes marked as such.
function visibleNodes(text) {
    const nodes = [];
    let end = 0;
    for (const found of text.matchAll(HIDDEN)) {
        nodes.push(text.slice(end, found.index),
            element('span', { class: 'escape' }, escaped(found[0])));
        end = found.index + found[0].length;
    }
    nodes.push(text.slice(end));
    return nodes;
}

// The text of bytes, those that are not UTF-8 as U+FFFD and an escape: "\ufffd\xff".
function textOfBytes(base64) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    let text = '';
    for (let at = 0; at < bytes.length;) {
        const first = bytes[at];
        const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        try {
            text += strict.decode(bytes.subarray(at, at + length));
            at += length;
        } catch {
            text += '\ufffd' + escaped(String.fromCharCode(first));
            at++;
        }
    }
    return text;
}
