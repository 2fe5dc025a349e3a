"""A release in other formats. Everything is made from the published files alone, after their hashes were checked."""

from dataset.exports.export import EXPORTS, ExportError, export

__all__ = ["EXPORTS", "ExportError", "export"]
