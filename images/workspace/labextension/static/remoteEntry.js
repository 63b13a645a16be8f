// Written as JupyterLab loads a built extension (a container of module federation), so that none has to be built.
// It asks the hub, not the workspace: what it shows costs no display budget and is no use of the workspace.
(() => {
  const EVERY = 30000;
  const dismissed = new Set();

  const config = () => JSON.parse(document.getElementById("jupyter-config-data").textContent);

  function banner(notice) {
    const line = document.createElement("div");
    line.className = "d2h-notice";
    line.dataset.key = notice.key;
    line.setAttribute("role", "alert");
    line.style.cssText =
      "display:flex;gap:1em;align-items:center;padding:6px 12px;margin-bottom:1px;font-size:13px;" +
      "background:var(--jp-warn-color3,#ffe0b2);color:#1f2933;border-left:4px solid var(--jp-warn-color1,#f57c00)";
    const words = document.createElement("span");
    words.style.flex = "1";
    words.textContent = notice.words;
    const close = document.createElement("button");
    close.textContent = "×";
    close.setAttribute("aria-label", notice.dismiss);
    close.style.cssText = "border:0;background:none;font-size:18px;cursor:pointer;color:inherit";
    close.onclick = () => {
      dismissed.add(notice.key);
      line.remove();
    };
    line.append(words, close);
    return line;
  }

  function show(notices) {
    let place = document.getElementById("d2h-notices");
    if (!place) {
      place = document.createElement("div");
      place.id = "d2h-notices";
      place.style.cssText = "position:fixed;bottom:32px;left:20%;right:20%;z-index:10001;box-shadow:0 2px 6px #0004";
      document.body.append(place);
    }
    const wanted = notices.filter((notice) => !dismissed.has(notice.key));
    place.replaceChildren(...wanted.map(banner));
    const title = document.title.replace(/^⚠ /, "");
    document.title = wanted.length ? `⚠ ${title}` : title;
  }

  async function look() {
    const { hubPrefix, hubServerName } = config();
    try {
      const answer = await fetch(`${hubPrefix}d2h/notices/${hubServerName}`, { cache: "no-store" });
      if (answer.ok) {
        show((await answer.json()).notices);
      }
    } catch {
      // The hub starts again: what was shown stays.
    }
  }

  const plugin = {
    id: "d2h-notices:plugin",
    autoStart: true,
    activate: () => {
      look();
      setInterval(look, EVERY);
    },
  };

  (window._JUPYTERLAB = window._JUPYTERLAB || {})["d2h-notices"] = {
    init: () => {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
