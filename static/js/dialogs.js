// Dialogs: data-v-open="#id" opens, data-v-close closes; data-v-confirm="sentence" on a form or button asks first.
import { word } from "./words.js";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-v-open]");
  if (opener) {
    event.preventDefault();
    document.querySelector(opener.dataset.vOpen)?.showModal();
  }
  const closer = event.target.closest("[data-v-close]");
  if (closer) {
    event.preventDefault();
    const dialog = closer.closest("dialog");
    if (dialog) dialog.close();
    else closer.closest(".v-toast")?.remove();
  }
  // A click beside the dialog falls on the dialog element itself.
  if (event.target instanceof HTMLDialogElement && event.target.matches(".v-dialog") && !event.target.hasAttribute("data-v-must")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.clientX + event.clientY > 0) event.target.close();
  }
});

const element = (name, css, text) => {
  const made = document.createElement(name);
  if (css) made.className = css;
  if (text) made.textContent = text;
  return made;
};

/** Ask; resolves to true only when the person presses the button that says what will happen. */
export function ask(sentence, action = word("confirm"), danger = false) {
  return new Promise((resolve) => {
    const dialog = element("dialog", "v-dialog");
    const title = element("h2", "", word("confirmTitle"));
    title.id = "confirm-title";
    const text = element("p", "v-dialog__ask", sentence);
    text.id = "confirm-text";
    dialog.setAttribute("role", "alertdialog");
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.setAttribute("aria-describedby", text.id);
    const head = element("div", "v-dialog__h");
    head.append(title);
    const body = element("div", "v-dialog__b");
    body.append(text);
    const foot = element("div", "v-dialog__f");
    const no = element("button", "btn btn-outline-primary", word("cancel"));
    const yes = element("button", danger ? "btn btn-danger" : "btn btn-primary", action);
    no.type = yes.type = "button";
    foot.append(no, yes);
    dialog.append(head, body, foot);
    let answer = false;
    yes.addEventListener("click", () => { answer = true; dialog.close(); });
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer); });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  const source = button?.dataset.vConfirm ? button : form.dataset.vConfirm ? form : null;
  if (!source || form.dataset.vSure) return;
  event.preventDefault();
  event.stopPropagation();
  if (!(await ask(source.dataset.vConfirm, source.dataset.vConfirmAction || button?.textContent.trim() || undefined, "vDanger" in source.dataset))) return;
  form.dataset.vSure = "1";
  form.requestSubmit(button);
  delete form.dataset.vSure;
}, true);

document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question, event.detail.elt.dataset.vConfirmAction).then((yes) => { if (yes) event.detail.issueRequest(true); });
});
