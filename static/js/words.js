// The words scripts say stand translated in templates/ui/words.html.
const source = document.getElementById("ui-words")?.content.firstElementChild;

/** The sentence of that name, its {places} filled. Throws for a name the template does not have. */
export function word(name, values = {}) {
  const text = source?.dataset[name];
  if (text === undefined) throw new Error(`templates/ui/words.html has no word "${name}"`);
  return text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));
}
