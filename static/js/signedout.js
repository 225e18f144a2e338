// Whoever was signed out while she was writing is told so on the page, which keeps what she typed; once she has signed in
// elsewhere, requests go with the newest token of this browser.
import { note } from "./feedback.js";
import { token } from "./sheet/post.js";
import { word } from "./words.js";

const shown = () => document.querySelector("[data-signed-out]");

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const newest = token();
  if (!newest) return;
  detail.headers["x-csrftoken"] = newest;
  if (detail.parameters?.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = newest;
});

document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status !== 401 || shown()) return;
  const line = note(word(document.querySelector("[data-v-savebox]") ? "signedOut" : "signedOutHere"), "late", "alert");
  line.dataset.signedOut = "";
  const link = document.createElement("a");
  link.className = "btn btn-sm btn-outline-primary";
  link.href = document.body.dataset.login;
  link.target = "_blank";
  link.textContent = word("signIn");
  line.firstElementChild.append(" ", link);
  document.getElementById("main").prepend(line);
});

document.addEventListener("htmx:afterOnLoad", ({ detail }) => { if (detail.xhr.status < 400) shown()?.remove(); });
