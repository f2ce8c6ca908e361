"""What could stand at the cursor: the context read from the text, the candidates from the catalogue."""

from lakebase_tui.completion.candidates import Candidate, CandidateKind, Completions
from lakebase_tui.completion.completer import Completer
from lakebase_tui.completion.usage import Usage

__all__ = ["Candidate", "CandidateKind", "Completer", "Completions", "Usage"]
