// The sentences of the room's scripts stand translated in templates/workshops/_room_words.html.
const source = document.getElementById("room-words")?.content.firstElementChild;

/** The sentence of that name, its {places} filled. Throws for a name the template does not have. */
export function say(name, values = {}) {
  const text = source?.dataset[name];
  if (text === undefined) throw new Error(`templates/workshops/_room_words.html has no word "${name}"`);
  return text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));
}

/** 3 分 48 秒, 21 秒, 4 分. */
export function spoken(seconds) {
  const [m, s] = [Math.floor(seconds / 60), seconds % 60];
  return m ? (s ? say("minutesSeconds", { m, s }) : say("minutes", { m })) : say("seconds", { s });
}
