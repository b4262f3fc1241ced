"""robots.txt: who may read the site, as archive.yaml says it in one word."""

from __future__ import annotations

from copydesk.settings import Settings

# Crawlers whose operators say that they gather text for training models. Search engines and
# what fetches a page because somebody asks for it are not among them.
TRAINING_CRAWLERS = (
    "AI2Bot", "Amazonbot", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot", "Diffbot",
    "FacebookBot", "Google-Extended", "GPTBot", "ImagesiftBot", "PanguBot", "Timpibot",
    "anthropic-ai", "cohere-training-data-crawler", "img2dataset", "meta-externalagent",
    "omgili", "omgilibot",
)  # fmt: skip


def robots_txt(settings: Settings) -> str:
    """The file for the chosen preset: open, no-ai-training or closed.

    The sample archive's pages say `noindex` themselves: a crawler must be able to read that.
    """
    if settings.robots == "closed":
        return "User-agent: *\nDisallow: /\n"
    where = f"\nSitemap: {settings.address}/sitemap.xml\n" if settings.address else ""
    if settings.robots == "no-ai-training":
        names = "".join(f"User-agent: {name}\n" for name in TRAINING_CRAWLERS)
        return (
            f"User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n\n{names}Disallow: /\n{where}"
        )
    return f"User-agent: *\nAllow: /\n{where}"
