"""From what pages say to a checked, published dataset. Pure until `release.publish` writes it down."""
