// The import page: a file can be dropped anywhere on it, its size is looked at before it is sent, and nobody loses
// what was typed without being asked. No key is listened to, and no input is touched while somebody types.
(() => {
  "use strict";
  const input = document.getElementById("file");
  const notice = document.getElementById("notice");

  if (input) {
    const zone = document.getElementById("drop");
    const chosen = document.getElementById("chosen");
    const look = () => {
      const file = input.files[0];
      const large = file && file.size > Number(input.dataset.limit);
      input.setCustomValidity(large ? input.dataset.problem : "");
      chosen.textContent = large ? input.dataset.problem : file ? chosen.dataset.word + file.name : "";
    };
    input.addEventListener("change", look);
    document.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) zone.classList.remove("over");
    });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      look();
      input.focus();
    });
    look(); // a browser that goes back keeps the file
  }

  if (notice) {
    let changed = false;
    notice.addEventListener("input", () => { changed = true; });
    notice.addEventListener("submit", () => { changed = false; });
    addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  }
})();
