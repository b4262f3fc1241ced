"""A page in a browser that reports whatever runs in it, and whatever it asks for elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page, Route

__all__ = ["Hostile"]

WATCHER = """
(() => {
  const say = (what) => window.__said(String(what).slice(0, 200));
  for (const name of ['report', 'alert', 'confirm', 'prompt', 'open'])
    Object.defineProperty(window, name, {get: () => (...a) => say(name + ' ran'), set() {}});
  document.addEventListener('securitypolicyviolation', e => say('policy: ' + e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sample));
})();
"""
POKE = """
() => {
  const found = [];
  addEventListener('click', e => { const a = e.target.closest && e.target.closest('a'); if (a && /^https?:|^mailto:/.test(a.href)) e.preventDefault(); }, true);
  addEventListener('submit', e => e.preventDefault(), true);
  for (const e of document.querySelectorAll('*')) {
    for (const a of e.attributes) {
      // The site's own lighter copies lie beside it, each with its width.
      const ours = e.localName === 'source' && /^((\\.\\.?\\/)*[\\w.\\/-]+ \\d+w(, |$))+$/.test(a.value);
      if (/^on|^style$|^srcdoc$|^srcset$/i.test(a.name) && !(a.name === 'srcset' && ours)) found.push(e.localName + ' ' + a.name);
      if (/^(href|src|action|data|formaction|xlink:href)$/i.test(a.name)) {
        let url; try { url = new URL(a.value, document.baseURI); } catch { continue; }
        if (!['http:', 'https:', 'mailto:'].includes(url.protocol)) found.push(e.localName + ' ' + a.value);
        if (e.localName !== 'a' && e.localName !== 'link' && url.origin !== location.origin) found.push(e.localName + ' ' + a.value);
      }
    }
    if (/^(iframe|object|embed|base|math|template|video|dialog|style|textarea)$/.test(e.localName)) found.push(e.localName);
    if (e.localName === 'script' && e.type !== 'application/ld+json' && !e.src.startsWith(location.origin)) found.push('script ' + e.textContent);
    for (const kind of ['mouseover', 'mousedown', 'mouseup', 'focus', 'blur', 'toggle', 'animationstart', 'input', 'load', 'error'])
      e.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
    if (e.click) e.click();
  }
  return found;
}
"""


@dataclass(slots=True)
class Hostile:
    """A page that reports whatever runs, and what leaves."""

    page: Page
    address: str
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.expose_function("__said", lambda text: self.said.append(f"{self.page.url}: {text}"))
        self.page.add_init_script(WATCHER)
        self.page.on(
            "dialog", lambda dialog: (self.said.append(f"{self.page.url}: dialog"), dialog.dismiss())
        )
        self.page.route("**/*", lambda route: self._gate(route))

    def _gate(self, route: Route) -> None:
        if route.request.url.startswith(self.address):
            route.continue_()
        else:
            self.said.append(f"{self.page.url}: asked {route.request.url}")
            route.abort()

    def look(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")
        self.said += [f"{path}: {what}" for what in self.page.evaluate(POKE)]
