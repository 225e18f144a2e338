// A photo chosen is a photo sent: the button is for those whose browser runs no script.
const input = document.querySelector("[data-check-in-photo]");
if (input) {
  const send = document.querySelector("[data-check-in-send]");
  send.hidden = true;
  input.addEventListener("change", (event) => {
    event.stopPropagation(); // what is typed goes along with the photo
    if (!input.files.length) return;
    send.hidden = false;
    send.setAttribute("aria-busy", "true");
    input.form.requestSubmit(send);
  });
}
