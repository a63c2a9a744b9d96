// The live part of a previewed page. The server says which build is the newest and what is wrong with the
// content; the page reloads when it is of another build, and shows the faults over what it shows already.
(() => {
  "use strict";
  const script = document.currentScript.src;
  const shown = new URL(script).searchParams.get("build");
  const PANEL = "gongkai-preview";
  const DISMISSED = "gongkai-preview-dismissed"; // kept over reloads: what was closed stays closed …

  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("client.css", script);
  document.head.append(style);

  // Only ever as text: the faults quote the content.
  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  // … until something else is wrong, or the same again after it was right for a while.
  function matter(state) {
    return state.role === "alert" ? `${state.build} ${state.faults}` : state.faults;
  }

  function panel(state) {
    const made = element("section", "");
    made.id = PANEL;
    made.dataset.matter = matter(state);
    made.lang = state.language;
    made.setAttribute("role", state.role);
    const close = element("button", state.dismiss);
    close.type = "button";
    close.addEventListener("click", () => {
      sessionStorage.setItem(DISMISSED, matter(state));
      made.remove();
    });
    const faults = element("pre", state.faults);
    faults.tabIndex = 0; // it scrolls, so the keyboard must reach it
    made.append(element("strong", state.title), close, faults);
    return made;
  }

  function show(state) {
    const old = document.getElementById(PANEL);
    const wanted = state.faults && sessionStorage.getItem(DISMISSED) !== matter(state);
    // a panel that says the same is left alone, so that nobody hears it twice
    if (wanted && old?.dataset.matter === matter(state)) return;
    old?.remove();
    if (wanted) document.body.append(panel(state));
  }

  function connect() {
    const socket = new WebSocket(`ws://${location.host}/livereload`);
    socket.addEventListener("message", (event) => {
      const state = JSON.parse(event.data);
      if (state.build === shown) {
        show(state);
      } else {
        location.reload();
      }
    });
    // the preview was ended or started anew
    socket.addEventListener("close", () => setTimeout(connect, 500));
  }
  connect();
})();
