// A receipt's QR code carries the code behind the #: it goes into the form, and out of the address.
(() => {
  "use strict";
  const field = document.querySelector("[data-receipt]");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!field || !/^[A-Za-z0-9-]{20,60}$/.test(code)) return;
  field.value = code;
  history.replaceState(null, "", location.pathname);
  field.form.querySelector("button").focus();
})();
