"""The name under which notebooks import the project: `import iom_projects as iom; iom.load("projects")`."""

from pipeline import load

__all__ = ["load"]
