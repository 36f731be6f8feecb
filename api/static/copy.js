// Buttons that copy a link; without JavaScript they stay hidden, and the link itself is there to be selected.
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-copy]")) {
    const told = button.closest("section").querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        told.textContent = button.dataset.done;
      } catch {
        told.textContent = button.dataset.failed;
      }
    });
  }
})();
