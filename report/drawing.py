"""Drawing in a process of its own: a browser's engine draws, and would keep its hundred megabytes to our very end."""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any


def draw(specs: Sequence[dict[str, Any]]) -> list[str]:
    """Draw specifications of Vega-Lite as SVG.

    Args:
        specs: of our own making: charts of codes and numbers.

    Raises:
        subprocess.CalledProcessError: a specification cannot be drawn; why stands on stderr.
    """
    asked = json.dumps(specs, sort_keys=True).encode()
    command = [sys.executable, "-P", __file__]  # as a file: the package would bring all that the report needs
    done = subprocess.run(command, input=asked, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own module
    return [str(one) for one in json.loads(done.stdout)]


def _draw_here() -> None:
    import vl_convert  # noqa: PLC0415 - here alone

    specs = json.load(sys.stdin.buffer)
    drawn = [vl_convert.vegalite_to_svg(json.dumps(spec, sort_keys=True)) for spec in specs]
    sys.stdout.write(json.dumps(drawn))


if __name__ == "__main__":
    _draw_here()
