// The sentences of the sheet's scripts stand translated in templates/actionplans/_words.html.
const source = document.getElementById("sheet-words")?.content.firstElementChild;

/** The sentence of that name, its {places} filled. Throws for a name the template does not have. */
export function say(name, values = {}) {
  const text = source?.dataset[name];
  if (text === undefined) throw new Error(`templates/actionplans/_words.html has no word "${name}"`);
  return text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));
}
