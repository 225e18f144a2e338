// The table's vote: how many dots are left is said while they are given, and the result follows by itself.
const EVERY = 3000;
const form = document.querySelector("[data-vote]");

function count() {
  if (!form) return;
  const boxes = [...form.querySelectorAll("input[type=number]")];
  const left = Number(form.dataset.dots) - boxes.reduce((sum, box) => sum + (Number(box.value) || 0), 0);
  form.querySelector("[data-left]").textContent = String(left);
  form.toggleAttribute("data-over", left < 0);
  for (const box of boxes) {
    box.max = String((Number(box.value) || 0) + Math.max(0, left));
    box.closest(".v-stepnum").querySelector("[data-v-step='1']").disabled = left <= 0;
    box.closest(".v-stepnum").querySelector("[data-v-step='-1']").disabled = !Number(box.value);
  }
}
form?.addEventListener("input", count);
form?.addEventListener("change", count);
count();

let tag = "";
async function follow() {
  const place = document.querySelector("[data-vote-result]");
  try {
    const response = await fetch(location.pathname, { headers: tag ? { "If-None-Match": tag } : {}, credentials: "same-origin", redirect: "error", cache: "no-store" });
    if (response.ok) {
      tag = response.headers.get("ETag") || "";
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-vote-result]");
      const was = place?.querySelector("[data-ballot]");
      const now = fresh?.querySelector("[data-ballot]");
      // Another ballot, or its end: the whole page says something else now.
      if (now && (was?.dataset.ballot !== now.dataset.ballot || was?.dataset.open !== now.dataset.open)) return location.reload();
      if (place && fresh && place.innerHTML !== fresh.innerHTML) place.innerHTML = fresh.innerHTML;
    }
  } catch { /* no network: the page goes on showing what it last heard */ }
  setTimeout(follow, document.hidden ? EVERY * 5 : EVERY);
}
setTimeout(follow, EVERY);
