// Asks the device for a passkey when somebody presses a button that wants one, and, on the page for signing in, offers those of the
// device while the address is typed. Works on forms of the server: the answer goes into the field `answer`, then the form is sent.
//
//   <form data-passkey="get | create" data-begin="/rpc/…" data-failed="…"> <input type="hidden" name="answer"> <p data-problem role="alert">

(() => {
  // One ceremony at a time; a new one ends the one that waits in the background.
  let running;

  const possible = () => typeof PublicKeyCredential === "function" && "parseRequestOptionsFromJSON" in PublicKeyCredential;

  async function options(form) {
    const answer = await fetch(form.dataset.begin, { method: "POST", headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return JSON.parse(await answer.json());
  }

  async function ask(form, mediation) {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const given = await options(form);
    if (mine.signal.aborted) return undefined;
    if (form.dataset.passkey === "create") {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(given);
      return navigator.credentials.create({ publicKey, signal: mine.signal });
    }
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(given);
    return navigator.credentials.get({ publicKey, signal: mine.signal, ...(mediation ? { mediation } : {}) });
  }

  function send(form, credential) {
    if (!credential) return;
    form.elements.namedItem("answer").value = JSON.stringify(credential);
    form.requestSubmit();
  }

  function tell(form, text) {
    const place = form.querySelector("[data-problem]");
    if (place) place.textContent = text;
  }

  async function pressed(form) {
    tell(form, "");
    try {
      send(form, await ask(form));
    } catch (cause) {
      console.warn(cause);
      tell(form, form.dataset.failed ?? "");
    }
  }

  // While the page is open, in the list that the browser shows at the address field.
  async function offer(form) {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    try {
      send(form, await ask(form, "conditional"));
    } catch {
      // The person signs in another way.
    }
  }

  document.addEventListener("click", (event) => {
    const form = event.target instanceof Element && event.target.closest("[data-passkey-button]")?.closest("form[data-passkey]");
    if (!form) return;
    event.preventDefault();
    if (possible()) pressed(form);
    else tell(form, form.dataset.failed ?? "");
  });

  const start = () => {
    const form = document.querySelector("form[data-passkey-offer]");
    if (form && possible()) offer(form);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
