from pathlib import Path

import pytest

from tests.scenarios.stories import Teller


@pytest.fixture
def story(tmp_path: Path) -> Teller:
    return Teller(tmp_path)
