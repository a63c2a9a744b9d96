// Filters and sorts a list of findings that stands whole on the page. What is chosen is kept in the address.
(() => {
  const form = document.getElementById("ledger-filter")?.content.firstElementChild;
  if (!form) return;
  const table = document.querySelector("table.ledger");
  const clean = (text) => text.replace(/[ \t\n\r\f]+/g, " ").replace(/^ | $/g, "");
  const heads = [...table.tHead.rows[0].cells];
  const keys = heads.map((th) => th.dataset.key);
  const rows = [...table.tBodies[0].rows].map((tr, at) => ({
    tr,
    at,
    words: tr.textContent.toLowerCase(),
    texts: [...tr.cells].map((cell) => clean(cell.textContent)),
    values: [...tr.cells].map((cell) => cell.dataset.v?.split(" ") ?? [clean(cell.textContent)]),
  }));
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const fields = [...form.querySelectorAll("[name]")];
  const count = form.querySelector("b");
  const given = new URLSearchParams(location.search);
  let sort = given.get("sort") ?? "";

  function show() {
    const chosen = fields.filter((f) => f.value);
    for (const row of rows) {
      row.tr.hidden = !chosen.every((f) =>
        f.name === "q"
          ? row.words.includes(f.value.trim().toLowerCase())
          : row.values[keys.indexOf(f.name)].includes(f.value));
    }
    count.textContent = rows.filter((row) => !row.tr.hidden).length;
    const down = sort[0] === "-";
    const by = keys.indexOf(sort.slice(down));
    heads.forEach((th, k) => {
      if (k === by) th.ariaSort = down ? "descending" : "ascending";
      else th.removeAttribute("aria-sort");
    });
    const sign = down ? -1 : 1;
    rows.sort((a, b) => {
      const [x, y] = by > 0 ? [a.texts[by], b.texts[by]] : ["", ""];
      if (!x !== !y) return x ? -1 : 1;
      return sign * compare(x, y) || (by > 0 ? 1 : sign) * (a.at - b.at);
    });
    table.tBodies[0].append(...rows.map((row) => row.tr));
  }

  function changed() {
    show();
    for (const { name, value } of [...fields, { name: "sort", value: sort }]) {
      if (value) given.set(name, value);
      else given.delete(name);
    }
    try {
      history.replaceState(null, "", `?${given}${location.hash}`);
    } catch {
      // some browsers keep no address for files
    }
  }

  for (const field of fields) {
    field.value = given.get(field.name) ?? "";
    if (field.selectedIndex < 0) field.value = "";
    field.addEventListener("input", changed);
  }
  heads.forEach((th, k) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...th.childNodes);
    button.addEventListener("click", () => {
      sort = sort === keys[k] ? `-${keys[k]}` : keys[k];
      changed();
    });
    // what stands half outside of the scrolling table comes into it
    button.addEventListener("focus", () => button.scrollIntoView({ block: "nearest", inline: "nearest" }));
    th.append(button);
  });
  form.querySelector("button").addEventListener("click", () => {
    for (const field of fields) field.value = "";
    sort = "";
    changed();
    fields[0].focus();
  });
  table.parentElement.before(form);
  show();
})();
