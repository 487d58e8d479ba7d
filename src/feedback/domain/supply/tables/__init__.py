"""Reports about support as tables: one frozen row each, for CSV and JSON. Figures are rounded here,
and nowhere before."""
