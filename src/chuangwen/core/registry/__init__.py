"""The register of units: codes, pinyin initials, particulars, and sheets of units to be imported."""
