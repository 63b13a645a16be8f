## d2h sdc: bad problems

sdc-file-unreadable = { $path } cannot be read. Check that it is there, that you may read it, and that it is a text file in UTF-8.
sdc-file-not-json = { $path } is neither a JSON object nor a JJ file: line { $line } is not JSON.
sdc-not-an-object = A problem is one JSON object with `cells`, `equations` and `primary`.
sdc-list-missing = `{ $name }` is missing, or is not a list.
sdc-field-missing = { $where } lacks `{ $name }`.
sdc-id-unfit = { $where }: a cell is named by a whole number or a text.
sdc-number-unfit = { $where } is not a number.
sdc-not-finite = { $where } is not a finite number. Leave out cells whose value is missing.
sdc-labels-unfit = { $where } is not a list of texts.
sdc-no-cells = There is no cell: nothing can be audited.
sdc-cell-twice = Two cells are named { $cell }. Give each its own id.
sdc-cell-unknown = { $where } names the cell { $cell }, which is not among the cells.
sdc-equation-shape = equations[{ $equation }]: `idx` and `coef` are two lists of the same length, not empty.
sdc-equation-cell-twice = equations[{ $equation }] names the cell { $cell } twice. Add its coefficients up.
sdc-equation-does-not-hold = equations[{ $equation }] does not hold: it misses zero by { $missed }. Correct the values, or leave out an equation that is none.
sdc-cycle = These cells are totals of one another: { $cells }. In an equation the total is the cell whose coefficient has the other sign.
sdc-bounds-order = Cell { $cell }: its lower bound ({ $lower }) is above its upper bound ({ $upper }).
sdc-value-below = Cell { $cell } is { $value }, below its lower bound ({ $lower }). If values can be negative, say so with `bounds`.
sdc-value-above = Cell { $cell } is { $value }, above its upper bound ({ $upper }). Correct `bounds`.
sdc-weight-negative = Cell { $cell }: a weight cannot be negative.
sdc-persons-negative = Cell { $cell }: a number of persons cannot be negative.
sdc-protection-negative = `protection` is a share of the value, 0 or more.
sdc-top-unfit = { $where }: the largest contributions are one or two numbers, none negative, the larger first.
sdc-top-above = { $where }: the largest contributions are more than the cell's value ({ $value }). Correct them.
profile-unreadable = The rules in { $path } cannot be read (at { $where }). Correct the file.
sdc-jj-line = Line { $line } does not fit a JJ file.
sdc-solver = The solver gave up ({ $status }): nothing can be said of these tables. Do not release them.

## d2h sdc: answers

sdc-safe = ✓ { $cells ->
    [one] The hidden cell is protected.
   *[other] The { $cells } hidden cells are protected.
}
sdc-open = ✗ Hidden cells can be worked out.
sdc-by-bounds = (together, and their bounds leave no room)
sdc-exact = { $cell }: one value only is possible between { $low } and { $high }
sdc-exact-published = { $cell }: sensitive, and published as it is
sdc-narrow = { $cell }: between { $low } and { $high }, narrower than its protection
sdc-insider = { $cell }: the only person of { $alone } can work it out
sdc-hide = { $cells ->
    [0] No cell has to be hidden
    [one] One cell has to be hidden
   *[other] { $cells } cells have to be hidden
} besides the sensitive ones ({ $primary }); cost of all hidden cells: { $cost }.
sdc-gap = Gap to the least possible cost: at most { $gap } %.
