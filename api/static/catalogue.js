// Makes the pages of a catalogue quicker: follows the progress, and filters without loading the page anew. Both work without this.
"use strict";

const POLL = 2000; // milliseconds between two looks at the progress
const TOLD = 20000; // and between two announcements of it to a screen reader
const TYPING = 300; // after the last key before a filter on text is applied

function follow(box) {
  const [words, bar, left, live] = ["words", "bar", "left", "live"].map((name) => box.querySelector(`[data-${name}]`));
  let told = Date.now();
  async function look() {
    try {
      const answer = await fetch(box.dataset.stand, { headers: { Accept: "application/json" } });
      if (answer.status === 404) return window.location.reload(); // deleted: the page says so
      if (answer.ok) {
        const state = await answer.json();
        if (state.finished) return window.location.reload();
        words.textContent = state.words;
        left.textContent = state.left;
        bar.max = state.total;
        bar.value = state.done;
        if (Date.now() - told > TOLD) {
          live.textContent = `${state.words} ${state.left}`;
          told = Date.now();
        }
      }
    } catch {
      // The service is away for a moment: the next look will tell.
    }
    setTimeout(look, POLL);
  }
  setTimeout(look, POLL);
}

function filtering(form) {
  const rows = document.querySelector("[data-rows]");
  const live = document.querySelector("section > [data-live]");
  let asked = 0;
  let timer = 0;

  async function show(address) {
    const mine = ++asked;
    rows.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== asked) return; // a later question is under way
      rows.replaceChildren(...page.querySelector("[data-rows]").childNodes);
      live.textContent = rows.querySelector("[data-matching]").firstChild.textContent.trim();
      window.history.replaceState(null, "", address);
    } catch {
      window.location.assign(address); // the page itself tells what is wrong
    } finally {
      if (mine === asked) rows.removeAttribute("aria-busy");
    }
  }

  function apply() {
    clearTimeout(timer);
    const values = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(values).toString();
    show(form.action.split("#")[0] + (query ? `?${query}` : ""));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  form.addEventListener("change", apply);
  form.addEventListener("input", (event) => {
    if (event.target.type !== "text") return;
    clearTimeout(timer);
    timer = setTimeout(apply, TYPING);
  });
}

document.querySelectorAll("[data-stand]").forEach(follow);
document.querySelectorAll("[data-filter]").forEach(filtering);
