// Redeems the code that Kring put into this tab's fragment, once, and goes on.
"use strict";
const code = location.hash.slice(1);
if (code) {
  document.documentElement.className = "entering";
  history.replaceState(null, "", "/");
  const form = new URLSearchParams({ code });
  fetch("/enter", { method: "POST", body: form, credentials: "same-origin", redirect: "error" })
    .then((answer) => {
      if (answer.ok) location.replace("/");
      else document.documentElement.className = "";
    })
    .catch(() => { document.documentElement.className = ""; });
}
