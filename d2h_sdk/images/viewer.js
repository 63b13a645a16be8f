async (root, told) => {
  const COLOURS = ["#e6194b", "#3cb44b", "#ffe119", "#4363d8", "#f58231", "#42d4f4", "#f032e6", "#bfef45"];
  const PRESETS = {lung: [-600, 1500], bone: [300, 1500], soft: [40, 400], brain: [40, 80]};
  const words = told.words, area = told.rows * told.columns;

  async function unpacked(text) {
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).arrayBuffer();
  }
  function made(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }
  function slider(name, low, high, step, value, changed) {
    const input = made("input", {type: "range", min: low, max: high, step, "aria-label": name, style: "flex:1;min-width:3em"});
    input.value = value;
    const output = made("output", {style: "min-width:3.5em;text-align:right;font-variant-numeric:tabular-nums"});
    input.addEventListener("input", () => changed(Number(input.value)));
    const line = made("label", {style: "display:flex;gap:.6em;align-items:center;margin:.25em 0"},
      made("span", {style: "min-width:min(7em,40%)"}, name), input, output);
    return {line, input, output};
  }
  function shortly(value) {
    return Number.isInteger(value) ? String(value) : value.toPrecision(4);
  }

  const pixels = new Uint16Array(await unpacked(told.pixels));
  const masks = [];
  for (const mask of told.masks) masks.push({name: mask.name, on: true, cells: new Uint8Array(await unpacked(mask.cells))});
  const [lowest, highest] = told.range;
  let [level, width] = told.window, slice = Math.floor(told.slices / 2), inverted = told.inverted, opacity = 0.4;

  const canvas = made("canvas", {width: told.columns, height: told.rows, tabindex: 0, role: "img",
    style: "width:100%;height:auto;background:#000;cursor:crosshair;touch-action:none;display:block"});
  const shown = Math.max(384, Math.min(560, told.columns * told.step));
  canvas.style.aspectRatio = `${told.columns} / ${told.rows * told.aspect}`;
  const under = made("div", {style: "min-height:1.4em;font-variant-numeric:tabular-nums", "aria-live": "off"});
  const controls = made("div", {style: "flex:1 1 16em;min-width:14em"});
  const picture = canvas.getContext("2d"), drawn = picture.createImageData(told.columns, told.rows);
  const colour = at => COLOURS[at % COLOURS.length].match(/[0-9a-f]{2}/g).map(part => parseInt(part, 16));

  function draw() {
    const from = level - width / 2, start = slice * area, on = masks.flatMap((mask, at) => mask.on ? [[mask.cells, colour(at)]] : []);
    for (let at = 0; at < area; at++) {
      const value = pixels[start + at] * told.slope + told.intercept;
      let grey = Math.max(0, Math.min(255, 255 * (value - from) / width));
      if (inverted) grey = 255 - grey;
      let red = grey, green = grey, blue = grey;
      for (const [cells, [r, g, b]] of on) if (cells[start + at]) {
        red += opacity * (r - red); green += opacity * (g - green); blue += opacity * (b - blue);
      }
      const place = 4 * at;
      drawn.data[place] = red; drawn.data[place + 1] = green; drawn.data[place + 2] = blue; drawn.data[place + 3] = 255;
    }
    picture.putImageData(drawn, 0, 0);
    slices.input.value = slice; levels.input.value = level; widths.input.value = width;
    slices.output.textContent = `${slice + 1} / ${told.slices}`;
    levels.output.textContent = shortly(Math.round(level * 100) / 100);
    widths.output.textContent = shortly(Math.round(width * 100) / 100);
    canvas.setAttribute("aria-label", `${told.title || words.slice} ${slice + 1} / ${told.slices}`);
    root.dataset.slice = slice; root.dataset.level = level; root.dataset.width = width;
  }
  function turn(to) {
    slice = Math.max(0, Math.min(told.slices - 1, to));
    draw();
  }
  function look(centre, wide) {
    level = centre;
    width = Math.max(wide, (highest - lowest) / 5000 || 1e-6);
    draw();
  }

  const fine = Number.isInteger(lowest) && Number.isInteger(highest) ? 1 : (highest - lowest) / 1000 || 0.001;
  const slices = slider(words.slice, 0, told.slices - 1, 1, slice, turn);
  const levels = slider(words.level, lowest, highest, fine, level, value => look(value, width));
  const widths = slider(words.width, fine, (highest - lowest) || fine, fine, width, value => look(level, value));
  if (told.slices > 1) controls.append(slices.line);
  controls.append(levels.line, widths.line);

  const presets = made("select", {"aria-label": words.preset}, made("option", {value: "told"}, words.preset), made("option", {value: "whole"}, words.whole));
  if (lowest <= -200 && highest >= 200) for (const name of Object.keys(PRESETS)) presets.append(made("option", {value: name}, words[name]));
  presets.addEventListener("change", () => look(...(PRESETS[presets.value] ||
    (presets.value === "whole" ? [(lowest + highest) / 2, highest - lowest] : told.window))));
  const turned = made("input", {type: "checkbox"});
  turned.checked = inverted;
  turned.addEventListener("change", () => { inverted = turned.checked; draw(); });
  controls.append(made("div", {style: "display:flex;gap:1em;align-items:center;margin:.4em 0"}, presets, made("label", {}, turned, " ", words.invert)));

  if (masks.length) {
    const group = made("fieldset", {style: "border:1px solid #a1a1aa;margin:.4em 0;padding:.4em .7em;min-width:0"}, made("legend", {}, words.masks));
    masks.forEach((mask, at) => {
      const box = made("input", {type: "checkbox"});
      box.checked = true;
      box.addEventListener("change", () => { mask.on = box.checked; draw(); });
      const swatch = made("span", {style: `display:inline-block;width:.9em;height:.9em;margin:0 .35em;background:${COLOURS[at % COLOURS.length]}`});
      group.append(made("label", {style: "display:block"}, box, swatch, mask.name));
    });
    const strength = slider(words.opacity, 0, 1, 0.05, opacity, value => { opacity = value; strength.output.textContent = `${Math.round(100 * value)} %`; draw(); });
    strength.output.textContent = `${Math.round(100 * opacity)} %`;
    group.append(strength.line);
    controls.append(group);
  }

  canvas.addEventListener("wheel", event => {
    if (told.slices < 2) return;
    event.preventDefault();
    turn(slice + Math.sign(event.deltaY));
  }, {passive: false});
  canvas.addEventListener("keydown", event => {
    const by = {ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -10, PageDown: 10}[event.key];
    if (!by) return;
    event.preventDefault();
    turn(slice + by);
  });
  // Sliders, boxes and the list answer to these; JupyterLab would fold cells and leave them instead.
  const KEYS = ["ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight", "PageUp", "PageDown", "Home", "End", " "];
  root.addEventListener("keydown", event => {
    if (KEYS.includes(event.key)) event.stopPropagation();
  });
  let held = null;
  canvas.addEventListener("pointerdown", event => {
    held = [event.clientX, event.clientY, level, width];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointerup", () => { held = null; });
  canvas.addEventListener("pointermove", event => {
    const span = highest - lowest || 1;
    if (held) look(held[2] + span * (event.clientY - held[1]) / 600, held[3] + span * (event.clientX - held[0]) / 600);
    const box = canvas.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left) / box.width * told.columns);
    const row = Math.floor((event.clientY - box.top) / box.height * told.rows);
    if (row < 0 || column < 0 || row >= told.rows || column >= told.columns) return;
    const at = slice * area + row * told.columns + column;
    const names = masks.filter(mask => mask.cells[at]).map(mask => mask.name);
    under.textContent = [`${row * told.step}, ${column * told.step}: ${shortly(pixels[at] * told.slope + told.intercept)}`, ...names].join(" · ");
  });

  root.replaceChildren();
  if (told.title) root.append(made("div", {style: "font-weight:600;margin-bottom:.4em"}, told.title));
  const notes = words.thinned ? [made("div", {style: "opacity:.75"}, words.thinned)] : [];
  root.append(made("div", {style: "display:flex;flex-wrap:wrap;gap:1em;max-width:60em"},
    made("div", {style: `flex:0 1 ${shown}px;min-width:16em`}, canvas, under, ...notes), controls));
  draw();
  root.dataset.ready = "yes";
}
