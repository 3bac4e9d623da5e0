/** Groups a list by a key, keeping the order of both. (Node 20 has no `Map.groupBy` yet.) */
export function groupBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
	return grouped([...items].map((item) => [keyOf(item), item]));
}

/** Groups values by the keys that stand before them, keeping the order of both. */
export function grouped<Key, Value>(pairs: Iterable<readonly [key: Key, value: Value]>): Map<Key, Value[]> {
	const groups = new Map<Key, Value[]>();
	for (const [key, value] of pairs) {
		const group = groups.get(key);
		if (group) group.push(value);
		else groups.set(key, [value]);
	}
	return groups;
}
