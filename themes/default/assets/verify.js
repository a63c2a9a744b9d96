/* Verifies pages and old checkpoints against the log: docs/explanation/verify.md. What is said stands in the page. */
"use strict";

(() => {
  const find = id => document.getElementById(id), say = find("about").dataset, result = find("result");
  let log;

  /* What is to be told: an outcome of the page, and what it says of. */
  class Told extends Error {
    constructor(name, values = {}) {
      super(name);
      this.values = values;
    }
  }

  const files = {};
  window.gongkai = data => { document.currentScript.data = data; };
  const load = path => files[path] ||= new Promise((resolve, reject) => {
    const script = document.createElement("script"), lost = name => () => {
      delete files[path];
      reject(new Told(name, {file: path.split("/verify/data/").pop()}));
    };
    script.src = path;
    script.onload = () => "data" in script ? resolve(script.data) : lost("broken")();
    script.onerror = lost("lost");
    document.head.append(script);
  });

  /* The site's own: whatever is wrong with it is no fault of the reader. */
  const now = () => log.opened(find("checkpoint").textContent).catch(told => { throw new Told("rejected", told.values); });

  /* The text of an article by which pages are compared: the rule of generator/article.py. */
  const BLOCKS = new Set(say.blocks.split(" "));
  function textOf(page) {
    const article = page.querySelector("article#notice");
    let text = "", run = "";
    const walk = (element, counts) => {
      const block = BLOCKS.has(element.localName);
      const end = () => {
        if (!block) return;
        text += run.replace(/[ \t\n\r\f]+/g, " ").replace(/^ | $/g, "");
        run = "";
      };
      counts &&= !element.matches(".aux, script, style, template");
      end();
      for (const child of element.childNodes) {
        if (child.nodeType === 1) walk(child, counts);
        else if (child.nodeType === 3 && counts) run += child.data;
      }
      end();
    };
    if (article) walk(article, true);
    return text;
  }
  const digest = bytes => log.hex(log.sha256(bytes)), digestOf = page => digest(log.utf8(textOf(page)));

  /* A page from what browsers save: as it is, or among its pictures (MHTML, RFC 2557), as telephones do. */
  function pageOf(bytes) {
    let text = new TextDecoder().decode(bytes);
    const parts = /^\S+:[^]*?boundary="(.+?)"/.exec(text.slice(0, 2000));
    if (parts) {
      const [, top, body] = /^([^]*?)\r?\n\r?\n([^]*)$/.exec(text.split("--" + parts[1])[1]);
      const octet = (_, code) => String.fromCharCode(parseInt(code, 16));
      const raw = /base64/i.test(top) ? atob(body) : body.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, octet);
      text = new TextDecoder().decode(Uint8Array.from(raw, c => c.charCodeAt(0)));
    }
    return /<html/i.test(text) && new DOMParser().parseFromString(text, "text/html");
  }

  /* The entries about a notice, each following the one before. */
  async function historyOf(checkpoint, id) {
    const [, folder, name] = /^(.*?)([^/]*)$/.exec(id);
    const listed = say.folders.split(" ").includes(folder) && (await load(`${say.files}in/${folder}index.js`))[name] || [];
    const found = await Promise.all(listed.map(async ([index, files]) => ({...await log.entryOf(checkpoint, index), files})));
    found.forEach((entry, i) => {
      const lines = Object.entries(entry.files || {}).map(([path, sum]) => `${sum}  ${path}\n`).join("");
      const right = !entry.files || entry.attachments === (lines && digest(log.utf8(lines)));
      if (!right || entry.id !== id || entry.prev !== (i ? found[i - 1].leaf : "")) throw new Told("broken");
    });
    return found;
  }
  const about = (entry, title) => ({
    ...entry, title, kind: say[entry.type], date: new Date(entry.at).toLocaleString("sv", {timeZone: say.zone}).slice(0, 16),
    page: `${entry.id}.v${entry.rev}.html`, changes: entry.type !== "publish" && `${entry.id}.v${entry.rev}.changes.html`,
  });
  const titleOf = page => page.querySelector("#notice h1, h1").textContent;
  /* What is to be said after the text: of its pictures and attachments, and of what came later. */
  function further(history, entry, replaced, intact) {
    if (replaced.length) tell("replaced", {file: replaced.join(" ")});
    else if (intact) tell("intact", {});
    for (const later of history) if (later.index > entry.index) {
      tell({erase: "erased", withdraw: "withdrawn"}[later.type] || "newer", about(later));
    }
  }

  async function linked(id, number, index) {
    const history = await historyOf(await now(), id), entry = history.find(e => e.index === index && e.rev === number);
    const replaced = [], wrong = [];
    let title = id;
    if (!entry) throw new Told("other");
    const get = async path => {
      const answer = await fetch(say.root + path.split("/").map(encodeURIComponent).join("/"), {cache: "no-cache"}).catch(() => ({}));
      if (!answer.ok) throw new Told("lost", {file: path});
      return new Uint8Array(await answer.arrayBuffer());
    };
    if (location.protocol === "file:") tell("registered", {...about(entry), file: `${id}.v${number}.html`});
    else if (entry.files) {
      const pages = [`${id}.v${number}.html`, ...history.at(-1) === entry ? [id + ".html"] : []];
      for (const path of pages) {
        const page = pageOf(await get(path));
        title = titleOf(page);
        if (digestOf(page) !== entry.article_sha256) wrong.push(path);
      }
      for (const path in entry.files) if (digest(await get(path)) !== entry.files[path]) replaced.push(path);
      tell(wrong.length ? "changed" : "unchanged", {...about(entry, title), file: wrong.join(" ")});
    }
    further(history, entry, replaced, title !== id && Object.keys(entry.files).length);
  }

  async function saved(list) {
    const given = await Promise.all(Array.from(list, async file => [file.name, new Uint8Array(await file.arrayBuffer())]));
    const pages = given.map(([, bytes]) => pageOf(bytes)).filter(Boolean);
    if (!pages.length) return old(new TextDecoder().decode(given[0][1]));
    for (const page of pages) {
      const canonical = page.querySelector("link[rel=canonical]"), href = canonical && canonical.getAttribute("href");
      const [, hant, id] = href && href.startsWith(say.url) && /^(hant\/)?(.+?)(\.v\d+)?\.html$/.exec(href.slice(say.url.length)) || [];
      if (!id || !page.querySelector("article#notice")) throw new Told("foreign");
      if (hant) throw new Told("converted");
      const history = await historyOf(await now(), id), sum = digestOf(page), title = titleOf(page);
      const entry = history.filter(e => e.article_sha256 === sum && e.type !== "erase").pop();
      if (!entry) throw new Told(history.length ? "unknown" : "never", {...history.length && about(history.at(-1)), title});
      const known = Object.entries(entry.files || {}), base = path => path.split("/").pop(), same = [], replaced = [];
      for (const [name, bytes] of given) {
        if (known.some(([, of]) => of === digest(bytes))) same.push(name);
        else if (known.some(([path]) => base(path) === name)) replaced.push(name);
      }
      tell("unchanged", about(entry, title));
      further(history, entry, replaced, same.length && same.length === known.length);
    }
  }

  async function old(text) {
    const carried = /#checkpoint=([\w-]+)/.exec(text);
    if (carried) text = new TextDecoder().decode(log.unbase64(carried[1].replace(/-/g, "+").replace(/_/g, "/"), "unreadable"));
    const before = await log.opened(text), checkpoint = await now(), sizes = {old: before.size, size: checkpoint.size, added: checkpoint.size - before.size};
    if (before.size > checkpoint.size) throw new Told("ahead", sizes);
    tell(await log.grown(before, checkpoint) ? "kept" : "rewritten", sizes);
  }

  function tell(name, values) {
    const made = find("o-" + name).content.cloneNode(true);
    for (const e of made.querySelectorAll("[data-if]")) if (!values[e.dataset.if]) e.remove();
    for (const e of made.querySelectorAll("[data-put]")) e.textContent = values[e.dataset.put];
    for (const e of made.querySelectorAll("[data-to]")) e.href = say.root + values[e.dataset.to];
    result.append(made);
  }
  let last = Promise.resolve();
  const run = work => { last = last.then(async () => {
    result.replaceChildren();
    find("status").textContent = say.busy;
    try {
      log ||= (await load(say.log))(say, load, Told);
      await work();
    } catch (told) {
      if (!(told instanceof Told)) console.error(told);
      tell(told instanceof Told ? told.message : "failed", told.values);
    }
    const first = result.querySelector("h2");
    find("status").textContent = say.done + first.textContent;
    first.focus();
  }); };
  const asked = () => {
    const hash = decodeURIComponent(location.hash), [, id, number, index] = /^#(.+)\.v(\d+)=(\d+)$/.exec(hash) || [];
    if (hash.startsWith("#checkpoint=")) run(() => old(hash));
    else if (id) run(() => linked(id, +number, +index));
  };
  find("pages").onchange = event => event.target.files.length && run(() => saved(event.target.files));
  find("old").onsubmit = event => {
    event.preventDefault();
    run(() => old(find("paper").value));
  };
  document.ondragover = event => event.preventDefault();
  document.ondrop = event => {
    event.preventDefault();
    if (event.dataTransfer.files.length) run(() => saved([...event.dataTransfer.files]));
  };
  addEventListener("hashchange", asked);
  window.gongkai.textOf = textOf;
  asked();
})();
