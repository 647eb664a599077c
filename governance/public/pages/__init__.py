"""What the public pages show: one module a page, each a frozen dataclass and the builder that fills it as of an instant."""
