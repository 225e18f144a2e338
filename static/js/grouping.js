// Dragging a person to another table fills in and sends the same form that the buttons send.
const room = document.querySelector(".s-tables");
let dragged = null;

for (const person of document.querySelectorAll("[data-v-drag]")) {
  person.draggable = true;
  person.addEventListener("dragstart", (event) => {
    dragged = person;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", person.id);
    person.dataset.dragging = "";
  });
  person.addEventListener("dragend", () => {
    delete person.dataset.dragging;
    dragged = null;
    document.querySelectorAll("[data-over]").forEach((each) => delete each.dataset.over);
  });
}

for (const table of document.querySelectorAll("[data-v-drop]")) {
  table.addEventListener("dragover", (event) => {
    if (!dragged || table.contains(dragged)) return;
    event.preventDefault();
    table.dataset.over = "";
  });
  table.addEventListener("dragleave", (event) => {
    if (!table.contains(event.relatedTarget)) delete table.dataset.over;
  });
  table.addEventListener("drop", (event) => {
    if (!dragged || table.contains(dragged)) return;
    event.preventDefault();
    const form = dragged.querySelector("form");
    form.elements.group.value = table.dataset.vDrop;
    form.requestSubmit();
  });
}

if (room) room.dataset.drags = "";
