/* Search: docs/explanation/search.md */
"use strict";

(() => {
  const [page, form, heading, status, list, more] = ["results", "find", "found", "status", "hits", "more"].map(id => document.getElementById(id));
  const say = page.dataset, wanted = Object.fromEntries(new URLSearchParams(location.search));
  const FIRST = 5, MORE = 10;

  const files = {};
  window.gongkai = (...data) => { document.currentScript.data = data; };
  const load = path => files[path] ||= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = path;
    script.onload = () => script.data ? resolve(script.data) : reject();
    script.onerror = reject;
    document.head.append(script);
  });

  const segments = say.segments.split(" ").filter(Boolean).map(word => {
    const [folder, version] = word.split(":");
    return {blocks: {}, file: stem => load(`${say.files}${folder}/${stem}.js?${version}`)};
  });

  function numbers(codes) {
    const out = [];
    let high = 0;
    for (let i = 0; i < codes.length; i++) {
      const c = codes.charCodeAt(i), digit = c - (c > 92 ? 36 : 35);
      if (digit > 63) high = 27 * high + digit - 63;
      else {
        out.push(64 * high + digit);
        high = 0;
      }
    }
    return out;
  }

  /* Of each document: 0 not wanted, 1 wanted, 3 wanted for its heading. */
  async function filtered(segment, {q, status, ...wanted}) {
    const [firsts, blocks] = await segment.file("docs");
    const [notices, values] = Object.values(wanted).join("") ? await segment.file("notices") : [""];
    const [statuses, names] = status ? await segment.file("status") : [""];
    segment.firsts = firsts;
    segment.places = numbers(blocks).flatMap((n, block) => Array.from({length: n}, (_, i) => [block, i]));
    const found = new Uint8Array(segment.places.length).fill(3), given = numbers(notices);
    let at = 0;
    for (let i = 0; i < given.length; i += 5) {
      if (Object.keys(values).some((key, k) => wanted[key] && values[key][given[i + 1 + k]] !== wanted[key])) found.fill(0, at, at + given[i]);
      at += given[i];
    }
    numbers(statuses).forEach((n, doc) => { if (names[n] !== status) found[doc] = 0; });
    return found;
  }

  /* Those with a pair, or any pair that begins with a character. */
  async function holding({firsts, file}, start, total) {
    const found = new Uint8Array(total), shards = [];
    for (let i = 0; 2 * i < firsts.length; i++) {
      const next = firsts.slice(2 * i + 2, 2 * i + 4);
      if (firsts.slice(2 * i, 2 * i + start.length) <= start && (!next || next > start)) shards.push(file("s" + i));
    }
    for (const [pairs, postings] of await Promise.all(shards)) postings.split(" ").forEach((posting, i) => {
      if (pairs.startsWith(start, 2 * i)) posting.split("!").reverse().forEach((codes, inHeading) => {
        let doc = -1;
        for (const n of numbers(codes)) found[doc += n + 1] |= inHeading ? 3 : 1;
      });
    });
    return found;
  }

  /* As in the index; `places` takes the character of each unit. */
  function fold(text, places = []) {
    let folded = "", at = 0;
    for (const c of text) {
      folded += c.normalize("NFKC").toLowerCase();
      while (places.length < folded.length) places.push(at);
      at++;
    }
    return folded;
  }

  async function text({places, blocks, file}, doc) {
    const [block, i] = places[doc], notices = await file("t" + block);
    blocks[block] ||= notices.flatMap(([href, title, date, sections]) => sections.map(([id, heading, body]) => (
      {href: id ? href + "#" + id : href, title: id && title, date, heading, body, folded: [fold(heading), fold(body)]}
    )));
    return blocks[block][i];
  }

  async function search(query, wanted) {
    const terms = fold(query).split(/\s+/).filter(Boolean), spread = {}, found = await Promise.all(segments.map(s => filtered(s, wanted)));
    for (const term of terms) for (let i = 0, end = 0; end < term.length; i++) {
      const three = term.slice(i, i + 3), pair = three[2] ? three.replace(/[0-9a-z]{2}/, two => String.fromCharCode(0xe000 + parseInt(two, 36))).slice(0, 2) : three;
      end = i + (three.startsWith(pair) ? 2 : 3);
      spread[pair] = [i * 0.618 % 1, term.slice(i, end)];
    }
    const pairs = Object.keys(spread).sort((a, b) => spread[a][0] - spread[b][0]);
    const seen = new Set(), result = {terms, next};
    let queue;
    await narrow(2);
    if (result.total > 20) await narrow(2);
    return result;

    async function narrow(n) {
      const wave = pairs.splice(0, n);
      await Promise.all(segments.map(async (s, k) => {
        for (const flags of await Promise.all(wave.map(pair => holding(s, pair, found[k].length)))) flags.forEach((f, doc) => { found[k][doc] &= f; });
      }));
      const proposed = level => found.flatMap((flags, k) => [...flags.keys()].filter(doc => flags[doc] >= level).map(doc => [k, doc, level]));
      result.total = proposed(1).length;
      queue = proposed(3).concat(proposed(1));
      result.exact = !pairs.length && terms.every(t => t.length < 3);
    }

    async function next(n) {
      const hits = [];
      while (hits.length < n && queue.length) {
        const some = queue.splice(0, pairs.length && !hits.length ? 1 : n - hits.length), docs = await Promise.all(some.map(([k, doc]) => text(segments[k], doc)));
        let wrong;
        some.forEach(([k, number, level], i) => {
          const doc = docs[i], has = part => doc.folded.slice(0, level > 1 ? 1 : 2).some(f => f.includes(part));
          if (seen.has(doc)) return;
          if (terms.every(has)) {
            seen.add(doc);
            hits.push(doc);
          } else {
            found[k][number] = level >> 1;
            if (level < 2) result.total--;
            wrong = has;
          }
        });
        if (wrong && pairs.length) {
          pairs.sort((a, b) => wrong(spread[a][1]) - wrong(spread[b][1]));
          await narrow(1);
        }
      }
      result.done = seen.size === result.total;
      result.exact ||= result.done;
      return hits;
    }
  }
  window.gongkai.search = search;

  function element(tag, name, ...content) {
    const made = document.createElement(tag);
    made.className = name;
    made.append(...content);
    return made;
  }

  /* `length` characters of a text, or all. */
  function marked(text, terms, length) {
    const places = [], folded = fold(text, places), chars = [...text], marks = [], out = [];
    for (const term of terms) for (let at = -1; (at = folded.indexOf(term, at + 1)) >= 0;) {
      for (const i of places.slice(at, at + term.length)) marks[i] = true;
    }
    const from = length ? Math.max(0, marks.indexOf(true) - 30) : 0, to = Math.min(chars.length, from + (length || chars.length));
    for (let i = from, start; (start = i) < to;) {
      while (i < to && !marks[i] === !marks[start]) i++;
      const part = chars.slice(start, i).join("");
      out.push(marks[start] ? element("mark", "", part) : part);
    }
    return [from ? "…" : "", ...out, to < chars.length ? "…" : ""];
  }

  function item(hit, terms) {
    const link = element("a", "", ...marked(hit.heading, terms));
    link.href = say.root + hit.href;
    if (hit.title) link.append(" ", element("span", "of", hit.title));
    return element("li", "", element("h3", "", link), element("p", "facts", hit.date), element("p", "", ...marked(hit.body, terms, 120)));
  }

  async function show(result, n) {
    more.hidden = true;
    const made = (await result.next(n)).map(hit => item(hit, result.terms));
    list.append(...made);
    status.textContent = result.total ? say[result.exact ? "found" : "about"].replace("#", result.total) : say.none;
    more.hidden = result.done;
    return made;
  }

  async function run() {
    status.textContent = say.busy;
    const result = await search(wanted.q, wanted);
    document.title = `${wanted.q} - ${document.title}`;
    page.hidden = false;
    await show(result, FIRST);
    if (document.activeElement === document.body) heading.focus();
    more.onclick = () => show(result, MORE).then(made => made[0] && made[0].querySelector("a").focus(), fail);
  }

  const fail = () => { status.textContent = say.failed; };
  for (const field of form.elements) if (wanted[field.name]) field.value = wanted[field.name];
  if (wanted.q) run().catch(fail);
})();
