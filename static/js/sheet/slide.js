// The slide that grows beside the form, and how long it takes to present (the rule stands in actionplans/tables/slides.py).
import { boxOf, read } from "./fields.js";
import { say } from "./words.js";

const text = (path) => String((boxOf(path) && read(boxOf(path))) || "").trim();
const letters = (words) => words.replace(/\s/g, "").length;

function rows(key, fields) {
  return [...document.querySelectorAll(`[data-list="${key}"] > [data-item]`)].map((item) => Object.fromEntries(fields.map((name) => [name, text(`${item.dataset.item}/${name}`)])));
}

function element(name, words) {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

function length(seconds) {
  const rounded = Math.round(seconds / 10) * 10;
  const m = Math.floor(rounded / 60);
  const s = rounded % 60;
  if (!m) return say("seconds", { s });
  return s ? say("minutesSeconds", { m, s }) : say("minutes", { m });
}

/** Draw every slide of the page anew from what stands in the form. */
export function drawSlides() {
  const slides = document.querySelectorAll("[data-slide]");
  if (!slides.length || !boxOf("title")) return;
  const actions = rows("steps", ["what"]).map((one) => one.what).filter(Boolean);
  const results = rows("indicators", ["name", "baseline", "target", "unit"])
    .map((one) => ({ figure: [one.baseline, one.target].filter(Boolean).join("→"), unit: one.unit, text: one.name }))
    .filter((one) => one.figure || one.text);
  const together = [text("lead_unit"), text("partners")].filter(Boolean).join("、");
  const answered = document.querySelector(".s-issue")?.dataset;
  const pillar = text("pillar") || answered?.answersPillar || "";
  const option = boxOf("call_item")?.selectedOptions[0];
  const code = option?.value ? option.textContent.split(/\s/)[0] : "";
  const slots = { title: text("title"), issue: text("problem") || answered?.answers || "", together };
  for (const slide of slides) {
    if (pillar) slide.dataset.pillar = pillar; else delete slide.dataset.pillar;
    for (const spine of slide.querySelectorAll("[data-spine]")) spine.hidden = spine.dataset.spine !== pillar;
    const mark = slide.querySelector('[data-slot="code"]');
    mark.textContent = code;
    mark.hidden = !code;
    for (const [name, words] of Object.entries(slots)) {
      const slot = slide.querySelector(`[data-slot="${name}"]`);
      slot.textContent = words || slot.dataset.empty;
      slot.toggleAttribute("data-blank", !words);
    }
    slide.querySelector('[data-slot-list="actions"]').replaceChildren(...actions.slice(0, 3).map((words) => {
      const line = document.createElement("li");
      line.append(element("span", words));
      return line;
    }));
    slide.querySelector('[data-slot-list="results"]').replaceChildren(...results.slice(0, 3).map((one) => {
      const line = document.createElement("div");
      const figure = element("dt", one.figure);
      figure.append(element("small", one.unit));
      line.append(figure, element("dd", one.text));
      return line;
    }));
  }
  estimate(letters([...["title", "problem", "goal", "beneficiaries"].map(text), ...actions, together, ...results.map((one) => one.figure + one.unit + one.text)].join("")), actions.length + results.length);
}

function estimate(count, parts) {
  const box = document.querySelector("[data-talk]");
  if (!box) return;
  const rule = box.dataset;
  const reading = Math.round((count * 60) / Number(rule.aMinute));
  const talking = count ? reading + Number(rule.around) + Number(rule.each) * parts : 0;
  const min = Number(rule.min);
  const max = Number(rule.max);
  const verdict = talking < min * 60 ? "talkShort" : talking <= max * 60 ? "talkFit" : "talkLong";
  box.querySelector("[data-talk-text]").textContent = count ? say("talk", { read: length(reading), talk: length(talking) }) + say(verdict, { min, max }) : say("talkNone");
  const meter = box.querySelector("[data-talk-meter]");
  meter.value = talking / 60;
  meter.low = min;
}
