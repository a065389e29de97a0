// Keeps the screen awake while it shows a session. Needs nothing else: live.js follows the session.
(() => {
  "use strict";
  const stayAwake = async () => {
    try {
      if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen");
    } catch { /* the machine's own settings decide then */ }
  };
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
})();
