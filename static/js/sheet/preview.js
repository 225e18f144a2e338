// A form shown to those who word it: its tabs turn, and nothing leads away from it.
import { tabs } from "./derived.js";

tabs();
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && !link.getAttribute("href").startsWith("#")) event.preventDefault();
}, true);
