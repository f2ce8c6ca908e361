"""What Vim itself does with the cases of `tests/unit/vim`, recorded in `vim_truth.json`.

`python -m tests.support.vim_truth` asks the Vim that is installed, and writes the file. Tests only read it.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.unit.vim.cases import Case, all_cases
from tests.unit.vim.differences import DIFFERENCES
from tests.unit.vim.random_cases import random_cases

FILE: Final = Path(__file__).with_suffix(".json")
RANDOM_CASES: Final = 1_000
SEED: Final = 6
REGISTERS: Final = '"012-ab'
_NAMED_KEY: Final = re.compile("<(Esc|CR|BS|Del|Tab|Left|Right|Up|Down|Home|End|PageUp|PageDown|lt|C-[a-z])>")
_SCRIPT: Final = r"""
set nocompatible encoding=utf-8 backspace=indent,eol,start tabstop=4 shiftwidth=4 expandtab
set autoindent copyindent
set nojoinspaces noswapfile undolevels=1000 startofline lines=24 columns=80 whichwrap=b,s wrapscan hidden
func Record()
  let g:seen = [getline(1, '$'), mode(1), getpos('.')[1:2], getpos('v')[1:2]]
endfunc
func Registers()
  let held = {}
  for name in split($VIM_REGISTERS, '\zs')
    let lines = getreg(name, 1, 1)
    if !empty(lines)
      let held[name] = [join(lines, "\n"), getregtype(name)]
    endif
  endfor
  return held
endfunc
func Place(position)
  let [row, column] = a:position
  return [row - 1, column <= 1 ? 0 : strchars(strpart(getline(row), 0, column - 1))]
endfunc
let results = []
for [lines, row, column, keys] in json_decode(readfile($VIM_CASES)[0])
  enew! " codespell:ignore enew
  setlocal scroll=11
  for name in split('abcdefghijklmnopqrstuvwxyz0123456789-"/', '\zs')
    call setreg(name, [])
  endfor
  delmarks! | delmarks A-Z0-9 | clearjumps
  let @/ = ''
  call setcharsearch({'char': "\x01", 'forward': 1, 'until': 0})
  set undolevels=-1
  if lines != ['']
    call setline(1, lines)
  endif
  set undolevels=1000
  call cursor(row + 1, byteidx(getline(row + 1), column) + 1)
  normal! zt
  let seen = []
  call feedkeys(eval('"' . keys . '\<Cmd>call Record()\<CR>"'), 'tx')
  call add(results, empty(seen) ? [] : [seen[0], seen[1], Place(seen[2]), Place(seen[3]), Registers()])
  exe "normal! \<Esc>"
  bwipe!
endfor
call writefile([json_encode(results)], $VIM_RESULTS)
qall!
"""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What keys did."""

    text: str
    mode: str
    cursor: Place
    anchor: Place
    """The other end of what is selected; the cursor where nothing is."""
    registers: Mapping[str, tuple[str, str]]
    """Text and type, `v` or `V`, of those that hold something."""


def ask_vim(cases: Sequence[Case]) -> list[Outcome | None]:
    """What Vim does with each case; None where the keys end in the middle of a command."""
    with TemporaryDirectory(prefix="vim-truth-") as folder:
        script, given, results = (Path(folder, name) for name in ("script", "cases", "results"))
        script.write_text(_SCRIPT)
        rows = [(case.text.split("\n"), case.row, case.column, _as_vim_string(case.keys)) for case in cases]
        given.write_text(json.dumps(rows))
        environment = {
            **os.environ,
            **{"VIM_CASES": str(given), "VIM_RESULTS": str(results), "VIM_REGISTERS": REGISTERS},
            **{"TERM": "ansi", "LC_ALL": "C.UTF-8"},
        }
        command = ["vim", "-u", "NONE", "-N", "-i", "NONE", "-n", "--not-a-term", "-S", str(script)]
        nowhere = subprocess.DEVNULL
        subprocess.run(
            command, stdin=nowhere, stdout=nowhere, stderr=nowhere, env=environment, timeout=120, check=False
        )
        return [_outcome(found) for found in json.loads(results.read_text())]


def read_truth() -> dict[str, list[tuple[Case, Outcome]]]:
    """The cases by their groups, with what Vim does."""
    recorded = json.loads(FILE.read_text())
    texts: list[str] = recorded["texts"]
    found: dict[str, list[tuple[Case, Outcome]]] = {}
    for group, rows in recorded["groups"].items():
        found[group] = []
        for text, row, column, keys, after in rows:
            found[group].append((Case(texts[text], row, column, keys), _read(texts[text], after)))
    return found


def _as_vim_string(keys: str) -> str:
    """Keys as they stand between double quotes in a script."""
    return _NAMED_KEY.sub(r"\\<\1>", keys.replace("\\", "\\\\").replace('"', '\\"'))


def _outcome(found: Sequence[Any]) -> Outcome | None:
    if not found:
        return None
    lines, mode, cursor, anchor, registers = found
    held = {name: (text, kind) for name, (text, kind) in registers.items()}
    return Outcome("\n".join(lines), mode, tuple(cursor), tuple(anchor), held)


def _read(text: str, after: Sequence[Any]) -> Outcome:
    new, mode, cursor, anchor, registers = after
    held = {name: (content, kind) for names, content, kind in registers for name in names}
    return Outcome(text if new is None else new, mode, tuple(cursor), tuple(anchor or cursor), held)


def _row(case: Case, outcome: Outcome, texts: list[str]) -> list[Any]:
    after = [
        None if outcome.text == case.text else outcome.text,
        outcome.mode,
        outcome.cursor,
        None if outcome.anchor == outcome.cursor else outcome.anchor,
        [["".join(names), *content] for content, names in _by_content(outcome.registers).items()],
    ]
    if case.text not in texts:
        texts.append(case.text)
    return [texts.index(case.text), case.row, case.column, case.keys, after]


def _by_content(registers: Mapping[str, tuple[str, str]]) -> Mapping[tuple[str, str], Sequence[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for name, content in registers.items():
        found.setdefault(content, []).append(name)
    return found


def _record(cases: Iterable[tuple[str, Case]]) -> None:
    given = sorted(dict.fromkeys(cases), key=itemgetter(0))
    outcomes = ask_vim([case for _, case in given])
    answered = [(group, case, found) for (group, case), found in zip(given, outcomes, strict=True) if found]
    texts: list[str] = []
    groups = {
        group: [_row(case, outcome, texts) for _, case, outcome in rows]
        for group, rows in groupby(answered, key=itemgetter(0))
    }
    parts = ",\n".join(f"{json.dumps(group)}: [\n{_written(rows)}\n]" for group, rows in groups.items())
    FILE.write_text(f'{{"texts": {_as_json(texts)},\n"groups": {{\n{parts}\n}}}}\n')


def _written(rows: Iterable[list[Any]]) -> str:
    return ",\n".join(_as_json(row) for row in rows)


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    _record(
        [
            *all_cases(),
            *(("random", case) for case in random_cases(RANDOM_CASES, SEED)),
            *(("differences", difference.case) for difference in DIFFERENCES),
        ]
    )
