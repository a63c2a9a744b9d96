/* Reading aids: text size, contrast, read-aloud. Without this file nothing is missing but them.
   It runs before the page is drawn, so that nothing jumps; its words come from the page. */
(() => {
  const html = document.documentElement, voice = window.speechSynthesis;
  const keep = (key, value) => {
    try {
      if (value === undefined) return localStorage.getItem(key) || "";
      value ? localStorage.setItem(key, value) : localStorage.removeItem(key);
    } catch { /* not allowed here: then nothing is remembered */ }
    return "";
  };
  const set = (key, value) => {
    if (value) html.dataset[key] = value;
    else delete html.dataset[key];
  };
  html.dataset.js = "";
  set("text", /^[123]$/.test(keep("text")) ? keep("text") : "");
  set("contrast", keep("contrast"));

  addEventListener("DOMContentLoaded", () => {
    const place = document.querySelector(".tools");
    if (!place) return;
    const words = place.dataset, size = () => +(html.dataset.text || 0);
    const make = (tag, text, on) => {
      const e = document.createElement(tag);
      if (tag === "button") e.type = "button";
      e.textContent = text;
      if (on) e.onclick = on;
      return e;
    };
    const resize = step => {
      set("text", String(Math.max(0, Math.min(3, size() + step)) || ""));
      keep("text", html.dataset.text || null);
      show();
    };
    const larger = make("button", words.textLarger, () => resize(1));
    const smaller = make("button", words.textSmaller, () => resize(-1));
    const contrast = make("button", words.textMore, () => {
      set("contrast", html.dataset.contrast ? "" : "more");
      keep("contrast", html.dataset.contrast || null);
      show();
    });
    const show = () => {
      larger.setAttribute("aria-disabled", size() === 3);
      smaller.setAttribute("aria-disabled", !size());
      contrast.setAttribute("aria-pressed", !!html.dataset.contrast);
    };
    const box = make("details", ""), group = make("div", "");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", words.textTools);
    group.append(larger, smaller, contrast);
    box.append(make("summary", words.textTools), group);
    box.open = !!(size() || html.dataset.contrast);
    place.append(box);
    show();
    if (!voice) return;

    /* By sentences: long texts are cut off by some voices, and a pause comes where one breathes. */
    const language = html.lang.slice(0, 2);
    let queue = [], state = "";
    const tell = to => {
      state = to;
      play.textContent = { "": words.textSpeak, on: words.textPause, off: words.textResume }[to];
      stop.hidden = !to;
    };
    const next = () => {
      const text = queue.shift();
      if (text === undefined) return tell("");
      const said = new SpeechSynthesisUtterance(text);
      said.lang = html.lang;
      said.voice = voice.getVoices().find(v => v.lang.startsWith(language)) || null;
      said.onend = () => state === "on" && next();
      voice.speak(said);
    };
    const play = make("button", words.textSpeak, () => {
      if (state === "on") { voice.pause(); return tell("off"); }
      if (state === "off") { voice.resume(); tell("on"); return voice.speaking || next(); }
      const skip = ".links, nav, svg, [aria-hidden]";
      queue = [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6, p, li, dt, dd, td, th, caption)")]
        .filter(e => !e.closest(skip) && !e.querySelector("p, li"))
        .flatMap(e => e.textContent.match(/[^。！？；.!?;]+[。！？；.!?;]*/g) || [])
        .map(s => s.trim()).filter(Boolean);
      voice.cancel();
      tell("on");
      next();
    });
    const stop = make("button", words.textStop, () => { queue = []; tell(""); voice.cancel(); play.focus(); });
    const offer = () => {
      if (play.isConnected || !voice.getVoices().some(v => v.lang.startsWith(language))) return;
      group.append(play, stop);
      tell("");
    };
    offer();
    voice.addEventListener("voiceschanged", offer);
    addEventListener("pagehide", () => voice.cancel());
  });
})();
