// A box to sign in with a finger or a pen. What is drawn goes along as lines of points; a name typed is enough.
const WIDTH = 1000;
const HEIGHT = 333;
const form = document.querySelector("[data-sign]");
const pad = form?.querySelector("[data-pad]");

if (pad) {
  const canvas = pad.querySelector("canvas");
  const ink = canvas.getContext("2d");
  const field = form.querySelector("input[name=strokes]");
  let strokes = [];
  let now = null;
  pad.hidden = false;

  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      Math.round(Math.min(WIDTH, Math.max(0, ((event.clientX - box.left) / box.width) * WIDTH))),
      Math.round(Math.min(HEIGHT, Math.max(0, ((event.clientY - box.top) / box.height) * HEIGHT))),
    ];
  };
  const draw = () => {
    ink.clearRect(0, 0, WIDTH, HEIGHT);
    ink.lineWidth = 5;
    ink.lineCap = ink.lineJoin = "round";
    ink.strokeStyle = getComputedStyle(canvas).color;
    for (const stroke of strokes) {
      ink.beginPath();
      stroke.forEach(([x, y], at) => (at ? ink.lineTo(x, y) : ink.moveTo(x, y)));
      ink.stroke();
    }
    field.value = strokes.length ? JSON.stringify(strokes) : "";
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    now = [point(event)];
    strokes.push(now);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!now) return;
    const next = point(event);
    const last = now[now.length - 1];
    if (Math.hypot(next[0] - last[0], next[1] - last[1]) < 4) return;
    now.push(next);
    draw();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      if (now && now.length < 2) strokes = strokes.filter((one) => one !== now);
      now = null;
      draw();
    });
  }
  pad.querySelector("[data-pad-clear]").addEventListener("click", () => {
    strokes = [];
    draw();
  });
  try {
    // After a mistake in another field the drawing comes back with the form.
    strokes = JSON.parse(field.value || "[]");
  } catch {
    strokes = [];
  }
  draw();
}
