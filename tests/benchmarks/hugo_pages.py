"""A Hugo site that makes the pages of ours from the same YAML, for ``build.py``.

Its templates (``hugo/``) write what ours write of a record: its fields and what follows from them, the texts of a
regulation's versions with the opinions on each article, the recount of a vote, the lists in both languages, the
ledger of promises, feeds and data. What surrounds a page, and what is the same on every page of a vote, is taken from
a site of ours, so that Hugo has it as constants. It checks nothing, keeps nothing for the next build, and compares no
versions.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import yaml

TEMPLATES = Path(__file__).parent / "hugo"
DOCS = Path(__file__).parents[2] / "docs"
KINDS = ("regulations", "opinions", "supervision", "votes", "suggestions", "stations")


def hugo_pages(folder: Path, records: Path, ours: Path) -> None:
    """Write the Hugo site into ``folder``. ``ours`` is a site of ours made of the same records."""
    shutil.copytree(TEMPLATES, folder, dirs_exist_ok=True)
    shutil.copytree(records, folder / "records")
    shutil.copytree(ours / "assets", folder / "static" / "assets")
    page = (ours / "suggestions/suggestion-00001/index.html").read_text("utf-8")
    (folder / "layouts/baseof.html").write_text(_frame(page), "utf-8")
    vote = next((ours / "votes").glob("*/index.html")).read_text("utf-8")
    form = vote[vote.index('<form autocomplete="off">') : vote.rindex("</form>")]
    (folder / "layouts/_partials/form.html").write_text(f"{form}</form>", "utf-8")
    site = yaml.safe_load((records / "site.yml").read_text("utf-8"))
    named = {"body": "bodies", "topic": "topics", "district": "districts", "letter": "outcome_letters"}
    terms = {word: {key: term["zh"] for key, term in site[group].items()} for word, group in named.items()}
    words = folder / "data/words.yaml"
    said = yaml.safe_load(words.read_text("utf-8")) | terms
    words.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    for kind in KINDS:
        (folder / "content" / kind).mkdir()
        (folder / "content" / kind / "_index.md").write_text(
            f"---\ntitle: {kind}\noutputs: [html, rss, json, csv]\n---\n"
        )
    for language in ("", "en/"):
        for name in ("guide", "checks"):
            shutil.copytree(DOCS / language / name, folder / "content" / language / name, dirs_exist_ok=True)
    for index in (folder / "content").rglob("index.md"):
        index.rename(index.with_name("_index.md"))


def _frame(page: str) -> str:
    """What surrounds the content of a page, as Hugo's base template."""
    page = re.sub(r'<div class="md-sidebar.*?</div>', "", page, flags=re.S)  # the contents of that one page
    start, end = page.index("<main"), page.index("</article></main>")
    main = re.search(r"<main[^>]*><article[^>]*>", page)
    assert main is not None
    opened = main[0].replace("<main", "<main data-pagefind-body", 1)
    frame = f'{page[:start]}{opened}\n{{{{ block "main" . }}}}{{{{ end }}}}\n{page[end:]}'.replace('="../../', '="/')
    frame = re.sub(r"<title>.*?</title>", "<title>{{ .Title }} - {{ site.Title }}</title>", frame)
    frame = re.sub(r'(<meta name="description" content=")[^"]*', r"\1{{ .Title }}", frame)
    return re.sub(r'(<link rel="canonical" href=")[^"]*', r"\1{{ .Permalink }}", frame)


def visible(site: Path) -> Iterator[tuple[str, int, int]]:
    """Each page of a site below its root, with its bytes and the characters of text that its content has."""
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        content = page[page.find("<main") : page.find("</main>")]
        text = html.unescape(re.sub(r"<script.*?</script>|<[^>]*>|\s", "", content, flags=re.S))
        yield path.relative_to(site).as_posix(), len(page.encode()), len(text)
