// Copies the text of the element that a button names; without script the text can still be selected.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent);
  button.textContent = button.dataset.copied;
});
for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
