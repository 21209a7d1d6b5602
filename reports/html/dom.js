// SPDX-License-Identifier: Apache-2.0
// Everything that is shown goes through here: texts become text nodes, never markup.

const byId = (id) => document.getElementById(id);

// element('td', { class: 'number' }, 12, ' ms'): an attribute that is null or false is left out.
function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes))
        if (value !== null && value !== false && value !== undefined)
            made.setAttribute(key, value === true ? '' : value);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
}

function fill(parent, ...children) {
    parent.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

function button(text, attributes, whenPressed) {
    const made = element('button', { type: 'button', ...attributes }, text);
    made.addEventListener('click', whenPressed);
    return made;
}

// A list of names and what they are; a pair without a value is left out.
function pairs(...rows) {
    const list = element('dl', { class: 'pairs' });
    for (const [name, ...values] of rows) {
        const there = values.filter((value) => value !== null && value !== undefined && value !== '' && value !== false);
        if (there.length)
            list.append(element('div', {}, element('dt', {}, name), element('dd', {}, ...there)));
    }
    return list;
}

const counted = (number, one, many = one + 's') =>
    `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

// Tells those who do not see the page what happened.
function say(text) {
    byId('said').textContent = text;
}
