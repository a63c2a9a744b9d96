// What only a laid-out page can tell. Each probe gives its complaints: [] when all is well.
globalThis.probes = (() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const say = (e, what) => `${e.outerHTML.slice(0, 90).replace(/\s+/g, " ")}: ${what}`;
  const own = e => [...e.childNodes].filter(n => n.nodeType === 3 && n.data.trim());
  const seen = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
  // text for those who hear the page: a box of a pixel, clipped away on purpose
  const unseen = e => {
    for (; e; e = e.parentElement) {
      const box = e.getBoundingClientRect(), style = getComputedStyle(e);
      if (style.overflow !== "visible" && box.width <= 1 && box.height <= 1) return true;
    }
    return false;
  };
  const off = e => { const box = e.getBoundingClientRect(); return box.right <= 0 || box.bottom + scrollY <= 0; };
  // the box of something, brought into the window
  const near = measure => {
    let box = measure();
    if (box.bottom > innerHeight || box.top < 0) {
      scrollBy(0, box.top - innerHeight / 3);
      box = measure();
    }
    return box;
  };
  const texts = () => all("body *").filter(e => own(e).length && seen(e) && !unseen(e) && !off(e));

  // Colours, WCAG 2.2: relative luminance and contrast ratio

  const pen = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const rgba = color => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = color;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3])).concat(1);
  const luminance = color => {
    const [r, g, b] = color.map(c => (c / 255 <= .04045 ? c / 255 / 12.92 : ((c / 255 + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + .05) / (low + .05);
  };
  const canvas = () => {
    const e = document.body.appendChild(document.createElement("i"));
    e.style.backgroundColor = "Canvas";
    const color = rgba(getComputedStyle(e).backgroundColor);
    e.remove();
    return color;
  };
  // the colour behind an element; the first is itself, unless told from its parent on
  const behind = (e, paper) => {
    const layers = [];
    for (; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.backgroundImage !== "none") return null;
      const color = rgba(style.backgroundColor);
      layers.push(color);
      if (color[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), paper);
  };
  const opacity = e => { let all = 1; for (; e; e = e.parentElement) all *= getComputedStyle(e).opacity; return all; };
  const fade = ([r, g, b, a], e) => [r, g, b, a * opacity(e)];
  // what an SVG text stands on: the shape painted below it
  const shape = e => {
    const box = near(() => e.getBoundingClientRect());
    const below = document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const found = below.find(x => x !== e && x instanceof SVGGeometryElement && getComputedStyle(x).fill !== "none");
    return found && rgba(getComputedStyle(found).fill);
  };

  const CONTROLS = "button, input:not([type=hidden]), select, textarea, .go";
  const STOPS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  const HAN = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—·]/u;
  // running text: the elements in which sentences stand
  const BLOCKS = "p, li, dd, dt, td, th, blockquote, figcaption, caption, label, legend, h1, h2, h3, h4, h5, h6, pre";

  // whether a link stands in a sentence: there are words around it that are no links
  const sentence = e => {
    const block = e.closest("p, li, dd, td, figcaption")?.cloneNode(true);
    block?.querySelectorAll("a, ul, ol").forEach(x => x.remove());
    return /[^\s，、；：。]/.test(block?.textContent ?? "");
  };

  // The lines of a block: how many Han characters stand in each.
  const lines = e => {
    const found = new Map();
    const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let n = walk.nextNode(); n; n = walk.nextNode()) {
      if (n.parentElement.closest(BLOCKS) !== e) continue;
      for (let i = 0; i < n.length; i++) {
        if (!HAN.test(n.data[i])) continue;
        range.setStart(n, i);
        range.setEnd(n, i + 1);
        const box = range.getBoundingClientRect();
        if (box.width) found.set(Math.round(box.bottom / 4), (found.get(Math.round(box.bottom / 4)) ?? 0) + 1);
      }
    }
    return [...found.values()];
  };

  return {
    // Line 4: nothing sticks out of the window, nothing is clipped; what scrolls can be reached and has a name.
    reflow() {
      const found = [];
      const root = document.documentElement, wide = root.clientWidth;
      if (root.scrollWidth > wide) found.push(`the page is ${root.scrollWidth} wide in a window of ${wide}`);
      const scrollers = new Set();
      for (const e of all("body *")) {
        if (!seen(e) || unseen(e) || e.closest("svg") && e.tagName !== "svg") continue;
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        const inside = [...scrollers].some(s => s !== e && s.contains(e));
        if (["auto", "scroll"].includes(style.overflowX) && e.tagName !== "TEXTAREA") {
          scrollers.add(e);
          const named = e.getAttribute("aria-label") || document.getElementById(e.getAttribute("aria-labelledby"));
          if (e.scrollWidth > e.clientWidth && !(e.tagName === "SECTION" && e.tabIndex === 0 && named))
            found.push(say(e, "scrolls sideways, and is no labelled, focusable section"));
        } else if (style.overflow !== "visible" && e.tagName !== "svg" && !e.matches("input, select, textarea")
            && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)) {
          found.push(say(e, "is clipped"));
        }
        if (!inside && box.width && !off(e) && (box.left < -1 || box.right > wide + 1))
          found.push(say(e, `from ${box.left} to ${box.right} in a window of ${wide}`));
      }
      return found;
    },

    // Line 3: nothing stays where it is while the page scrolls.
    fixed() {
      return all("body *").filter(e => ["fixed", "sticky"].includes(getComputedStyle(e).position))
        .map(e => say(e, getComputedStyle(e).position));
    },

    // Line 4: no text lies under something else.
    covered() {
      const found = [];
      for (const e of texts()) {
        if (e.closest("svg, select, section[tabindex='0']")) continue;
        const range = document.createRange();
        range.selectNodeContents(own(e)[0]);
        if (!range.getClientRects().length) continue;
        const box = near(() => range.getClientRects()[0]);
        const top = box.width && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        if (top && !top.contains(e) && !e.contains(top)) found.push(say(e, `lies under ${top.outerHTML.slice(0, 60)}`));
      }
      return found;
    },

    // Line 5: text at least 7:1, and what is written before, after or instead of it.
    contrast() {
      const found = [], paper = canvas();
      const look = (e, color, back, what) => {
        if (!back) return found.push(say(e, `${what} on a picture`));
        const ratio = contrast(over(fade(rgba(color), e), back), back);
        if (ratio < 6.995) found.push(say(e, `${what} ${ratio.toFixed(2)}:1, ${color} on ${back.slice(0, 3).map(Math.round)}`));
      };
      for (const e of texts()) {
        const style = getComputedStyle(e);
        const svg = e.closest("svg");
        if (svg && e === svg.querySelector("title, desc")) continue;
        look(e, svg ? style.fill : style.color, svg && shape(e) || behind(e, paper), "text");
      }
      for (const e of all("body *").filter(seen)) {
        for (const pseudo of ["::before", "::after", "::marker"]) {
          const style = getComputedStyle(e, pseudo);
          const list = pseudo === "::marker" && getComputedStyle(e).display === "list-item"
            && getComputedStyle(e).listStyleType !== "none";
          const text = list || pseudo !== "::marker" && /^["'].*[^\s"']/.test(style.content) && style.display !== "none";
          if (text) look(e, style.color, over(rgba(style.backgroundColor), behind(e, paper) ?? paper), pseudo);
        }
        if (e.matches("[placeholder]")) look(e, getComputedStyle(e, "::placeholder").color, behind(e, paper), "placeholder");
      }
      return found;
    },

    // Line 5: the edge or the face of a control at least 3:1 against what it stands on, or its words underlined.
    controls() {
      const found = [], paper = canvas();
      for (const e of all(CONTROLS).filter(seen)) {
        if (e.matches("[type=checkbox], [type=radio], [type=range]") && getComputedStyle(e).appearance !== "none") continue;
        const style = getComputedStyle(e), below = behind(e.parentElement, paper);
        const edge = ["Top", "Right", "Bottom", "Left"].every(
          side => parseFloat(style[`border${side}Width`]) >= 1 && style[`border${side}Style`] !== "none")
          ? contrast(over(rgba(style.borderBottomColor), below), below) : 0;
        const face = contrast(over(rgba(style.backgroundColor), below), below);
        if (Math.max(edge, face) < 3 && !style.textDecorationLine.includes("underline")) found.push(say(e, `edge ${edge.toFixed(2)}:1, face ${face.toFixed(2)}:1`));
      }
      return found;
    },

    // Line 5: 24 pixels for whatever can be pressed, but links inside sentences; 44 for controls.
    targets() {
      const found = [];
      for (const e of all("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
        if (!seen(e) || off(e)) continue;
        const labels = e.matches("[type=checkbox], [type=radio]") ? [...e.labels] : [];
        const boxes = [e, ...labels].map(x => x.getBoundingClientRect());
        const wide = Math.max(...boxes.map(b => b.width)), high = Math.max(...boxes.map(b => b.height));
        const least = e.matches(CONTROLS) ? 44 : 24;
        if (least === 24 && getComputedStyle(e).display === "inline" && sentence(e)) continue;
        if (wide < least - .5 || high < least - .5) found.push(say(e, `${wide.toFixed(1)} × ${high.toFixed(1)}`));
      }
      return found;
    },

    // Line 6: 40 characters a line, 1.75 lines high where sentences run on, never justified, 18 pixels.
    typography() {
      const found = [];
      if (parseFloat(getComputedStyle(document.body).fontSize) < 18) found.push("the base is under 18 pixels");
      for (const e of all(BLOCKS)) {
        if (!seen(e) || unseen(e)) continue;
        const style = getComputedStyle(e);
        if (style.textAlign === "justify") found.push(say(e, "justified"));
        const counts = lines(e);
        const most = Math.max(0, ...counts);
        if (most > 40) found.push(say(e, `${most} characters a line`));
        if (counts.length < 2) continue;
        const high = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
        const running = e.matches("p, li, dd, blockquote") && !e.closest("nav, table, header, footer, dl");
        if (high < (running ? 1.75 : 1.4) - .005) found.push(say(e, `lines ${high.toFixed(2)} high`));
        if (running && e.closest("#notice") && !e.closest(".aux, .footnotes") && parseFloat(style.fontSize) < 17)
          found.push(say(e, `running text of ${style.fontSize}`));
      }
      return found;
    },

    // Line 7: one h1, in main, and no level skipped; every link has words that say where it leads.
    headings() {
      const found = [];
      const levels = all("h1, h2, h3, h4, h5, h6").filter(seen);
      if (all("h1").length !== 1 || !document.querySelector("main h1")) found.push("not one h1 in main");
      levels.forEach((e, i) => {
        if (i && e.tagName[1] - levels[i - 1].tagName[1] > 1) found.push(say(e, "skips a level"));
        if (!e.textContent.trim()) found.push(say(e, "is empty"));
      });
      return found;
    },

    links() {
      const found = [], targets = new Map();
      const vague = /^(点击(这里|此处)?|这里|此处|更多|详情|查看(详情|更多)?|了解(更多|详情)|阅读(全文|更多)|下载|链接|here|click here|more|details|view|read more|link|download)[\s>»›→…。.]*$/i;
      for (const e of all("a[href]")) {
        const words = (e.getAttribute("aria-label") ?? e.textContent).trim().replace(/\s+/g, " ");
        if (!words || vague.test(words)) found.push(say(e, "says nothing"));
        // an address that is shown is the one that is opened, wherever the site stands
        const end = address => address.split("/").slice(-2).join("/");
        if (/^https?:/.test(words) && words !== e.getAttribute("href") && end(words) !== end(e.href)) found.push(say(e, "reads as another address"));
        if (targets.has(words) && targets.get(words) !== e.href) found.push(say(e, `other target than ${targets.get(words)}`));
        targets.set(words, e.href);
      }
      return found;
    },

    landmarks() {
      const found = [];
      for (const [selector, count] of [["main", 1], ["body > header", 1], ["body > footer", 1]])
        if (all(selector).length !== count) found.push(`${all(selector).length} × ${selector}`);
      const names = all("nav").map(e => e.getAttribute("aria-label") ?? document.getElementById(e.getAttribute("aria-labelledby"))?.textContent ?? "");
      names.forEach((name, i) => { if (!name || names.indexOf(name) !== i) found.push(say(all("nav")[i], "has no name of its own")); });
      const places = "main, header, footer, nav, aside, search, .skip";
      for (const e of texts()) if (!e.closest(places)) found.push(say(e, "stands in no landmark"));
      return found;
    },

    // Line 8: a picture has a name or is hidden from those who hear the page; its numbers stand beside it in text.
    pictures() {
      const found = [];
      for (const e of all("img, svg")) {
        if (e.getAttribute("aria-hidden") === "true" || e.getAttribute("alt") === "" && !e.closest("a")) continue;
        if (e.tagName === "svg" && e.getAttribute("role") !== "img") { found.push(say(e, "no role=img")); continue; }
        const label = document.getElementById(e.getAttribute("aria-labelledby"))?.textContent;
        const name = e.getAttribute("alt") ?? e.getAttribute("aria-label") ?? label ?? e.querySelector("title")?.textContent ?? "";
        if (!name.trim()) found.push(say(e, "has no name"));
        if (e.tagName !== "svg") continue;
        const frame = e.closest("figure, section, article, main, body").cloneNode(true);
        frame.querySelectorAll("svg").forEach(x => x.remove());
        const beside = new Set(frame.textContent.match(/\d+(\.\d+)?/g));
        for (const number of `${name} ${e.textContent}`.match(/\d+(\.\d+)?/g) ?? [])
          if (!beside.has(number)) found.push(say(e, `${number} is in no text beside it`));
      }
      return found;
    },

    // Line 8: a status is a word and a shape before it; those of findings have shapes of their own.
    statuses() {
      const found = [], shapes = new Map();
      for (const e of all(".mark, .fields[class*='s-'] > :first-child dd").filter(seen)) {
        const status = [...e.closest("[class*='s-']").classList].find(name => name.startsWith("s-"));
        const shape = getComputedStyle(e, "::before").content.split("/")[0].replace(/["\s]/g, "");
        if (!e.textContent.trim()) found.push(say(e, "has no word"));
        if (!shape || shape === "none") found.push(say(e, "has no shape"));
        if (!/^s-(completed|largely_completed|not_completed|unstated|withheld)$/.test(status)) continue;
        if ((shapes.get(shape) ?? status) !== status) found.push(say(e, `has the shape of ${shapes.get(shape)}`));
        shapes.set(shape, status);
      }
      return found;
    },

    // Line 9: nothing is folded away.
    folded() {
      const found = all("main :is(details, dialog)").map(e => say(e, "is folded"));
      for (const e of all("main *"))
        if (own(e).length && !e.closest("script, style, template, noscript, svg, option, datalist") && (!seen(e) || off(e)))
          found.push(say(e, "cannot be seen"));
      return found;
    },

    // Line 3: what Tab stops at, in the order of the document; a group of radio buttons is one stop.
    stops() {
      const every = all("*"), groups = new Set();
      return all(STOPS).filter(e => {
        if (e.disabled || !seen(e)) return false;
        if (e.type !== "radio") return true;
        if (groups.has(e.name) || !e.checked && all(`[type=radio][name="${e.name}"]`).some(x => x.checked)) return false;
        return groups.add(e.name);
      }).map(e => every.indexOf(e));
    },

    // Line 3: where the focus is, and what is wrong with how that looks.
    focus() {
      const e = document.activeElement, wrong = [];
      if (!e || e === document.body) return {at: -1, wrong};
      const box = e.getClientRects()[0] ?? e.getBoundingClientRect(), style = getComputedStyle(e);
      const far = box.height > innerHeight ? box.top > innerHeight || box.bottom < 0 : box.top < -1 || box.bottom > innerHeight + 1;
      if (box.width < 1 || box.left < -1 || box.right > innerWidth + 1 || far)
        wrong.push(`not in the window: ${box.left},${box.top} ${box.width}×${box.height}`);
      const points = [[.5, .5], [.1, .2], [.9, .8]].map(([x, y]) => [box.left + box.width * x, box.top + Math.min(box.height, innerHeight) * y]);
      for (const [x, y] of points) {
        const top = document.elementFromPoint(x, y);
        if (top && !e.contains(top) && !top.contains(e) && ![...(e.labels ?? [])].some(l => l.contains(top)))
          wrong.push(`under ${top.outerHTML.slice(0, 60)}`);
      }
      const ring = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
      if (ring < 2) wrong.push(`a ring of ${ring}`);
      const paper = canvas();
      const back = behind(parseFloat(style.outlineOffset) < 0 ? e : e.parentElement, paper) ?? paper;
      const ratio = contrast(over(rgba(style.outlineColor), back), back);
      if (ratio < 3) wrong.push(`a ring of ${ratio.toFixed(2)}:1`);
      return {at: all("*").indexOf(e), id: e.id, skip: e === document.querySelector("a[href='#main']"), wrong: wrong.map(w => say(e, w))};
    },

    // Puts every link into a state the browser does not tell of: "visited" or "hover".
    pretend(state) {
      const sheet = new CSSStyleSheet();
      const rules = [...document.styleSheets].flatMap(s => [...s.cssRules]).map(r => r.cssText).join("\n");
      sheet.replaceSync(rules.replaceAll(`:${state}`, ":not(.no-such)"));
      document.adoptedStyleSheets = [sheet];
    },

    style(css) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = css ? [sheet] : [];
    },
  };
})();
