// A provisional answer while somebody types: one question at a time, asked after a pause, called off by the next key.
(() => {
  "use strict";
  const region = document.querySelector("[data-live]");
  const form = region && document.getElementById(region.dataset.live);
  if (!form) return;
  const PAUSE = 700;
  const answer = region.querySelector(".live-answer");
  const wanted = region.querySelector("input[type=checkbox]");
  const watched = ["title", "text", "kind"];
  let timer = 0;
  let running = null;
  let asked = "";

  const values = () => {
    const given = new FormData(form);
    return new URLSearchParams(watched.map((name) => [name, given.get(name) || ""]));
  };

  const stop = () => {
    clearTimeout(timer);
    if (running) running.abort();
    running = null;
    answer.removeAttribute("aria-busy");
  };

  const ask = async () => {
    const body = values();
    if (String(body) === asked) return;
    const mine = new AbortController();
    running = mine;
    answer.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(region.dataset.address, { method: "POST", body, signal: mine.signal });
      if (!response.ok) throw new Error(String(response.status));
      const html = await response.text();
      if (running !== mine) return;
      asked = String(body);
      answer.innerHTML = html;
    } catch {
      if (running === mine) answer.textContent = region.dataset.failed;
    } finally {
      if (running === mine) {
        running = null;
        answer.removeAttribute("aria-busy");
      }
    }
  };

  const later = () => {
    stop();
    if (wanted.checked) timer = setTimeout(ask, PAUSE);
  };

  form.addEventListener("input", (event) => {
    if (watched.includes(event.target.name)) later();
  });
  form.addEventListener("submit", stop);
  wanted.addEventListener("change", () => {
    stop();
    if (wanted.checked) later();
    else {
      asked = "";
      answer.textContent = "";
    }
  });
  region.hidden = false;
})();
