"use strict";
const find = document.getElementById("find");
if (find) {
  const rows = [...document.getElementById("rows").rows];
  const textOf = row => {
    const parts = [""];
    const nodes = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) parts.push(nodes.currentNode.data);
    return parts.join(" ").toLowerCase();
  };
  const texts = rows.map(textOf);
  const count = document.getElementById("count");
  const filter = () => {
    // A number matches from its beginning: 22/tcp is not in 1022/tcp.
    const words = find.value.toLowerCase().split(/\s+/).filter(word => word)
      .map(word => /^\d/.test(word) ? " " + word : word);
    let shown = 0;
    rows.forEach((row, at) => {
      const fits = words.every(word => texts[at].includes(word));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    count.textContent = shown + " of " + rows.length + " hosts";
  };
  find.closest(".find").hidden = false;
  find.addEventListener("input", filter);
  document.addEventListener("click", event => {
    const button = event.target.closest("[data-find]");
    if (button) {
      find.value = button.dataset.find;
      filter();
      document.getElementById("hosts").scrollIntoView();
    }
    if (event.target.closest("svg a") && find.value) {
      find.value = "";
      filter();
    }
  });
  filter();
}
