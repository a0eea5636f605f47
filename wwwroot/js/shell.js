// What the shell does in the browser itself: theme, menus, the sign that a page is ready.
window.studio = { ready: () => document.documentElement.setAttribute("data-ready", "true") };
