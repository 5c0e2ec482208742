// Tables can be sorted by their columns' heads; without this script they stand as the report wrote them.
for (const table of document.querySelectorAll("table.sort")) {
	const body = table.tBodies[0];
	const heads = [...table.tHead.rows[0].cells];
	heads.forEach((head, column) => {
		const button = document.createElement("button");
		button.type = "button";
		button.append(...head.childNodes);
		head.append(button);
		button.addEventListener("click", () => {
			const key = (row) => row.cells[column].dataset.n ?? row.cells[column].textContent;
			const numeric = [...body.rows].every((row) => key(row) === "" || !isNaN(key(row)));
			const sign = head.ariaSort === "descending" ? 1 : -1;
			for (const other of heads) other.removeAttribute("aria-sort");
			head.ariaSort = sign < 0 ? "descending" : "ascending";
			body.append(...[...body.rows].sort((a, b) => {
				const x = key(a), y = key(b);
				return sign * (numeric ? Number(x) - Number(y) : x.localeCompare(y));
			}));
		});
	});
}
