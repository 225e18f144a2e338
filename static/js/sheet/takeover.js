// Taking over: each picture that the camera reads opens this page with its part behind the #; they are gathered here.
const KEPT = "take-over-parts";
const form = document.querySelector("[data-take-over]");
const area = form?.querySelector("textarea");
const progress = form?.querySelector("[data-progress]");
const PART = /^([0-9a-f]{8})\.(\d+)\.(\d+)\.[\w-]+$/;

function gathered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) || [];
  } catch {
    return [];
  }
}

function gather(hash) {
  const part = hash.slice(1);
  const [, name, , total] = PART.exec(part) || [];
  if (!name) return;
  // Another parcel begins: the parts of the one before are done with.
  const parts = [...new Set([...gathered().filter((one) => one.startsWith(`${name}.`)), part])];
  try {
    localStorage.setItem(KEPT, JSON.stringify(parts));
  } catch { /* then they are put in by hand */ }
  area.value = parts.join("\n");
  const have = parts.map((one) => Number(one.split(".")[1])).sort((a, b) => a - b);
  progress.textContent = progress.dataset[have.length < total ? "some" : "all"].replace("{have}", have.join("、")).replace("{total}", total);
  progress.hidden = false;
  history.replaceState(null, "", location.pathname);
}

if (form) {
  gather(location.hash);
  // By what the event says: when two come at once, the address is the second's already while the first is told.
  window.addEventListener("hashchange", (event) => gather(new URL(event.newURL).hash));
} else {
  // What was gathered has been taken over.
  try {
    localStorage.removeItem(KEPT);
  } catch { /* nothing was kept */ }
}
