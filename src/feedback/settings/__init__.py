"""Settings come from one TOML file and from the environment: `FEEDBACK__STORE__URL` overrides
`url` in `[store]`. A key that does not exist is refused in both. Secrets come from the environment
only.

`root` holds all sections, the rooms hold what is in them, `loading` reads them, and
`docs/settings.md` lists them.
"""

from feedback.settings.loading import load_settings
from feedback.settings.root import Settings, WorkbenchSettings

__all__ = ["Settings", "WorkbenchSettings", "load_settings"]
