// Menu, text size and the account menu. Choices go into cookies, so that the server draws the next page right at once.
import { word } from "./words.js";

const YEAR = 31536000;
const remember = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`; };

document.addEventListener("click", (event) => {
  const fold = event.target.closest("[data-v-navtoggle]");
  if (fold) {
    const shell = fold.closest(".v-shell");
    const rail = shell.dataset.nav !== "rail";
    shell.dataset.nav = rail ? "rail" : "full";
    fold.setAttribute("aria-expanded", String(!rail));
    fold.querySelector("span").textContent = word(rail ? "navOpen" : "navFold");
    remember("navmode", shell.dataset.nav);
  }
  if (event.target.closest("[data-v-textsize]")) {
    const root = document.documentElement;
    root.dataset.textsize = String((Number(root.dataset.textsize || 0) + 1) % 3);
    remember("textsize", root.dataset.textsize);
  }
  for (const menu of document.querySelectorAll("details[data-v-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-v-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// On a phone the menu is a dialog while it is open, and a dialog needs a name; on a desk it is only a box.
document.addEventListener("show.bs.offcanvas", (event) => event.target.setAttribute("aria-labelledby", "nav-title"));
document.addEventListener("hidden.bs.offcanvas", (event) => event.target.removeAttribute("aria-labelledby"));
