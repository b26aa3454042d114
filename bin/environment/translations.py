"""Merge exported terms into the files of a directory; run by the Python of Odoo.

    translations.py EXPORTED.pot DIRECTORY [--check]

The files depend on the terms alone: on no date, and on no build of Odoo.
"""

import sys
from pathlib import Path

import polib

UNSTABLE = ("POT-Creation-Date", "PO-Revision-Date")


def main(exported, directory, *options):
    template = polib.pofile(exported)
    for name in UNSTABLE:
        template.metadata.pop(name, None)
    template.metadata["Project-Id-Version"] = "Odoo Server 19.0"
    target = Path(directory, Path(exported).name)
    wrong = _update(target, template, options)
    for file in sorted(target.parent.glob("*.po")):
        merged = _merge(template, polib.pofile(str(file)))
        wrong += _update(file, merged, options)
        wrong += _report(file, merged.untranslated_entries(), "without a translation")
        wrong += _report(file, merged.fuzzy_entries(), "in doubt (fuzzy)")
    return 1 if wrong and "--check" in options else 0


def _merge(template, translated):
    """The terms of the template, with the translations that there are."""
    known = {entry.msgid: entry for entry in translated if not entry.obsolete}
    merged = polib.POFile()
    merged.header = template.header
    merged.metadata = {**translated.metadata, **template.metadata}
    for name in ("Language", "Plural-Forms"):
        merged.metadata[name] = translated.metadata.get(name, "")
    for term in template:
        old = known.get(term.msgid)
        merged.append(
            polib.POEntry(
                msgid=term.msgid,
                msgstr=old.msgstr if old else "",
                comment=term.comment,
                flags=old.flags if old else [],
                occurrences=term.occurrences,
            )
        )
    return merged


def _update(file, terms, options):
    """Write the file unless it is current; return how many files were out of date."""
    text = str(terms)
    if file.exists() and file.read_text() == text:
        return 0
    if "--check" in options:
        print(f"{file.name}: out of date; run bin/i18n")
    else:
        file.write_text(text)
        print(f"{file.name}: written, {len(terms)} terms")
    return 1


def _report(file, entries, flaw):
    if entries:
        print(f"{file.name}: {len(entries)} terms {flaw}:")
    for entry in entries:
        print(f"    {entry.msgid!r}")
    return len(entries)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
