// The time slider: moves over the same minutes that the list holds, which is there without a script.
const form = document.querySelector("[data-past]");
const range = form?.querySelector("[data-past-range]");
const list = form?.querySelector("select");

function tell() {
  range.setAttribute("aria-valuetext", list.options[list.selectedIndex].textContent);
}

let wanted = 0;
async function show() {
  const mine = (wanted += 1);
  const address = `${location.pathname}?at=${list.value}`;
  try {
    const response = await fetch(address, { credentials: "same-origin", redirect: "error" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const body = page.querySelector("[data-past-body]");
    if (!response.ok || !body) throw new Error("not our page");
    if (mine !== wanted) return; // somebody has moved on
    document.querySelector("[data-past-body]").replaceWith(document.adoptNode(body));
    history.replaceState(null, "", address);
  } catch {
    if (mine === wanted) form.submit(); // the browser says what is the matter
  }
}

if (range) {
  range.hidden = false;
  tell();
  range.addEventListener("input", () => {
    list.selectedIndex = Number(range.value);
    tell();
  });
  range.addEventListener("change", show);
  list.addEventListener("change", () => {
    range.value = String(list.selectedIndex);
    tell();
    show();
  });
}
