// The live part of a previewed page. The server says which build is the newest; the page reloads when it is of
// another one. It lists the faults of the page's file beside the text, and shows each in its place.
(() => {
  "use strict";
  const script = document.currentScript;
  const shown = new URL(script.src).searchParams.get("build");
  const page = script.dataset.page || decodeURI(location.pathname);
  const ID = "gongkai-preview";
  const MARK = "gongkai-fault";
  // kept over reloads: what was folded stays folded, the list stays where it was, a fault on another page is shown there
  const FOLDED = `${ID}-folded`;
  const SCROLLED = `${ID}-scrolled`;
  const WANTED = `${ID}-wanted`;
  const wide = matchMedia("(min-width: 64rem)");

  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("client.css", script.src);
  document.head.append(style);

  // Only ever as text: the faults quote the content.
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // --- the place of a fault

  const MARKS = /[\s*_`~\\]/;

  function bare(text) {
    return [...text].filter((c) => !MARKS.test(c)).join("");
  }

  // The range of a text in an element, behind another; whatever white space and marks are between. null without it.
  function find(scope, text, before) {
    const wanted = bare(text);
    const lead = bare(before);
    if (!wanted) return null;
    const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
    let all = "";
    const places = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let k = 0; k < node.data.length; k++) {
        if (MARKS.test(node.data[k])) continue;
        all += node.data[k];
        places.push([node, k]);
      }
    }
    const found = all.indexOf(lead + wanted);
    if (found < 0) return null;
    const at = found + lead.length;
    const range = document.createRange();
    const [last, end] = places[at + wanted.length - 1];
    range.setStart(...places[at]);
    range.setEnd(last, end + 1);
    return range;
  }

  // The range of a fault: what it quotes, where it stands behind the same words as in the file.
  function rangeOf(scope, fault) {
    return find(scope, fault.find, fault.before) || find(scope, fault.find, "");
  }

  function show(fault) {
    const home = document.querySelector("main") || document.body;
    const scope = document.getElementById(fault.target) || home;
    const range = fault.find ? rangeOf(scope, fault) : null;
    let place = range ? range.startContainer.parentElement : scope;
    if (!range && scope !== home) place = scope.querySelector("h1, h2, h3, h4, h5, h6") || scope;
    if (!range && scope === home) place = home.querySelector("h1") || home;
    if (globalThis.CSS?.highlights && globalThis.Highlight) {
      const marked = document.createRange();
      marked.selectNodeContents(place);
      CSS.highlights.set(MARK, new Highlight(range || marked));
    } else if (range) {
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }
    if (!place.matches("a[href], button, input, [tabindex]")) place.tabIndex = -1;
    place.focus({preventScroll: true});
    const at = (range || place).getBoundingClientRect();
    scrollBy(0, at.top - innerHeight / 4);
  }

  // --- the list

  let list = null;
  let said = "";

  function item(fault, home) {
    const link = element("a", {href: `${fault.page || home}#${fault.target || "main"}`}, fault.message);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      const to = new URL(link.href);
      if (to.pathname !== location.pathname) {
        sessionStorage.setItem(WANTED, JSON.stringify({...fault, path: to.pathname}));
        return;
      }
      event.preventDefault();
      if (!wide.matches) fold(true);
      show(fault);
    });
    const made = element("li", {class: fault.severity}, element("p", {}, element("strong", {}, fault.word), " ", link));
    if (fault.quote) made.append(element("p", {class: "quote"}, element("q", {}, fault.quote)));
    if (fault.hint) made.append(element("p", {}, fault.hint));
    made.append(element("p", {class: "place"}, `${fault.place} ${fault.code}`));
    return made;
  }

  function others(state) {
    const made = element("ul", {});
    for (const file of state.others.files) {
      const name = file.href ? element("a", {href: file.href}, file.path) : file.path;
      made.append(element("li", {}, name, ` ${file.count}`));
    }
    if (state.others.more) made.append(element("li", {}, state.others.more));
    return element("details", {}, element("summary", {}, state.others.title), made);
  }

  function contents(state) {
    const made = [];
    const home = script.dataset.page || location.pathname;
    if (state.raw) made.push(element("pre", {}, state.raw));
    if (state.file) made.push(element("p", {class: "place"}, state.file));
    if (state.faults.length) made.push(element("ol", {}, ...state.faults.map((fault) => item(fault, home))));
    if (state.blocking.faults.length) {
      const more = state.blocking.faults.map((fault) => item(fault, home));
      made.push(element("h2", {}, state.blocking.title), element("ol", {}, ...more));
    }
    if (state.others.files.length) made.push(others(state));
    return made;
  }

  function fold(folded) {
    if (!list) return;
    list.button.setAttribute("aria-expanded", String(!folded));
    list.body.hidden = folded;
    document.documentElement.classList.toggle(`${ID}-open`, !folded);
  }

  // What was folded stays so until something else is wrong, or the same again after it was right for a while.
  function matter(state) {
    return [state.alert, state.count, state.file, state.raw].join("\n");
  }

  function panel() {
    const made = {
      button: element("button", {type: "button", "aria-controls": `${ID}-list`}),
      status: element("span", {role: "status"}),
      alert: element("p", {role: "alert", class: "alert"}),
      body: element("div", {id: `${ID}-list`, class: "list", role: "region", tabindex: "0"}),
      link: element("a", {href: "/_import"}),
    };
    made.button.addEventListener("click", () => {
      const folded = made.button.getAttribute("aria-expanded") === "true";
      sessionStorage.setItem(FOLDED, `${folded ? "yes" : "no"} ${made.matter}`);
      fold(folded);
    });
    made.body.addEventListener("scroll", () => sessionStorage.setItem(SCROLLED, String(made.body.scrollTop)), {passive: true});
    const bar = element("div", {class: "bar"}, made.button, made.status, made.link);
    made.root = element("aside", {id: ID}, bar, made.alert, made.body);
    document.documentElement.classList.add(ID);
    document.body.append(made.root);
    return made;
  }

  function render(state) {
    const text = JSON.stringify(state);
    // a list that says the same is left alone, so that nobody hears it twice or loses the place
    if (text === said) return;
    const first = !list;
    list ??= panel();
    said = text;
    const focused = [...list.body.querySelectorAll("a")].indexOf(document.activeElement);
    list.root.lang = state.language;
    list.root.setAttribute("aria-label", state.title);
    list.body.setAttribute("aria-label", state.title);
    list.button.textContent = state.title;
    list.status.textContent = [state.count, state.reading].filter(Boolean).join(" · ");
    list.link.textContent = state.import;
    list.alert.textContent = state.alert;
    list.alert.hidden = !state.alert;
    list.body.replaceChildren(...contents(state));
    if (focused >= 0) list.body.querySelectorAll("a")[focused]?.focus({preventScroll: true});
    const nothing = !state.faults.length && !state.blocking.faults.length && !state.raw && !state.alert;
    list.root.classList.toggle("quiet", nothing);
    if (list.matter !== matter(state)) {
      list.matter = matter(state);
      const [choice, ...rest] = (sessionStorage.getItem(FOLDED) || "").split(" ");
      const chosen = choice === "no" || rest.join(" ") === list.matter ? choice : "";
      fold(chosen ? chosen === "yes" : nothing || !(wide.matches || state.alert || script.dataset.page));
    }
    if (first) list.body.scrollTop = Number(sessionStorage.getItem(SCROLLED));
    const wanted = JSON.parse(sessionStorage.getItem(WANTED) || "null");
    if (wanted?.path === location.pathname) {
      sessionStorage.removeItem(WANTED);
      show(wanted);
    }
  }

  // --- the server

  let told = null;

  async function ask(number) {
    const answer = await fetch(`/_preview/faults.json?page=${encodeURIComponent(page)}`);
    const state = answer.ok ? await answer.json() : null;
    if (state && told === number) render(state);
  }

  function connect() {
    const socket = new WebSocket(`ws://${location.host}/livereload`);
    socket.addEventListener("message", (event) => {
      const state = JSON.parse(event.data);
      if (state.build !== shown) {
        location.reload();
      } else if (state.told !== told) {
        told = state.told;
        ask(told).catch(() => { told = null; }); // it has ended meanwhile; the next one tells
      }
    });
    // the preview was ended or started anew
    socket.addEventListener("close", () => setTimeout(connect, 500));
  }
  connect();
})();
