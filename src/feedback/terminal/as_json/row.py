"""Values that `cli.output.print_json` can print, by name."""

Row = dict[str, object]
