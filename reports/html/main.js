// SPDX-License-Identifier: Apache-2.0

const WIDE = 1100; // px: room for the list and something beside it

function begin() {
    const { id, message } = readAddress();
    byId('reading').remove();
    byId('top').hidden = false;
    byId('main').hidden = false;
    setUpHead();
    setUpList();
    setUpLadder();
    setUpCall();
    setUpKeys();
    panel.hasOverview = innerWidth >= WIDE;
    showPanels();
    refreshList();
    if (callById.has(id))
        openCall(id, { message, isNew: false });
    else if (allCalls.length === 1)
        openCall(allCalls[0].id, { isNew: false });
    byId('grid').focus({ preventScroll: true });
    performance.mark('ready');
}

begin();
