// What the shell does in the browser itself: theme, menus, reconnecting, the sign that a page is ready.
import "/js/cards.js";
import "/js/keys.js";
import "/js/drafts.js";
import { arrive } from "/js/focus.js";
import "/js/mentions.js";
import { giveBack, keep, somethingTyped } from "/js/typed.js";

const root = document.documentElement;

// A page that leads to another before Blazor's router listens is fetched from the server once more, and its root has the server's attributes then.
const sayReady = () => root.hasAttribute("data-ready") || root.setAttribute("data-ready", "true");

window.studio = {
  ready() {
    sayReady();
    new MutationObserver(sayReady).observe(root, { attributes: true, attributeFilter: ["data-ready"] });
    giveBack();
  },
  arrive,
};

document.addEventListener("click", event => {
  if (event.target.closest('[data-action="theme"]')) switchTheme();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const chosen = event.target.closest(".menu-panel a, .menu-panel button");
    if (!menu.contains(event.target) || chosen) menu.open = false;
  }
});

document.addEventListener("keydown", event => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

// A link of one read-only field is meant to be copied: the first click chooses all of it.
document.addEventListener("focusin", event => {
  if (event.target.matches?.("input[readonly].mono")) event.target.select();
});

function switchTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `studio-theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  document.dispatchEvent(new CustomEvent("studio-theme"));
}

// The circuit broke: a quiet bar says so and what is safe, and the page waits. Blazor looks for the element by its id and tells it every state.
const bar = document.getElementById("components-reconnect-modal");
const sentences = {
  show: "The connection to Studio is gone. Reconnecting…",
  retrying: "The connection to Studio is gone. Reconnecting…",
  failed: "Studio cannot be reached. What you saved is safe; what stands in a field is still here.",
  rejected: "Studio was restarted. What you saved is safe.",
  paused: "This page was paused.",
};

bar?.addEventListener("components-reconnect-state-changed", event => {
  const sentence = sentences[event.detail.state];
  bar.hidden = !sentence;
  if (!sentence) return bar.replaceChildren();
  const text = Object.assign(document.createElement("span"), { textContent: sentence });
  const act = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Try again" });
  act.addEventListener("click", tryAgain);
  bar.replaceChildren(text, ...(event.detail.state === "failed" ? [act] : []));
  if (event.detail.state === "rejected") comeBack();
});

async function tryAgain() {
  try {
    if (await Blazor.reconnect()) return;
  } catch { /* the server answers nothing yet */ }
  comeBack();
}

// Somebody is on the way to another page: loading this one again would turn them back. A download looks the same and leaves nothing, so it counts for a moment only.
let leaving = false;
window.addEventListener("beforeunload", () => {
  leaving = true;
  setTimeout(() => { leaving = false; }, 10000);
});

// The page of before is gone on the server: it is loaded again, and what was half-typed goes with it.
function comeBack() {
  if (leaving) return;
  if (somethingTyped()) keep();
  location.reload();
}
